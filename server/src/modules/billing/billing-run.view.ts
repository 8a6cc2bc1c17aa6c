import type { BillingRunView, PlanRow } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
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

/** A row's bill exists once the run's cursor has passed it and nothing refused it. */
export function planRowView(row: PlanRowDocument, run: Pick<BillingRunDocument, 'cursor'>): RowView {
  const made = row.place !== null && row.place <= run.cursor && row.failure === null;
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
    billId: made ? row.billId : null,
    failure: row.failure,
  };
}
