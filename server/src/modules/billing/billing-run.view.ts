import type { BillingRunView, PlanRow } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import type { BillDocument } from './bill.repository.ts';
import type { BillingRunDocument, PlanRowDocument, RunCancellation } from './billing-run.repository.ts';

type RunView = z.output<typeof BillingRunView>;
type RowView = z.output<typeof PlanRow>;

export function runView(run: BillingRunDocument): RunView {
  return {
    billingRunId: run._id,
    billingItemId: run.billingItemId,
    billName: run.billName,
    fiscalYear: run.fiscalYear,
    allocationStartMonth: run.allocationStartMonth,
    dueOn: run.dueOn,
    excludedMembershipTypeIds: run.excludedMembershipTypeIds,
    memberIds: run.memberIds ?? null,
    state: run.state,
    plannedAt: run.plannedAt.toISOString(),
    plannedBy: run.plannedBy,
    included: run.included,
    includedAmount: run.includedAmount,
    zeroAmount: run.zeroAmount,
    excluded: run.excluded,
    excludedByReason: run.excludedByReason,
    byType: run.byType,
    adjustmentsAmount: run.adjustmentsAmount,
    lastYearCount: run.lastYearCount,
    lastYearAmount: run.lastYearAmount,
    done: run.done,
    failed: run.failed,
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    confirmation: run.confirmation,
    cancellation: run.cancellation ? cancellationOf(run.cancellation) : null,
  };
}

function cancellationOf({ state, done, kept, total }: RunCancellation) {
  return { state, done, kept, total };
}

type Cursor = Pick<BillingRunDocument, 'cursor'>;

/** A row's bill exists once the run's cursor has passed it and nothing refused it. */
export function madeBillOf({ place, failure, billId }: PlanRowDocument, { cursor }: Cursor): PlanRowDocument['billId'] | null {
  return place !== null && place <= cursor && failure === null ? billId : null;
}

/** `replaced`: of bills that a correction has ended, what stands in their place. */
export function planRowView(row: PlanRowDocument, run: Cursor, replaced: ReadonlyMap<string, BillDocument>): RowView {
  const billId = madeBillOf(row, run);
  const next = billId === null ? undefined : replaced.get(billId);
  const price = (value: Yen) => value as unknown as RowView['amount'];
  return {
    memberId: row.memberId,
    memberNumber: row.memberNumber,
    name: row.name,
    membershipTypeName: row.membershipTypeName,
    included: row.included,
    reason: row.reason,
    reasonDate: row.reasonDate,
    amount: price(row.amount),
    parts: row.parts,
    lastYearAmount: row.lastYearAmount === null ? null : price(row.lastYearAmount),
    billId,
    replacedBy: next
      ? { billId: next._id, billNumber: next.billNumber, amount: price(next.amount), cancelled: next.status === 'cancelled' }
      : null,
    failure: row.failure,
  };
}
