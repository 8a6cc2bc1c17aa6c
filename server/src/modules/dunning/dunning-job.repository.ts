import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DunningJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import { freeAt, isFree } from '../../platform/leased-jobs.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type DunningJobDocument, dunningJobCollection } from './dunning-job.model.ts';

export type { DunningJobDocument } from './dunning-job.model.ts';

const keptSeconds = 400 * 86_400;
const jobs = (db: Db, scope: OrgScope) => tenantCollection<DunningJobDocument>(db, scope, dunningJobCollection);

/** @throws DomainError NOT_FOUND */
export async function getDunningJob(db: Db, scope: OrgScope, jobId: DunningJobId, session?: ClientSession): Promise<DunningJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId }, session);
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

export function dunningJobByKey(db: Db, scope: OrgScope, requestKey: string, session?: ClientSession): Promise<DunningJobDocument | null> {
  return jobs(db, scope).findOne({ requestKey }, session);
}

export function runningDunningJobs(db: Db, scope: OrgScope): Promise<DunningJobDocument[]> {
  return jobs(db, scope).find({ state: 'running' }).toArray();
}

export const insertDunningJob = (db: Db, scope: OrgScope, job: DunningJobDocument, session: ClientSession): Promise<void> =>
  jobs(db, scope).insert([job], { session });

/** Takes the work of a job for `leaseMs`; null before its moment, while another process has it, and when it is over. */
export function claimDunningJob(
  db: Db,
  scope: OrgScope,
  jobId: DunningJobId,
  realNow: Date,
  leaseMs: number,
): Promise<DunningJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate(
    {
      _id: jobId,
      state: 'running',
      startsAt: { $lte: realNow },
      ...freeAt(realNow),
    } as Filter<DunningJobDocument>,
    { $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) }, $inc: { leaseToken: 1 } },
  );
}

/** Under the worker's own claim, and only while nobody has stopped the job. False when either is no longer so. */
export async function moveDunningJob(
  db: Db,
  scope: OrgScope,
  job: Pick<DunningJobDocument, '_id' | 'leaseToken'>,
  update: UpdateFilter<DunningJobDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const result = await jobs(db, scope).updateOne({ _id: job._id, leaseToken: job.leaseToken, state: 'running' }, update, session);
  return result.matchedCount === 1;
}

/** False when the job is not in that state. */
export async function turnDunningJob(
  db: Db,
  scope: OrgScope,
  jobId: DunningJobId,
  from: DunningJobDocument['state'],
  to: Pick<DunningJobDocument, 'state'> & Partial<Pick<DunningJobDocument, 'startsAt'>>,
  session: ClientSession,
): Promise<boolean> {
  const result = await jobs(db, scope).updateOne({ _id: jobId, state: from }, { $set: { ...to, leaseUntil: null } }, session);
  return result.modifiedCount === 1;
}

/** Jobs with work to do that nobody holds, over all organisations, for the sweep. */
export async function abandonedDunningJobs(db: Db, realNow: Date): Promise<Pick<DunningJobDocument, '_id' | 'orgId'>[]> {
  const found = await db
    .collection<DunningJobDocument>(dunningJobCollection)
    .find({ orgId: { $gt: '' as OrgId }, state: 'running' }, { projection: { _id: 1, orgId: 1, leaseUntil: 1, startsAt: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((job) => job.startsAt <= realNow && isFree(job, realNow));
}

export async function createDunningJobIndexes(db: Db): Promise<void> {
  await db.collection(dunningJobCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
}
