import type { PaymentListInput, PaymentListOutput, PaymentRow } from '@tsudoi/shared/contracts/payments/payment.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Filter } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { billNames, billsOf } from '../billing/billing.public.ts';
import { numberedAs, writtenAs } from '../members/members.public.ts';
import { usesOfPayments } from './credit-use.repository.ts';
import { creditUseView } from './credit.view.ts';
import { payLinksOfBills } from './pay-link.repository.ts';
import {
  type PaymentDocument,
  allocationsOfBill,
  allocationsOfPayments,
  countPayments,
  type PaymentPlace,
  pageByReceipt,
  paymentsOfLinks,
} from './payment.repository.ts';
import { liveAllocations } from './posting.rules.ts';

type Row = z.output<typeof PaymentRow>;
const totalCap = 1000;

/** What somebody else paid for a member through a link: it lies on their bills, and is not theirs. */
async function paidByOthers(db: Db, scope: OrgScope, memberId: MemberId): Promise<PaymentId[]> {
  const bills = await billsOf(db, scope).find({ memberId }).limit(500).toArray();
  const billIds = new Set<string>(bills.map(({ _id }) => _id));
  const links = await payLinksOfBills(
    db,
    scope,
    bills.map(({ _id }) => _id),
  );
  const payments = await paymentsOfLinks(
    db,
    scope,
    links.map(({ _id }) => _id),
  );
  const rows = await allocationsOfPayments(
    db,
    scope,
    payments.map(({ _id }) => _id),
  );
  return [...new Set(rows.filter(({ billId }) => billIds.has(billId)).map(({ paymentId }) => paymentId))];
}

/** What of the payments fits the conditions of the list. */
export async function paymentFilter(
  platform: Platform,
  scope: OrgScope,
  input: Pick<z.output<typeof PaymentListInput>, 'q' | 'method' | 'memberId' | 'billId'>,
): Promise<Filter<PaymentDocument>> {
  const db = platform.databases.server;
  const filter: Filter<PaymentDocument>[] = [];
  if (input.method != null) filter.push({ method: input.method });
  if (input.memberId != null)
    filter.push({ $or: [{ memberId: input.memberId }, { _id: { $in: await paidByOthers(db, scope, input.memberId) } }] });
  if (input.billId != null) {
    const rows = await allocationsOfBill(db, scope, input.billId);
    filter.push({ _id: { $in: [...new Set(rows.map((row) => row.paymentId))] } });
  }
  for (const word of input.q.split(/\s+/).filter(Boolean)) {
    const text = writtenAs(word);
    const number = numberedAs(word);
    filter.push({
      $or: [{ memberName: text }, { memberKana: text }, { memberNumber: number }, { paymentNumber: number }, { memo: text }],
    });
  }
  return filter.length === 0 ? {} : { $and: filter };
}

const placed = ({ receivedAt, _id }: PaymentDocument) => `${receivedAt.getTime()}.${_id}`;

/** @throws DomainError INVALID_INPUT */
function placeOf(cursor: string | null | undefined): PaymentPlace | null {
  if (cursor == null || cursor === '') return null;
  const [, at, id] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  const paymentId = PaymentId.safeParse(id);
  if (!paymentId.success) throw new DomainError('INVALID_INPUT');
  return { receivedAt: new Date(Number(at)), paymentId: paymentId.data };
}

/** Payments, by the time the money came, newest first; each with what of it lies on which bill. */
export async function listPayments(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof PaymentListInput>,
): Promise<z.output<typeof PaymentListOutput>> {
  const db = platform.databases.server;
  const filter = await paymentFilter(platform, scope, input);
  const from = placeOf(input.cursor);
  const backwards = input.direction === 'previous' && from !== null;
  const found = await pageByReceipt(db, scope, filter, from, !backwards, input.size);
  const more = found.length > input.size;
  const payments = found.slice(0, input.size);
  if (backwards) payments.reverse();
  const total = await countPayments(db, scope, filter, totalCap);
  return {
    rows: await paymentRows(platform, scope, payments),
    nextCursor: (backwards || more) && payments.length > 0 ? placed(payments.at(-1)!) : null,
    previousCursor: (backwards ? more : from !== null) && payments.length > 0 ? placed(payments[0]!) : null,
    total: Math.min(total, totalCap),
    totalCapped: total > totalCap,
  };
}

function byPayment<Row extends { readonly paymentId: PaymentId }>(rows: readonly Row[]): ReadonlyMap<PaymentId, Row[]> {
  const groups = new Map<PaymentId, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.paymentId);
    if (group) group.push(row);
    else groups.set(row.paymentId, [row]);
  }
  return groups;
}

/** Payments with what of each lies on which bill and what became of the rest. */
export async function paymentRows(platform: Platform, scope: OrgScope, payments: readonly PaymentDocument[]): Promise<Row[]> {
  const db = platform.databases.server;
  const ids = payments.map((payment) => payment._id);
  const [allocations, used] = await Promise.all([allocationsOfPayments(db, scope, ids), usesOfPayments(db, scope, ids)]);
  const billIds = [...allocations.map((row) => row.billId), ...used.flatMap(({ toBillId }) => (toBillId ? [toBillId] : []))];
  const names = await billNames(db, scope, [...new Set(billIds)]);
  const usesOf = byPayment(used);
  const allocationsOf = byPayment(allocations);
  return payments.map((payment) => ({
    paymentId: payment._id,
    chargeId: payment.chargeId,
    memberId: payment.memberId,
    memberName: payment.memberName,
    memberNumber: payment.memberNumber,
    method: payment.method,
    amount: payment.received as unknown as Row['amount'],
    unallocated: payment.unallocated as unknown as Row['unallocated'],
    state: payment.state,
    receivedAt: payment.receivedAt.toISOString(),
    paymentNumber: payment.paymentNumber,
    memo: payment.memo,
    refunded: (payment.state === 'reversed' ? (payment.refunded ?? 0) : payment.reversed) as unknown as Row['refunded'],
    uses: (usesOf.get(payment._id) ?? []).map((use) => creditUseView(use, names)),
    allocations: liveAllocations(allocationsOf.get(payment._id) ?? []).map(({ row, left }) => ({
      billId: row.billId,
      billName: names.get(row.billId) ?? '',
      amount: left as unknown as Row['unallocated'],
    })),
  }));
}
