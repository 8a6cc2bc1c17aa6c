import type { ListExportId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { leasedJobs } from '../../../platform/leased-jobs.ts';
import { type ListExportDocument, listExportCollection } from './list-export.model.ts';

export type { ListExportDocument } from './list-export.model.ts';

export const listExports = leasedJobs<ListExportDocument>(listExportCollection, ['running']);

/** What one person asked for, newest first. */
export function listExportsOf(db: Db, scope: OrgScope, userId: UserId, limit: number): Promise<ListExportDocument[]> {
  return listExports.rows(db, scope).find({ userId }).sort({ _id: -1 }).limit(limit).toArray();
}

export function countRunningExports(db: Db, scope: OrgScope, limit: number): Promise<number> {
  return listExports.rows(db, scope).count({ state: 'running' }, limit);
}

/** A move under the worker's own claim, and only while the file is being written; false when either is no longer so. */
export async function moveListExport(
  db: Db,
  scope: OrgScope,
  { _id, leaseToken }: ListExportDocument,
  change: Partial<ListExportDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await listExports.rows(db, scope).updateOne({ _id, leaseToken, state: 'running' }, { $set: change }, session);
  return matchedCount === 1;
}

type Named = Pick<ListExportDocument, '_id' | 'orgId' | 'leaseToken'>;
const named = { _id: 1, orgId: 1, leaseToken: 1 } as const;

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
  await listExports.rows(db, scope).deleteMany({ _id: id });
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
