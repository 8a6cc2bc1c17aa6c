import type { BillId, CorrectionId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CorrectionDocument, correctionCollection } from './correction.model.ts';

export type { CorrectedBillNote, CorrectionDocument, MovedMoney } from './correction.model.ts';

const corrections = (db: Db, scope: OrgScope) => tenantCollection<CorrectionDocument>(db, scope, correctionCollection);

export function correctionOfRequest(
  db: Db,
  scope: OrgScope,
  requestKey: string,
  session?: ClientSession,
): Promise<CorrectionDocument | null> {
  return corrections(db, scope).findOne({ requestKey }, session);
}

export function findCorrection(
  db: Db,
  scope: OrgScope,
  correctionId: CorrectionId,
  session?: ClientSession,
): Promise<CorrectionDocument | null> {
  return corrections(db, scope).findOne({ _id: correctionId }, session);
}

/** Those that touched the bill, newest first. */
export function correctionsTouching(db: Db, scope: OrgScope, billId: BillId): Promise<CorrectionDocument[]> {
  return corrections(db, scope).find({ billIds: billId }).sort({ _id: -1 }).limit(100).toArray();
}

/** Those that touched some of these bills. */
export function correctionsTouchingAny(db: Db, scope: OrgScope, billIds: readonly BillId[]): Promise<CorrectionDocument[]> {
  return corrections(db, scope)
    .find({ billIds: { $in: [...billIds] } })
    .toArray();
}

export function insertCorrection(db: Db, scope: OrgScope, row: CorrectionDocument, session: ClientSession): Promise<void> {
  return corrections(db, scope).insert([row], { session });
}

/** False when it was taken back already. */
export async function markUndone(
  db: Db,
  scope: OrgScope,
  correctionId: CorrectionId,
  undoneBy: CorrectionId,
  session: ClientSession,
): Promise<boolean> {
  const result = await corrections(db, scope).updateOne({ _id: correctionId, undoneBy: null }, { $set: { undoneBy } }, session);
  return result.modifiedCount === 1;
}
