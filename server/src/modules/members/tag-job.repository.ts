import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId, TagJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type TagJobDocument, type TagPartDocument, tagJobCollection, tagPartCollection } from './tag-job.model.ts';

export type { TagJobDocument } from './tag-job.model.ts';

const keptSeconds = 90 * 86_400;
const jobs = (db: Db, scope: OrgScope) => tenantCollection<TagJobDocument>(db, scope, tagJobCollection);
const parts = (db: Db, scope: OrgScope) => tenantCollection<TagPartDocument>(db, scope, tagPartCollection);

/** @throws DomainError NOT_FOUND */
export async function getTagJob(db: Db, scope: OrgScope, jobId: TagJobId): Promise<TagJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId });
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

export function tagJobByKey(db: Db, scope: OrgScope, requestKey: string): Promise<TagJobDocument | null> {
  return jobs(db, scope).findOne({ requestKey });
}

/** Without whom they are about, who may be thousands. */
export function newestTagJobs(db: Db, scope: OrgScope, limit: number): Promise<Omit<TagJobDocument, 'members'>[]> {
  return jobs(db, scope)
    .find({}, { projection: { members: 0 } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

export const insertTagJob = (db: Db, scope: OrgScope, job: TagJobDocument): Promise<void> => jobs(db, scope).insert([job]);

/** A conditional move of a job; null when it was not in that state, or another worker's, any more. */
export function moveTagJob(
  db: Db,
  scope: OrgScope,
  jobId: TagJobId,
  from: Filter<TagJobDocument>,
  change: Partial<TagJobDocument>,
  session?: ClientSession,
): Promise<TagJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate({ ...from, _id: jobId }, { $set: change }, session);
}

/** Takes the work of a job for `leaseMs`; null while another process has it. */
export function claimTagJob(db: Db, scope: OrgScope, jobId: TagJobId, realNow: Date, leaseMs: number): Promise<TagJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate(
    { _id: jobId, $or: [{ leaseUntil: null }, { leaseUntil: { $lt: realNow } }] } as Filter<TagJobDocument>,
    { $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) }, $inc: { leaseToken: 1 } },
  );
}

/** Jobs with work to do that nobody holds, over all organisations, for the sweep. */
export async function abandonedTagJobs(db: Db, realNow: Date): Promise<Pick<TagJobDocument, '_id' | 'orgId'>[]> {
  const found = await db
    .collection<TagJobDocument>(tagJobCollection)
    .find({ orgId: { $gt: '' as OrgId }, state: { $in: ['running', 'undoing'] } }, { projection: { _id: 1, orgId: 1, leaseUntil: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((job) => job.leaseUntil === null || job.leaseUntil < realNow);
}

export function insertTagPart(db: Db, scope: OrgScope, part: TagPartDocument, session: ClientSession): Promise<void> {
  return parts(db, scope).insert([part], { session });
}

export function tagPart(db: Db, scope: OrgScope, jobId: TagJobId, part: number): Promise<TagPartDocument | null> {
  return parts(db, scope).findOne({ jobId, part });
}

export async function createTagJobIndexes(db: Db): Promise<void> {
  await db.collection(tagJobCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
  await db.collection(tagPartCollection).createIndexes([
    { key: { orgId: 1, jobId: 1, part: 1 }, name: 'part', unique: true },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
}
