import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ImportJobDocument, importJobCollection } from './import-job.model.ts';

export type { ImportJobDocument, ImportRow } from './import-job.model.ts';

const jobs = (db: Db, scope: OrgScope) => tenantCollection<ImportJobDocument>(db, scope, importJobCollection);

export async function insertImportJob(db: Db, scope: OrgScope, job: ImportJobDocument): Promise<void> {
  await jobs(db, scope).insert([job]);
}

/** @throws DomainError NOT_FOUND */
export async function getImportJob(db: Db, scope: OrgScope, jobId: ImportJobId): Promise<ImportJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId });
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

/** False when the file was imported before. */
export async function finishImportJob(
  db: Db,
  scope: OrgScope,
  jobId: ImportJobId,
  imported: number,
  session: ClientSession,
): Promise<boolean> {
  const result = await jobs(db, scope).updateOne({ _id: jobId, state: 'checked' }, { $set: { state: 'done', imported } }, session);
  return result.modifiedCount === 1;
}

export async function createImportJobIndexes(db: Db): Promise<void> {
  await db.collection(importJobCollection).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { createdAt: 1 }, name: 'ttl', expireAfterSeconds: 7 * 86_400 },
  ]);
}
