import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { CancelJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CancelJobDocument, type CancelPartDocument, cancelJobCollection, cancelPartCollection } from './cancel-job.model.ts';

export type { CancelJobDocument, CancelPartDocument } from './cancel-job.model.ts';

const keptSeconds = 90 * 86_400;
/** Parts of one write. */
const partsAtOnce = 400;
const jobs = (db: Db, scope: OrgScope) => tenantCollection<CancelJobDocument>(db, scope, cancelJobCollection);
const parts = (db: Db, scope: OrgScope) => tenantCollection<CancelPartDocument>(db, scope, cancelPartCollection);

/** @throws DomainError NOT_FOUND */
export async function getCancelJob(db: Db, scope: OrgScope, jobId: CancelJobId, session?: ClientSession): Promise<CancelJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId }, session);
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

export function cancelJobByKey(db: Db, scope: OrgScope, requestKey: string): Promise<CancelJobDocument | null> {
  return jobs(db, scope).findOne({ requestKey });
}

/** Newest first. */
export function newestCancelJobs(db: Db, scope: OrgScope, limit: number): Promise<CancelJobDocument[]> {
  return jobs(db, scope).find({}).sort({ _id: -1 }).limit(limit).toArray();
}

export const insertCancelJob = (db: Db, scope: OrgScope, job: CancelJobDocument, session: ClientSession): Promise<void> =>
  jobs(db, scope).insert([job], { session });

/** Before their job: parts whose job was never made are read by nobody, and swept away. */
export async function insertCancelParts(db: Db, scope: OrgScope, rows: readonly CancelPartDocument[]): Promise<void> {
  for (let from = 0; from < rows.length; from += partsAtOnce) await parts(db, scope).insert(rows.slice(from, from + partsAtOnce));
}

export function cancelPart(db: Db, scope: OrgScope, jobId: CancelJobId, part: number): Promise<CancelPartDocument | null> {
  return parts(db, scope).findOne({ jobId, part });
}

/** The parts of a job in their order. */
export function cancelParts(db: Db, scope: OrgScope, jobId: CancelJobId): AsyncIterable<CancelPartDocument> {
  return parts(db, scope).find({ jobId }).sort({ part: 1 });
}

/** What became of a step, in its transaction. */
export async function settleCancelPart(
  db: Db,
  scope: OrgScope,
  { jobId, part }: CancelPartDocument,
  kept: NonNullable<CancelPartDocument['kept']>,
  session: ClientSession,
): Promise<void> {
  await parts(db, scope).updateOne({ jobId, part }, { $set: { kept } }, session);
}

/** A move under the worker's own claim; null when another worker has it. */
export function moveCancelJob(
  db: Db,
  scope: OrgScope,
  job: CancelJobDocument,
  change: Partial<CancelJobDocument>,
  session: ClientSession,
): Promise<CancelJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate({ _id: job._id, leaseToken: job.leaseToken }, { $set: change }, session);
}

/** Takes the work of a job for `leaseMs`; null while another process has it, and when it is done. */
export function claimCancelJob(
  db: Db,
  scope: OrgScope,
  jobId: CancelJobId,
  realNow: Date,
  leaseMs: number,
): Promise<CancelJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate(
    { _id: jobId, state: 'running', $or: [{ leaseUntil: null }, { leaseUntil: { $lt: realNow } }] } as Filter<CancelJobDocument>,
    { $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) }, $inc: { leaseToken: 1 } },
  );
}

/** Halts a job, or has it carried on; false when it is not in that state any more. Whoever has the step under way ends it first. */
export async function turnCancelJob(
  db: Db,
  scope: OrgScope,
  jobId: CancelJobId,
  from: 'running' | 'paused',
  to: 'running' | 'paused',
  session: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await jobs(db, scope).updateOne({ _id: jobId, state: from }, { $set: { state: to } }, session);
  return matchedCount === 1;
}

/** The worker's own claim ends. */
export async function releaseCancelJob(db: Db, scope: OrgScope, { _id, leaseToken }: CancelJobDocument): Promise<void> {
  await jobs(db, scope).updateOne({ _id, leaseToken }, { $set: { leaseUntil: null } });
}

/** Jobs with work to do that nobody holds, over all organisations, for the sweep. */
export async function abandonedCancelJobs(db: Db, realNow: Date): Promise<Pick<CancelJobDocument, '_id' | 'orgId'>[]> {
  const found = await db
    .collection<CancelJobDocument>(cancelJobCollection)
    .find({ orgId: { $gt: '' as OrgId }, state: 'running' }, { projection: { _id: 1, orgId: 1, leaseUntil: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((job) => job.leaseUntil === null || job.leaseUntil < realNow);
}

export async function createCancelJobIndexes(db: Db): Promise<void> {
  await db.collection(cancelJobCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
  await db.collection(cancelPartCollection).createIndexes([
    { key: { orgId: 1, jobId: 1, part: 1 }, name: 'part', unique: true },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
}
