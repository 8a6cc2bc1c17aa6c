import type { RecordSplitInput, SplitPlan, SplitPlanInput } from '@tsudoi/shared/contracts/payments/credit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type MemberId, type PaymentId } from '@tsudoi/shared/kernel/ids';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { type Yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type BillDocument,
  billsOf,
  factsOf,
  isOverdue,
  isPayable,
  outstandingYen,
  tellingWhatHappened,
} from '../billing/billing.public.ts';
import { findMember } from '../members/members.public.ts';
import { assertReceivable, postOffline } from './offline.service.ts';
import { splitFault, suggestSplit } from './split.rules.ts';

type Input = z.output<typeof RecordSplitInput>;
type Plan = z.output<typeof SplitPlan>;

const openYen = (bill: BillDocument | null): Yen => (bill === null ? zeroYen : outstandingYen(factsOf(bill)));

/** The open bills of a member. Which are open is looked at here: it is more than the index of a member's bills knows. */
async function openBillsOfMember(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<BillDocument[]> {
  const bills = await billsOf(platform.databases.server, scope).find({ memberId }).limit(500).toArray();
  return bills.filter((bill) => isPayable(bill.status));
}

/** A member's open bills, the oldest due day first, and how a sum would fill them. @throws DomainError NOT_FOUND */
export async function splitPlan(platform: Platform, scope: OrgScope, input: z.output<typeof SplitPlanInput>): Promise<Plan> {
  const member = await findMember(scope, input.memberId);
  const today = platform.clock.today();
  const open = (await openBillsOfMember(platform, scope, member._id)).map((bill) => ({
    billId: bill._id,
    billNumber: bill.billNumber,
    billName: bill.billName,
    fiscalYear: bill.fiscalYear,
    dueOn: bill.dueOn,
    overdue: isOverdue(bill.status, bill.dueOn, today),
    outstanding: openYen(bill),
  }));
  const { shares, advance } = suggestSplit(open, input.amount ?? zeroYen);
  return {
    memberName: fullName(member),
    bills: shares.map(({ bill, amount }) => ({ ...bill, suggested: amount })) as unknown as Plan['bills'],
    advance: advance as unknown as Plan['advance'],
  };
}

/**
 * One receipt over several bills of a member (PAY-14), and what no bill asks for kept apart in advance (PAY-16). Its parts
 * are the receipt to the last yen.
 * @throws DomainError SPLIT_MISMATCH, ALLOCATION_EXCEEDS_BILL, BILL_NOT_PAYABLE, IDEMPOTENCY_MISMATCH, NOT_FOUND, INVALID_INPUT
 */
export async function recordSplit(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<PaymentId> {
  assertReceivable(input.receivedOn, platform.clock.today());
  const billIds = input.lines.map((line) => line.billId);
  return tellingWhatHappened(platform, scope, billIds, () => record(platform, scope, actor, input));
}

async function record(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<PaymentId> {
  const { memberId, method, amount, receivedOn, memo } = input;
  const member = await findMember(scope, memberId);
  const billIds = input.lines.map((line) => line.billId);
  return postOffline(platform, scope, actor, input, async ({ ledger, add }) => {
    await ledger.loadBills(billIds);
    for (const id of billIds) {
      const bill = ledger.bill(id);
      if (bill?.memberId !== memberId) throw new DomainError('NOT_FOUND');
      if (!isPayable(bill.status)) throw new DomainError('BILL_NOT_PAYABLE', { billId: id });
    }
    const over = input.lines.find((line) => line.amount > openYen(ledger.bill(line.billId)));
    const fault = splitFault(amount, input.lines, input.advance, (id) => openYen(ledger.bill(id as BillId)));
    if (fault) throw new DomainError(fault, over === undefined ? {} : { billId: over.billId });
    const whose = { memberId, memberName: fullName(member), memberKana: fullReading(member), memberNumber: member.memberNumber };
    const payment = add({ ...whose, method, amount, receivedOn, memo });
    for (const line of input.lines) ledger.allocate(payment._id, line.billId, line.amount, input.idempotencyKey);
    const name = billIds.length === 0 ? member.memberNumber : billIds.map((id) => ledger.bill(id)!.billNumber).join('、');
    return { payment, bills: billIds, action: 'payment.record', name: name.slice(0, 100) };
  });
}
