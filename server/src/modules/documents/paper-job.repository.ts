import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillingRunId, PaperJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type PaperJobDocument, paperJobCollection } from './paper-job.model.ts';

export type { PaperJobDocument } from './paper-job.model.ts';

const keptSeconds = 90 * 86_400;
const jobs = (db: Db, scope: OrgScope) => tenantCollection<PaperJobDocument>(db, scope, paperJobCollection);

/** @throws DomainError NOT_FOUND */
export async function getPaperJob(db: Db, scope: OrgScope, jobId: PaperJobId): Promise<PaperJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId });
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

export function paperJobByKey(db: Db, scope: OrgScope, requestKey: string): Promise<PaperJobDocument | null> {
  return jobs(db, scope).findOne({ requestKey });
}

/** Newest first. */
export async function jobsOfRun(db: Db, scope: OrgScope, runId: BillingRunId): Promise<PaperJobDocument[]> {
  const found = await jobs(db, scope).find({ runId }).toArray();
  return found.toSorted((left, right) => right.madeAt.getTime() - left.madeAt.getTime());
}

export const insertPaperJob = (db: Db, scope: OrgScope, job: PaperJobDocument, session: ClientSession): Promise<void> =>
  jobs(db, scope).insert([job], { session });

/** A move under the worker's own claim; null when another worker has it. */
export function movePaperJob(
  db: Db,
  scope: OrgScope,
  job: PaperJobDocument,
  change: Partial<PaperJobDocument>,
): Promise<PaperJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate({ _id: job._id, leaseToken: job.leaseToken }, { $set: change });
}

/** Takes the work of a job for `leaseMs`; null while another process has it, and when it is done. */
export function claimPaperJob(
  db: Db,
  scope: OrgScope,
  jobId: PaperJobId,
  realNow: Date,
  leaseMs: number,
): Promise<PaperJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate(
    { _id: jobId, state: 'running', $or: [{ leaseUntil: null }, { leaseUntil: { $lt: realNow } }] } as Filter<PaperJobDocument>,
    { $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) }, $inc: { leaseToken: 1 } },
  );
}

/** Jobs with work to do that nobody holds, over all organisations. */
export async function abandonedPaperJobs(db: Db, realNow: Date): Promise<Pick<PaperJobDocument, '_id' | 'orgId'>[]> {
  const found = await db
    .collection<PaperJobDocument>(paperJobCollection)
    .find({ state: 'running' }, { projection: { _id: 1, orgId: 1, state: 1, leaseUntil: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((job) => job.leaseUntil === null || job.leaseUntil < realNow);
}

/** By what is to be done, whose ever it is: looked at every two seconds. */
export async function createPaperLaneIndexes(db: Db): Promise<void> {
  await db.collection(paperJobCollection).createIndexes([{ key: { state: 1 }, name: 'lane' }]);
}

export async function createPaperJobIndexes(db: Db): Promise<void> {
  await db.collection(paperJobCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { orgId: 1, runId: 1 }, name: 'run' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
}
