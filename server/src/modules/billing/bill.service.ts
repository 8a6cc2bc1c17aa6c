import type {
  BillDetail,
  BillListInput,
  BillListOutput,
  BillStatus,
  MemberBalance,
} from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { BillId, type MemberId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Filter } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { numberedAs, writtenAs } from '../members/members.public.ts';
import { retireInTransaction } from './bill-cancel.service.ts';
import { pendingChargeOf } from './bill-charge.rules.ts';
import { tellingWhatHappened } from './bill-happening.service.ts';
import { assertCancellable, creditYen, isOverdue, outstandingYen } from './bill-status.rules.ts';
import { type BillDocument, billsOf, countBills, getBill, pageOfBills, visibleBillsOfMember } from './bill.repository.ts';
import { billDetailOf, billDetails } from './bill-detail.service.ts';
import { billRow, factsOf } from './bill.view.ts';

type ListInput = z.output<typeof BillListInput>;
type Detail = z.output<typeof BillDetail>;
const totalCap = 1000;

export function listFilter(
  input: Omit<ListInput, 'cursor' | 'direction' | 'size' | 'sort' | 'descending'>,
  today: string,
): Filter<BillDocument> {
  const filter: Filter<BillDocument>[] = [];
  if (input.status === 'open') filter.push({ status: { $in: ['unpaid', 'partly_paid'] } });
  else if (input.status === 'overdue')
    filter.push({ status: { $in: ['unpaid', 'partly_paid'] }, dueOn: { $lt: today } as Filter<BillDocument>['dueOn'] });
  else if (input.status !== 'all') filter.push({ status: input.status });
  if (input.fiscalYear != null) filter.push({ fiscalYear: input.fiscalYear });
  if (input.category != null) filter.push({ category: input.category });
  if (input.memberId != null) filter.push({ memberId: input.memberId });
  if (input.billingRunId != null) filter.push({ runId: input.billingRunId });
  for (const word of input.q.split(/\s+/).filter(Boolean)) {
    // Typed text is matched as it stands: nothing of it reaches the expression as a pattern (security.md T52).
    const text = writtenAs(word);
    const number = numberedAs(word);
    filter.push({
      $or: [{ memberName: text }, { memberKana: text }, { memberNumber: number }, { billNumber: number }, { billName: text }],
    });
  }
  return filter.length === 0 ? {} : { $and: filter };
}

function readCursor(cursor: string | null | undefined): { key: string; id: BillId } | null {
  if (cursor == null || cursor === '') return null;
  const [key = '', id = ''] = cursor.split('~');
  const parsed = BillId.safeParse(id);
  if (!parsed.success || key.length > 10) throw new DomainError('INVALID_INPUT');
  return { key, id: parsed.data };
}

export async function listBills(platform: Platform, scope: OrgScope, input: ListInput): Promise<z.output<typeof BillListOutput>> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  const filter = listFilter(input, today);
  const after = readCursor(input.cursor);
  const backwards = input.direction === 'previous' && after !== null;
  const descending = backwards ? !input.descending : input.descending;
  const found = await pageOfBills(db, scope, {
    filter,
    sort: input.sort === 'dueOn' ? 'dueOn' : '_id',
    descending,
    size: input.size,
    after,
  });
  const more = found.length > input.size;
  const bills = found.slice(0, input.size);
  if (backwards) bills.reverse();
  const cursorOf = (bill: BillDocument | undefined) => (bill ? `${bill.dueOn}~${bill._id}` : null);
  const total = await countBills(db, scope, filter, totalCap);
  return {
    rows: bills.map((bill) => billRow(bill, today)),
    nextCursor: backwards || more ? cursorOf(bills.at(-1)) : null,
    previousCursor: (backwards ? more : after !== null) ? cursorOf(bills[0]) : null,
    total: Math.min(total, totalCap),
    totalCapped: total > totalCap,
  };
}

export async function billOf(platform: Platform, scope: OrgScope, billId: BillId): Promise<Detail> {
  return billDetailOf(platform, scope, await getBill(platform.databases.server, scope, billId));
}

/** A member's own bills; a draft does not exist for them (BIL-04). */
export async function myBills(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<Detail[]> {
  return billDetails(platform, scope, await visibleBillsOfMember(platform.databases.server, scope, memberId));
}

/** @throws DomainError NOT_FOUND for a draft and for anybody else's bill */
export async function ownBill(platform: Platform, scope: OrgScope, memberId: MemberId, billId: BillId): Promise<BillDocument> {
  const bill = await getBill(platform.databases.server, scope, billId);
  if (bill.memberId !== memberId || bill.confirmedAt === null) throw new DomainError('NOT_FOUND');
  return bill;
}

/**
 * Cancels a bill without payments: live slips are voided at the provider first, one-time adjustments are released.
 * @throws DomainError BILL_HAS_PAYMENT, BILL_HAS_AUTHORIZED_CHARGE, BILL_AT_BANK, BILL_CANCELLED, PROVIDER_UNAVAILABLE
 */
export function cancelBill(platform: Platform, scope: OrgScope, actor: UserActor, billId: BillId, reason: string): Promise<Detail> {
  return tellingWhatHappened(platform, scope, [billId], () => cancelOne(platform, scope, actor, billId, reason));
}

async function cancelOne(platform: Platform, scope: OrgScope, actor: UserActor, billId: BillId, reason: string): Promise<Detail> {
  const db = platform.databases.server;
  const before = await getBill(db, scope, billId);
  assertCancellable(factsOf(before), pendingChargeOf(before.charges)?.state ?? null);
  const payable = before.confirmedAt !== null && before.amount > 0;
  if (payable) {
    const { voided } = await paymentsClient(platform, scope).call('charges.voidForPayables', { payableIds: [billId] });
    // What stands in a request of direct debits is the bank's; whatever else cannot be voided is a card's.
    const isAtBank = pendingChargeOf(before.charges)?.method === 'direct_debit';
    if (!voided) throw new DomainError(isAtBank ? 'BILL_AT_BANK' : 'BILL_HAS_AUTHORIZED_CHARGE');
  }
  const cancelled = await inTransaction(platform.databases.client, (session) =>
    retireInTransaction(platform, scope, actor, billId, reason, session),
  );
  platform.nudgeOutbox();
  return billDetailOf(platform, scope, cancelled);
}

/** Money without a bill, by member; registered by the module that owns payments. */
type CreditSource = (platform: Platform, scope: OrgScope, memberIds: readonly MemberId[]) => Promise<ReadonlyMap<MemberId, number>>;
let unallocatedMoney: CreditSource = () => Promise.resolve(new Map());
export function registerCreditSource(source: CreditSource): void {
  unallocatedMoney = source;
}

/** What members owe and have too much, for lists of members; the status is that of their most urgent open bill. */
export async function memberBalances(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
): Promise<z.output<typeof MemberBalance>[]> {
  const today = platform.clock.today();
  const byMember = new Map<MemberId, BillDocument[]>();
  // By the members alone: with more beside the list the embedded engine reads every bill (docs/decisions/0052).
  const cursor = billsOf(platform.databases.server, scope).find({ memberId: { $in: [...memberIds] } });
  for await (const bill of cursor)
    if (bill.live && bill.confirmedAt) byMember.set(bill.memberId, [...(byMember.get(bill.memberId) ?? []), bill]);
  const loose = await unallocatedMoney(platform, scope, memberIds);
  return memberIds.map((memberId) => {
    const bills = byMember.get(memberId) ?? [];
    const sum = (of: (bill: BillDocument) => number) => bills.reduce((total, bill) => total + of(bill), 0);
    const urgency = ['unpaid', 'partly_paid', 'overpaid', 'paid', 'not_required'] as const satisfies readonly BillStatus[];
    return {
      memberId,
      owed: sum((bill) => outstandingYen(factsOf(bill))),
      credit: sum((bill) => creditYen(factsOf(bill))) + (loose.get(memberId) ?? 0),
      status: urgency.find((status) => bills.some((bill) => bill.status === status)) ?? null,
      overdue: bills.some((bill) => isOverdue(bill.status, bill.dueOn, today)),
    };
  });
}
