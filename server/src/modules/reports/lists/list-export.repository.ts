import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ListExportId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../../platform/tenant-collection.ts';
import { type ListExportDocument, listExportCollection } from './list-export.model.ts';

export type { ListExportDocument } from './list-export.model.ts';

const exportsOf = (db: Db, scope: OrgScope) => tenantCollection<ListExportDocument>(db, scope, listExportCollection);

/** @throws DomainError NOT_FOUND */
export async function getListExport(db: Db, scope: OrgScope, id: ListExportId): Promise<ListExportDocument> {
  const found = await exportsOf(db, scope).findOne({ _id: id });
  if (!found) throw new DomainError('NOT_FOUND');
  return found;
}

export function listExportByKey(db: Db, scope: OrgScope, requestKey: string): Promise<ListExportDocument | null> {
  return exportsOf(db, scope).findOne({ requestKey });
}

/** What one person asked for, newest first. */
export function listExportsOf(db: Db, scope: OrgScope, userId: UserId, limit: number): Promise<ListExportDocument[]> {
  return exportsOf(db, scope).find({ userId }).sort({ _id: -1 }).limit(limit).toArray();
}

export function countRunningExports(db: Db, scope: OrgScope, limit: number): Promise<number> {
  return exportsOf(db, scope).count({ state: 'running' }, limit);
}

export const insertListExport = (db: Db, scope: OrgScope, row: ListExportDocument, session: ClientSession): Promise<void> =>
  exportsOf(db, scope).insert([row], { session });

/** A move under the worker's own claim; false when another worker has it. */
export async function moveListExport(
  db: Db,
  scope: OrgScope,
  { _id, leaseToken }: ListExportDocument,
  change: Partial<ListExportDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await exportsOf(db, scope).updateOne({ _id, leaseToken, state: 'running' }, { $set: change }, session);
  return matchedCount === 1;
}

/** Takes the work for `leaseMs`; null while another process has it, and when it is done. */
export function claimListExport(
  db: Db,
  scope: OrgScope,
  id: ListExportId,
  realNow: Date,
  leaseMs: number,
): Promise<ListExportDocument | null> {
  return exportsOf(db, scope).findOneAndUpdate(
    { _id: id, state: 'running', $or: [{ leaseUntil: null }, { leaseUntil: { $lt: realNow } }] } as Filter<ListExportDocument>,
    { $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) }, $inc: { leaseToken: 1 } },
  );
}

type Named = Pick<ListExportDocument, '_id' | 'orgId' | 'leaseToken'>;
const named = { _id: 1, orgId: 1, leaseToken: 1 } as const;

/** Files with work to do that nobody holds, over all organisations. */
export async function abandonedListExports(db: Db, realNow: Date): Promise<Named[]> {
  const found = await db
    .collection<ListExportDocument>(listExportCollection)
    .find({ state: 'running', expiresAt: null }, { projection: { ...named, leaseUntil: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((row) => row.leaseUntil === null || row.leaseUntil < realNow);
}

/** Files whose day is over, over all organisations. */
export async function expiredListExports(db: Db, now: Date): Promise<Named[]> {
  const expired = (state: 'done' | 'failed') =>
    db
      .collection<ListExportDocument>(listExportCollection)
      .find({ state, expiresAt: { $lt: now } }, { projection: named })
      .limit(500)
      .toArray();
  return [...(await expired('done')), ...(await expired('failed'))];
}

export async function forgetListExport(db: Db, scope: OrgScope, id: ListExportId): Promise<void> {
  await exportsOf(db, scope).deleteMany({ _id: id });
}

export async function createListExportIndexes(db: Db): Promise<void> {
  await db.collection(listExportCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { orgId: 1, userId: 1, _id: -1 }, name: 'mine' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { state: 1, expiresAt: 1 }, name: 'sweep' },
  ]);
}
