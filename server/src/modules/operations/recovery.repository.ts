import type { RecoveryId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type RecoveryDocument, recoveryCollection } from './recovery.model.ts';

export type { RecoveryDocument } from './recovery.model.ts';

const recoveries = (db: Db, scope: OrgScope) => tenantCollection<RecoveryDocument>(db, scope, recoveryCollection);

/** The newest of all organisations, for the operator's list; each is worked on under its own scope. */
export function newestRecoveries(db: Db, limit: number): Promise<RecoveryDocument[]> {
  return db.collection<RecoveryDocument>(recoveryCollection).find({}).sort({ _id: -1 }).limit(limit).toArray();
}

/** Those for which time may have something to do. */
export function openRecoveries(db: Db): Promise<RecoveryDocument[]> {
  return db.collection<RecoveryDocument>(recoveryCollection).find({ open: true }).limit(1000).toArray();
}

/** An id alone says whose it is: the operator works for every organisation. */
export function recoveryById(db: Db, recoveryId: RecoveryId): Promise<RecoveryDocument | null> {
  return db.collection<RecoveryDocument>(recoveryCollection).findOne({ _id: recoveryId });
}

export async function insertRecovery(db: Db, scope: OrgScope, row: RecoveryDocument, session: ClientSession): Promise<void> {
  await recoveries(db, scope).insert([row], { session });
}

/** Of two who decide at once one wins: null when the version is not the one that was read. `over`: it lets nobody in any more. */
export async function changeRecovery(
  db: Db,
  scope: OrgScope,
  { open: _open, ...before }: RecoveryDocument,
  changes: Partial<RecoveryDocument>,
  over: boolean,
  session: ClientSession,
): Promise<RecoveryDocument | null> {
  const after: RecoveryDocument = { ...before, ...(over ? {} : { open: true }), ...changes, version: before.version + 1 };
  return (await recoveries(db, scope).rewrite({ _id: before._id, version: before.version }, after, session)) ? after : null;
}

export async function createRecoveryIndexes(db: Db): Promise<void> {
  await db.collection(recoveryCollection).createIndexes([
    { key: { orgId: 1 }, name: 'one_open', unique: true, partialFilterExpression: { open: true } },
    { key: { open: 1 }, name: 'open', sparse: true },
  ]);
}
