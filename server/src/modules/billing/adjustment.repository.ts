import type { AdjustmentId, BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type AdjustmentDocument, adjustmentCollection } from './adjustment.model.ts';

export { adjustmentCollection } from './adjustment.model.ts';

export type { AdjustmentDocument } from './adjustment.model.ts';

const adjustments = (db: Db, scope: OrgScope) => tenantCollection<AdjustmentDocument>(db, scope, adjustmentCollection);

export function adjustmentsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<AdjustmentDocument[]> {
  return adjustments(db, scope)
    .find({ memberId, removedAt: null }, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
}

/** Of several members, removed ones too. */
export function adjustmentsOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<AdjustmentDocument[]> {
  return adjustments(db, scope)
    .find({ memberId: { $in: [...memberIds] } }, { session })
    .toArray();
}

/** Everything that a bill made now would take into account, by member. */
export async function usableAdjustments(db: Db, scope: OrgScope): Promise<Map<MemberId, AdjustmentDocument[]>> {
  const byMember = new Map<MemberId, AdjustmentDocument[]>();
  for await (const row of adjustments(db, scope).find({ removedAt: null, usedByBillId: null })) {
    const rows = byMember.get(row.memberId);
    if (rows) rows.push(row);
    else byMember.set(row.memberId, [row]);
  }
  return byMember;
}

export function insertAdjustment(db: Db, scope: OrgScope, row: AdjustmentDocument, session: ClientSession): Promise<void> {
  return adjustments(db, scope).insert([row], { session });
}

/** The one that a request made, removed since or not. */
export function adjustmentOfRequest(
  db: Db,
  scope: OrgScope,
  requestKey: string,
  session?: ClientSession,
): Promise<AdjustmentDocument | null> {
  return adjustments(db, scope).findOne({ requestKey }, session);
}

export function findAdjustment(
  db: Db,
  scope: OrgScope,
  adjustmentId: AdjustmentId,
  session: ClientSession,
): Promise<AdjustmentDocument | null> {
  return adjustments(db, scope).findOne({ _id: adjustmentId, removedAt: null }, session);
}

export async function removeAdjustmentRow(
  db: Db,
  scope: OrgScope,
  adjustmentId: AdjustmentId,
  now: Date,
  session: ClientSession,
): Promise<boolean> {
  const result = await adjustments(db, scope).updateOne(
    { _id: adjustmentId, removedAt: null, usedByBillId: null },
    { $set: { removedAt: now } },
    session,
  );
  return result.modifiedCount === 1;
}

/** Of the named one-time adjustments, those that are still unused. */
export async function stillUnused(
  db: Db,
  scope: OrgScope,
  ids: readonly AdjustmentId[],
  session: ClientSession,
): Promise<Set<AdjustmentId>> {
  if (ids.length === 0) return new Set();
  const rows = await adjustments(db, scope)
    .find({ _id: { $in: [...ids] }, usedByBillId: null, removedAt: null }, { session, projection: { _id: 1, orgId: 1 } })
    .toArray();
  return new Set(rows.map((row) => row._id));
}

export async function useAdjustments(
  db: Db,
  scope: OrgScope,
  uses: readonly { adjustmentId: AdjustmentId; billId: BillId }[],
  session: ClientSession,
): Promise<void> {
  await adjustments(db, scope).updateEach(
    uses.map(({ adjustmentId, billId }) => ({
      filter: { _id: adjustmentId, usedByBillId: null },
      update: { $set: { usedByBillId: billId } },
    })),
    session,
  );
}

export async function releaseAdjustments(db: Db, scope: OrgScope, billIds: readonly BillId[], session: ClientSession): Promise<void> {
  await adjustments(db, scope).updateMany({ usedByBillId: { $in: [...billIds] } }, { $set: { usedByBillId: null } }, session);
}
