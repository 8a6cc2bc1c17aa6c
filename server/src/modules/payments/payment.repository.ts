import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ChargeId, MemberId, MessageId, OrgId, PayLinkId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { batchesOf } from '../../platform/list-file.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import {
  type AllocationDocument,
  type PaymentDocument,
  type PostingInboxDocument,
  allocationCollection,
  paymentCollection,
  postingInboxCollection,
} from './payment.model.ts';

export { allocationCollection, paymentCollection } from './payment.model.ts';

export type { AllocationDocument, MoneyReturn, PaymentDocument, PostingInboxDocument } from './payment.model.ts';

/** Payments of a file that are read together, and looked up what they paid for together. */
const readAtOnce = 1000;

const payments = (db: Db, scope: OrgScope) => tenantCollection<PaymentDocument>(db, scope, paymentCollection);
const allocations = (db: Db, scope: OrgScope) => tenantCollection<AllocationDocument>(db, scope, allocationCollection);
const inbox = (db: Db, scope: OrgScope) => tenantCollection<PostingInboxDocument>(db, scope, postingInboxCollection);

export async function postedMessages(db: Db, scope: OrgScope, ids: readonly MessageId[], session: ClientSession): Promise<Set<MessageId>> {
  const rows = await inbox(db, scope)
    .find({ _id: { $in: [...ids] } }, { session, projection: { _id: 1, orgId: 1 } })
    .toArray();
  return new Set(rows.map((row) => row._id));
}

/** For whoever looks after all of them; each is then read by itself. */
export function organizationsWithMoney(db: Db): Promise<OrgId[]> {
  return db.collection<PaymentDocument>(paymentCollection).distinct('orgId');
}

/** What the books were told of a charge, and what became of each message. */
export function postingsOfCharge(db: Db, scope: OrgScope, chargeId: ChargeId): Promise<PostingInboxDocument[]> {
  return inbox(db, scope).find({ chargeId }).limit(200).toArray();
}

export function insertPosted(db: Db, scope: OrgScope, rows: readonly PostingInboxDocument[], session: ClientSession): Promise<void> {
  return inbox(db, scope).insert(rows, { session });
}

export function paymentsOfCharges(
  db: Db,
  scope: OrgScope,
  chargeIds: readonly ChargeId[],
  session?: ClientSession,
): Promise<PaymentDocument[]> {
  return payments(db, scope)
    .find({ chargeId: { $in: [...chargeIds] } }, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
}

/** @throws DomainError NOT_FOUND */
export async function getPayment(db: Db, scope: OrgScope, paymentId: PaymentId, session?: ClientSession): Promise<PaymentDocument> {
  const payment = await payments(db, scope).findOne({ _id: paymentId }, session);
  if (!payment) throw new DomainError('NOT_FOUND');
  return payment;
}

export function paymentBySource(
  db: Db,
  scope: OrgScope,
  sourceType: PaymentDocument['sourceType'],
  sourceId: string,
  session?: ClientSession,
): Promise<PaymentDocument | null> {
  return payments(db, scope).findOne({ sourceType, sourceId }, session);
}

export function insertPayments(db: Db, scope: OrgScope, rows: readonly PaymentDocument[], session: ClientSession): Promise<void> {
  return payments(db, scope).insert(rows, { session });
}

/** @throws DomainError CONFLICT when somebody else moved one of them */
export async function savePayments(
  db: Db,
  scope: OrgScope,
  changes: readonly { payment: PaymentDocument; change: Partial<PaymentDocument> }[],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return;
  const result = await payments(db, scope).updateEach(
    changes.map(({ payment, change }) => ({
      filter: { _id: payment._id, version: payment.version },
      update: { $set: change, $inc: { version: 1 } },
    })),
    session,
  );
  if (result?.matchedCount !== changes.length) throw new DomainError('CONFLICT');
}

export function allocationsOfPayments(
  db: Db,
  scope: OrgScope,
  paymentIds: readonly PaymentId[],
  session?: ClientSession,
): Promise<AllocationDocument[]> {
  if (paymentIds.length === 0) return Promise.resolve([]);
  return allocations(db, scope)
    .find({ paymentId: { $in: [...paymentIds] } }, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
}

export function allocationsOfBill(
  db: Db,
  scope: OrgScope,
  billId: AllocationDocument['billId'],
  session?: ClientSession,
): Promise<AllocationDocument[]> {
  return allocations(db, scope)
    .find({ billId }, session ? { session } : {})
    .sort({ _id: 1 })
    .limit(1000)
    .toArray();
}

export function insertAllocations(db: Db, scope: OrgScope, rows: readonly AllocationDocument[], session: ClientSession): Promise<void> {
  return allocations(db, scope).insert(rows, { session });
}

/** Of several bills; in a transaction where it moves them. */
export function allocationsOfBills(
  db: Db,
  scope: OrgScope,
  billIds: readonly AllocationDocument['billId'][],
  session?: ClientSession,
): Promise<AllocationDocument[]> {
  if (billIds.length === 0) return Promise.resolve([]);
  return allocations(db, scope)
    .find({ billId: { $in: [...billIds] } }, session ? { session } : {})
    .toArray();
}

export function paymentsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<PaymentDocument[]> {
  return payments(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
}

/** What payers without a log-in paid through these links. */
export function paymentsOfLinks(db: Db, scope: OrgScope, ids: readonly PayLinkId[], session?: ClientSession): Promise<PaymentDocument[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return payments(db, scope)
    .find({ payLinkId: { $in: [...ids] } }, session ? { session } : {})
    .toArray();
}

export function findPayments(db: Db, scope: OrgScope, ids: readonly PaymentId[], session?: ClientSession): Promise<PaymentDocument[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return payments(db, scope)
    .find({ _id: { $in: [...ids] } }, session ? { session } : {})
    .toArray();
}

export function pageOfPayments(
  db: Db,
  scope: OrgScope,
  filter: Filter<PaymentDocument>,
  after: PaymentId | null,
  descending: boolean,
  size: number,
): Promise<PaymentDocument[]> {
  const bound: Filter<PaymentDocument> =
    after === null ? {} : ({ _id: descending ? { $lt: after } : { $gt: after } } as Filter<PaymentDocument>);
  return payments(db, scope)
    .find({ $and: [filter, bound] })
    .sort({ _id: descending ? -1 : 1 })
    .limit(size + 1)
    .toArray();
}

/** Where a page of the list ends: when the money came, and which of that moment. */
export interface PaymentPlace {
  readonly receivedAt: Date;
  readonly paymentId: PaymentId;
}

/** By the time the money came. The bounds are a millisecond wide, because the engine drops the last value of `$lte` (decision 0008). */
export function pageByReceipt(
  db: Db,
  scope: OrgScope,
  filter: Filter<PaymentDocument>,
  from: PaymentPlace | null,
  descending: boolean,
  size: number,
): Promise<PaymentDocument[]> {
  const at = from?.receivedAt.getTime() ?? 0;
  const bound =
    from === null
      ? {}
      : {
          receivedAt: descending ? { $lt: new Date(at + 1) } : { $gt: new Date(at - 1) },
          $or: [{ receivedAt: { $ne: from.receivedAt } }, { _id: descending ? { $lt: from.paymentId } : { $gt: from.paymentId } }],
        };
  const order = descending ? -1 : 1;
  return payments(db, scope)
    .find({ $and: [filter, bound as Filter<PaymentDocument>] })
    .sort({ receivedAt: order, _id: order })
    .limit(size + 1)
    .toArray();
}

/** By the time the money came, the newest first, some at a time. */
export function streamPayments(db: Db, scope: OrgScope, filter: Filter<PaymentDocument>): AsyncGenerator<PaymentDocument[]> {
  return batchesOf<PaymentDocument>(
    payments(db, scope).find(filter, { raw: true, sort: { receivedAt: -1, _id: -1 }, batchSize: readAtOnce }),
    readAtOnce,
  );
}

export function countPayments(db: Db, scope: OrgScope, filter: Filter<PaymentDocument>, cap: number): Promise<number> {
  return payments(db, scope).count(filter, cap + 1);
}

/** Money that lies on no bill, by member. */
export async function unallocatedByMember(db: Db, scope: OrgScope, memberIds: readonly MemberId[]): Promise<Map<MemberId, number>> {
  const sums = new Map<MemberId, number>();
  // By the members alone: with more beside the list the embedded engine reads every payment (docs/decisions/0052).
  const cursor = payments(db, scope).find({ memberId: { $in: [...memberIds] } } as Filter<PaymentDocument>);
  for await (const row of cursor)
    if (row.memberId && row.unallocated > 0) sums.set(row.memberId, (sums.get(row.memberId) ?? 0) + row.unallocated);
  return sums;
}
