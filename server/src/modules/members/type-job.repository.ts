import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId, TypeJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type TypeJobDocument, type TypeRowDocument, typeJobCollection, typeRowCollection } from './type-job.model.ts';

export type { TypeJobDocument, TypeRefusal, TypeRowDocument } from './type-job.model.ts';

const keptSeconds = 90 * 86_400;
const jobs = (db: Db, scope: OrgScope) => tenantCollection<TypeJobDocument>(db, scope, typeJobCollection);
const rows = (db: Db, scope: OrgScope) => tenantCollection<TypeRowDocument>(db, scope, typeRowCollection);

/** @throws DomainError NOT_FOUND */
export async function getTypeJob(db: Db, scope: OrgScope, jobId: TypeJobId): Promise<TypeJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId });
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

export function typeJobByKey(db: Db, scope: OrgScope, requestKey: string): Promise<TypeJobDocument | null> {
  return jobs(db, scope).findOne({ requestKey });
}

export function newestTypeJobs(db: Db, scope: OrgScope, limit: number): Promise<TypeJobDocument[]> {
  return jobs(db, scope).find({}).sort({ _id: -1 }).limit(limit).toArray();
}

export async function insertTypeJob(
  db: Db,
  scope: OrgScope,
  job: TypeJobDocument,
  members: readonly TypeRowDocument[],
  session: ClientSession,
): Promise<void> {
  await jobs(db, scope).insert([job], { session });
  await rows(db, scope).insert(members, { session });
}

/** A conditional move of a job; null when it was not in that state any more. */
export function moveTypeJob(
  db: Db,
  scope: OrgScope,
  jobId: TypeJobId,
  from: Filter<TypeJobDocument>,
  change: Partial<TypeJobDocument>,
): Promise<TypeJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate({ ...from, _id: jobId }, { $set: change });
}

/** Takes the work of a job for `leaseMs`; null while another process has it. */
export function claimTypeJob(db: Db, scope: OrgScope, jobId: TypeJobId, realNow: Date, leaseMs: number): Promise<TypeJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate(
    { _id: jobId, $or: [{ leaseUntil: null }, { leaseUntil: { $lt: realNow } }] } as Filter<TypeJobDocument>,
    { $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) }, $inc: { leaseToken: 1 } },
  );
}

/** Jobs with work to do that nobody holds, over all organisations, for the sweep. */
export async function abandonedTypeJobs(db: Db, realNow: Date): Promise<Pick<TypeJobDocument, '_id' | 'orgId'>[]> {
  const found = await db
    .collection<TypeJobDocument>(typeJobCollection)
    .find({ orgId: { $gt: '' as OrgId }, state: { $in: ['running', 'undoing'] } }, { projection: { _id: 1, orgId: 1, leaseUntil: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((job) => job.leaseUntil === null || job.leaseUntil < realNow);
}

/** The next rows in a state, in their order. */
export function typeRows(
  db: Db,
  scope: OrgScope,
  jobId: TypeJobId,
  outcome: TypeRowDocument['outcome'],
  after: number,
  limit: number,
): Promise<TypeRowDocument[]> {
  return rows(db, scope)
    .find({ jobId, outcome, seq: { $gt: after } })
    .sort({ seq: 1 })
    .limit(limit)
    .toArray();
}

export function countTypeRows(db: Db, scope: OrgScope, jobId: TypeJobId, outcome: TypeRowDocument['outcome']): Promise<number> {
  return rows(db, scope).count({ jobId, outcome }, 10_000);
}

/** False when the row was settled by another worker. */
export async function settleTypeRow(
  db: Db,
  scope: OrgScope,
  row: Pick<TypeRowDocument, '_id' | 'outcome'>,
  change: Partial<TypeRowDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const result = await rows(db, scope).updateOne({ _id: row._id, outcome: row.outcome }, { $set: change }, session);
  return result.modifiedCount === 1;
}

export async function createTypeJobIndexes(db: Db): Promise<void> {
  await db.collection(typeJobCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
  await db.collection(typeRowCollection).createIndexes([
    { key: { orgId: 1, jobId: 1, outcome: 1, seq: 1 }, name: 'work' },
    { key: { orgId: 1, _id: 1, outcome: 1 }, name: 'settle' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
}
