import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { type Yen, minYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type BillDocument, creditYen, factsOf, findBills } from '../billing/billing.public.ts';
import { type Holdings, withoutPromised } from './credit.rules.ts';
import {
  type AllocationDocument,
  type PaymentDocument,
  allocationsOfBill,
  allocationsOfPayments,
  findPayments,
} from './payment.repository.ts';
import { liveAllocations } from './posting.rules.ts';
import { type RefundOrderDocument, refundsOfPayments } from './refund.repository.ts';
import { promisedYen } from './refund.rules.ts';
import { inOrderOfUse, surplusShares } from './split.rules.ts';

type Books = Holdings<PaymentDocument, AllocationDocument, BillDocument>;

/** Where the money of some payments lies, and what is left of it without what is promised to refunds. */
export interface CreditBooks {
  readonly now: Books;
  readonly free: Books;
  ordersOf(paymentId: PaymentId): RefundOrderDocument[];
}

const surplusOf = (bill: BillDocument): Yen => creditYen(factsOf(bill));

/** The refunds that payments were asked for, and what of each payment is promised to those that are not through. */
export async function promisesOf(db: Db, scope: OrgScope, payments: readonly PaymentDocument[], session?: ClientSession) {
  const ids = payments.map(({ _id }) => _id);
  const orders = await refundsOfPayments(db, scope, ids, session);
  const ordersOf = (paymentId: PaymentId): RefundOrderDocument[] => orders.filter((order) => order.paymentId === paymentId);
  return { ordersOf, promisedOf: (payment: PaymentDocument): Yen => promisedYen(payment, ordersOf(payment._id)) };
}

/** `known`: bills that have been read already. */
export async function creditBooks(
  db: Db,
  scope: OrgScope,
  payments: readonly PaymentDocument[],
  known: readonly BillDocument[],
  session?: ClientSession,
): Promise<CreditBooks> {
  const ids = payments.map(({ _id }) => _id);
  const { ordersOf, promisedOf } = await promisesOf(db, scope, payments, session);
  const live = liveAllocations(await allocationsOfPayments(db, scope, ids, session));
  const has = new Set(known.map(({ _id }) => _id));
  const missing = [...new Set(live.map(({ row }) => row.billId))].filter((billId) => !has.has(billId));
  const bills = [...known, ...(await findBills(db, scope, missing, session))];
  const byId = new Map(bills.map((bill) => [bill._id, bill]));
  const now = { payments, live: inOrderOfUse(live, (billId) => byId.get(billId) ?? null), bills };
  return { now, free: withoutPromised(now, promisedOf, surplusOf), ordersOf };
}

const heldOn = ({ live }: Books, paymentId: PaymentId, billId: BillId): Yen =>
  sumYen(live.filter(({ row }) => row.paymentId === paymentId && row.billId === billId).map(({ left }) => left));

export interface Credit {
  readonly payment: PaymentDocument;
  /** The bill that has too much; null for money that lies on none. */
  readonly bill: BillDocument | null;
  readonly amount: Yen;
}

/** Whose money is too much on these bills, and what lies on none. */
export function creditsIn(books: Books, isAsked: (bill: BillDocument) => boolean): Credit[] {
  const overpaid = books.bills.filter((bill) => isAsked(bill) && surplusOf(bill) > 0);
  const onBills = overpaid.flatMap((bill) => {
    const holdings = books.payments.map((payment) => ({ payment, held: heldOn(books, payment._id, bill._id) }));
    return surplusShares(surplusOf(bill), holdings).map((share): Credit => ({ ...share, bill }));
  });
  const loose = books.payments
    .filter(({ unallocated }) => unallocated > 0)
    .map((payment): Credit => ({ payment, bill: null, amount: payment.unallocated }));
  return [...onBills, ...loose];
}

/** How much of a payment's money is free to be used: off a bill, or (null) what lies on none; and the refunds it was asked for. */
export async function freeCredit(
  db: Db,
  scope: OrgScope,
  payment: PaymentDocument,
  billId: BillId | null,
  session: ClientSession,
): Promise<{ readonly free: Yen; readonly orders: RefundOrderDocument[] }> {
  const holders = billId === null ? [] : (await allocationsOfBill(db, scope, billId, session)).map((row) => row.paymentId);
  const others = await findPayments(
    db,
    scope,
    [...new Set(holders)].filter((id) => id !== payment._id),
    session,
  );
  const { free, ordersOf } = await creditBooks(db, scope, [payment, ...others], [], session);
  const orders = ordersOf(payment._id);
  if (billId === null) return { free: free.payments[0]!.unallocated, orders };
  const bill = free.bills.find(({ _id }) => _id === billId);
  return { free: bill ? minYen(surplusOf(bill), heldOn(free, payment._id, billId)) : zeroYen, orders };
}
