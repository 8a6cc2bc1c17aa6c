import type { ScreeningState } from '@tsudoi/shared/contracts/payments/screening.contract';
import type { FileId, ScreeningId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../../platform/tenant-collection.ts';
import { type ScreeningFileRow, type ScreeningRow, screeningCollection } from './screening.model.ts';

export { screeningCollection };
export type { HistoryRow, MethodRow, ScreeningFileRow, ScreeningRow } from './screening.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<ScreeningRow>(db, scope, screeningCollection);

export function findScreening(db: Db, scope: OrgScope, session?: ClientSession): Promise<ScreeningRow | null> {
  return rows(db, scope).findOne({}, session);
}

export async function insertScreening(db: Db, scope: OrgScope, row: ScreeningRow, session?: ClientSession): Promise<void> {
  await rows(db, scope).insert([row], { session });
}

/**
 * Of two who change it at once one wins. Files are no part of it: they come and go beside what is typed. A step rests on them: `files`
 * is how many it was taken on, so that none was taken off meanwhile.
 */
export async function changeScreening(
  db: Db,
  scope: OrgScope,
  before: Pick<ScreeningRow, '_id' | 'version'>,
  changes: Partial<Omit<ScreeningRow, '_id' | 'orgId' | 'files' | 'version'>>,
  { session, files = 0 }: { readonly session?: ClientSession; readonly files?: number } = {},
): Promise<boolean> {
  const guard = { _id: before._id, version: before.version, ...(files > 0 ? { [`files.${files - 1}`]: { $exists: true } } : {}) };
  const { modifiedCount } = await rows(db, scope).updateOne(guard, { $set: { ...changes, version: before.version + 1 } }, session);
  return modifiedCount === 1;
}

/** False when there are as many as may be. */
export async function addFile(db: Db, scope: OrgScope, screeningId: ScreeningId, file: ScreeningFileRow, most: number): Promise<boolean> {
  const room = { _id: screeningId, [`files.${most - 1}`]: { $exists: false } };
  return (await rows(db, scope).updateOne(room, { $push: { files: file } })).modifiedCount === 1;
}

/** False when it has gone on since it was looked at, or the file is gone. */
export async function takeFileOff(
  db: Db,
  scope: OrgScope,
  { _id, version }: Pick<ScreeningRow, '_id' | 'version'>,
  fileId: FileId,
  session: ClientSession,
): Promise<boolean> {
  const { modifiedCount } = await rows(db, scope).updateOne({ _id, version }, { $pull: { files: { fileId } } }, session);
  return modifiedCount === 1;
}

const all = (db: Db) => db.collection<ScreeningRow>(screeningCollection);

/** Of all organisations, the newest first, behind one; for the operator's desk. Each is worked on under its own scope. */
export function submittedScreenings(
  db: Db,
  state: ScreeningState | null,
  after: { readonly submittedAt: Date; readonly id: ScreeningId } | null,
  limit: number,
): Promise<ScreeningRow[]> {
  const which = state === null ? {} : { 'methods.state': state };
  const behind = after && {
    $or: [{ submittedAt: { $lt: after.submittedAt } }, { submittedAt: after.submittedAt, _id: { $lt: after.id } }],
  };
  return all(db)
    .find({ ...which, ...behind, submittedAt: { $ne: null } })
    .sort({ submittedAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
}

/** An id alone says whose it is: the operator works for every organisation. */
export function screeningById(db: Db, screeningId: ScreeningId): Promise<ScreeningRow | null> {
  return all(db).findOne({ _id: screeningId, submittedAt: { $ne: null } });
}

export function screeningWithFile(db: Db, fileId: FileId): Promise<ScreeningRow | null> {
  return all(db).findOne({ 'files.fileId': fileId, submittedAt: { $ne: null } });
}

/** Those with a method that waits for an account. */
export function approvedScreenings(db: Db, limit: number): Promise<ScreeningRow[]> {
  return all(db).find({ 'methods.state': 'approved' }).limit(limit).toArray();
}

export async function createScreeningIndexes(db: Db): Promise<void> {
  await all(db).createIndexes([
    { key: { orgId: 1 }, name: 'one_each', unique: true },
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { 'files.fileId': 1 }, name: 'file' },
    { key: { submittedAt: -1 }, name: 'newest' },
  ]);
}
