import type { ChargeId, OrgId, RefundId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db } from 'mongodb';

/** One refund that the office asked for. It is `unknown` from before the provider is asked until its answer is here. */
export interface RefundDocument {
  _id: RefundId;
  orgId: OrgId;
  chargeId: ChargeId;
  amount: Yen;
  state: 'wanted' | 'unknown' | 'sent' | 'done' | 'refused';
  /** The provider's own id of it; null where it has none, or has not told it yet. */
  providerRefundId: string | null;
  code: string;
  /** Looks since it came into its state, and how many of them found nothing. */
  asks: number;
  denials: number;
  nextAskAt: Date | null;
  wantedAt: Date;
  version: number;
}

function refundsOf(db: Db): Collection<RefundDocument> {
  return db.collection<RefundDocument>('refunds');
}

export function findRefund(db: Db, scope: OrgScope, refundId: RefundId, session?: ClientSession): Promise<RefundDocument | null> {
  return refundsOf(db).findOne({ orgId: scope.orgId, _id: refundId }, session ? { session } : {});
}

/** Once per id: whoever asks again finds the first. */
export async function insertRefund(db: Db, scope: OrgScope, refund: RefundDocument): Promise<void> {
  await refundsOf(db).updateOne({ _id: refund._id, orgId: scope.orgId }, { $setOnInsert: withoutKeys(refund) }, { upsert: true });
}

function withoutKeys({ _id, orgId: _orgId, ...rest }: RefundDocument): Omit<RefundDocument, '_id' | 'orgId'> {
  return rest;
}

/** Oldest first. */
export function refundsOfCharge(db: Db, scope: OrgScope, chargeId: ChargeId, session?: ClientSession): Promise<RefundDocument[]> {
  return refundsOf(db)
    .find({ orgId: scope.orgId, chargeId }, session ? { session } : {})
    .sort({ _id: 1 })
    .limit(200)
    .toArray();
}

/** Changes a refund at the version it was read at. Returns false when somebody else was first. */
export async function updateRefund(
  db: Db,
  scope: OrgScope,
  refund: RefundDocument,
  changes: Partial<RefundDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const result = await refundsOf(db).updateOne(
    { _id: refund._id, orgId: scope.orgId, version: refund.version },
    { $set: changes, $inc: { version: 1 } },
    session ? { session } : {},
  );
  return result.modifiedCount === 1;
}

/** Of every organisation, those first that have waited longest. */
export function dueRefunds(db: Db, now: Date, limit: number): Promise<RefundDocument[]> {
  return refundsOf(db)
    .find({ nextAskAt: { $lte: now } })
    .sort({ nextAskAt: 1 })
    .limit(limit)
    .toArray();
}

export async function createRefundIndexes(db: Db): Promise<void> {
  await refundsOf(db).createIndexes([
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { orgId: 1, chargeId: 1, _id: 1 }, name: 'org_charge' },
    { key: { nextAskAt: 1 }, name: 'asks', partialFilterExpression: { nextAskAt: { $type: 'date' } } },
  ]);
}
