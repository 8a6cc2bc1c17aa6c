import { defaultWriteOffLimit } from '@tsudoi/shared/contracts/payments/credit.contract';
import { defaultApprovalLimit } from '@tsudoi/shared/contracts/payments/refund.contract';
import type { PaymentId, RefundId } from '@tsudoi/shared/kernel/ids';
import { type Yen, yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type RefundOrderDocument, type RefundSettingsDocument, refundCollection, refundSettingsCollection } from './refund.model.ts';

export type { RefundOrderDocument } from './refund.model.ts';

const refunds = (db: Db, scope: OrgScope) => tenantCollection<RefundOrderDocument>(db, scope, refundCollection);
const settings = (db: Db, scope: OrgScope) => tenantCollection<RefundSettingsDocument>(db, scope, refundSettingsCollection);

export function refundOfRequest(db: Db, scope: OrgScope, requestKey: string, session?: ClientSession): Promise<RefundOrderDocument | null> {
  return refunds(db, scope).findOne({ requestKey }, session);
}

export function findRefundOrder(db: Db, scope: OrgScope, refundId: RefundId, session?: ClientSession): Promise<RefundOrderDocument | null> {
  return refunds(db, scope).findOne({ _id: refundId }, session);
}

export function refundsOfPayment(db: Db, scope: OrgScope, paymentId: PaymentId, session?: ClientSession): Promise<RefundOrderDocument[]> {
  return refunds(db, scope)
    .find({ paymentId }, session ? { session } : {})
    .toArray();
}

export function refundsOfPayments(
  db: Db,
  scope: OrgScope,
  paymentIds: readonly PaymentId[],
  session?: ClientSession,
): Promise<RefundOrderDocument[]> {
  if (paymentIds.length === 0) return Promise.resolve([]);
  return refunds(db, scope)
    .find({ paymentId: { $in: [...paymentIds] } }, session ? { session } : {})
    .toArray();
}

export function insertRefundOrder(db: Db, scope: OrgScope, order: RefundOrderDocument, session: ClientSession): Promise<void> {
  return refunds(db, scope).insert([order], { session });
}

/** Changes an order at the version it was read at; false when somebody else was first. */
export async function changeRefundOrder(
  db: Db,
  scope: OrgScope,
  order: RefundOrderDocument,
  change: Partial<RefundOrderDocument>,
  session: ClientSession,
): Promise<boolean> {
  const result = await refunds(db, scope).updateOne(
    { _id: order._id, version: order.version },
    { $set: change, $inc: { version: 1 } } as never,
    session,
  );
  return result.modifiedCount === 1;
}

export function pageOfRefunds(
  db: Db,
  scope: OrgScope,
  states: readonly RefundOrderDocument['state'][],
  after: RefundId | null,
  descending: boolean,
  size: number,
): Promise<RefundOrderDocument[]> {
  const bound = (after === null ? {} : { _id: descending ? { $lt: after } : { $gt: after } }) as Filter<RefundOrderDocument>;
  return refunds(db, scope)
    .find({ state: { $in: [...states] }, ...bound })
    .sort({ _id: descending ? -1 : 1 })
    .limit(size + 1)
    .toArray();
}

export function countRefunds(db: Db, scope: OrgScope, states: readonly RefundOrderDocument['state'][], cap: number): Promise<number> {
  return refunds(db, scope).count({ state: { $in: [...states] } }, cap + 1);
}

/** How many wait for somebody else than whoever asked; a hundred at the most. */
export async function refundsToApprove(db: Db, scope: OrgScope, userId: RefundOrderDocument['requestedBy']): Promise<number> {
  const waiting = await refunds(db, scope).find({ state: 'requested' }).limit(100).toArray();
  return waiting.filter(({ requestedBy }) => requestedBy !== userId).length;
}

export async function approvalLimitOf(db: Db, scope: OrgScope, session?: ClientSession): Promise<Yen> {
  return (await refundSettingsOf(db, scope, session)).approvalLimit;
}

/** Up to which sum a shortage may be waived (domain.md 6, case 58). */
export async function writeOffLimitOf(db: Db, scope: OrgScope, session?: ClientSession): Promise<Yen> {
  return (await refundSettingsOf(db, scope, session)).writeOffLimit;
}

export interface RefundLimits {
  readonly approvalLimit: Yen;
  readonly writeOffLimit: Yen;
}

export async function refundSettingsOf(db: Db, scope: OrgScope, session?: ClientSession): Promise<RefundLimits> {
  const row = await settings(db, scope).findOne({ _id: scope.orgId }, session);
  return { approvalLimit: row?.approvalLimit ?? yen(defaultApprovalLimit), writeOffLimit: row?.writeOffLimit ?? yen(defaultWriteOffLimit) };
}

export async function saveRefundLimits(
  db: Db,
  scope: OrgScope,
  { approvalLimit, writeOffLimit }: RefundLimits,
  session: ClientSession,
): Promise<void> {
  await settings(db, scope).findOneAndUpdate({ _id: scope.orgId }, { $set: { approvalLimit, writeOffLimit } } as never, session, true);
}
