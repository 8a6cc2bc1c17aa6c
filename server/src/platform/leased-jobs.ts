import { createHash } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { dropIndexes, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import { tenantCollection } from './tenant-collection.ts';

/** Work that one process at a time carries on. Both fields speak of real time; the token fences whoever has lost the lease. */
export interface LeasedJob {
  _id: string;
  orgId: OrgId;
  state: string;
  leaseUntil: Date | null;
  leaseToken: number;
}

/** Nobody carries it on, or whoever did has been silent for as long as a lease. */
export const isFree = ({ leaseUntil }: Pick<LeasedJob, 'leaseUntil'>, realNow: Date): boolean =>
  leaseUntil === null || leaseUntil < realNow;

/** `isFree`, asked of the database. */
export const freeAt = (realNow: Date) => ({ $or: [{ leaseUntil: null }, { leaseUntil: { $lt: realNow } }] });

/** The rows of one kind of job. `unfinished`: the states in which there is something to do. */
export function leasedJobs<Job extends LeasedJob>(collection: string, unfinished: readonly Job['state'][]) {
  const rows = (db: Db, scope: OrgScope) => tenantCollection<Job>(db, scope, collection);
  const conditions = (filter: object) => filter as Filter<Job>;
  const setting = (change: Partial<Job>) => ({ $set: change }) as UpdateFilter<Job>;
  return {
    rows,
    /** @throws DomainError NOT_FOUND */
    async get(db: Db, scope: OrgScope, jobId: Job['_id'], session?: ClientSession): Promise<Job> {
      const job = await rows(db, scope).findOne(conditions({ _id: jobId }), session);
      if (!job) throw new DomainError('NOT_FOUND');
      return job as Job;
    },
    /** What a request made that was sent before; `requestKey` is its key. */
    async byKey(db: Db, scope: OrgScope, requestKey: string, session?: ClientSession): Promise<Job | null> {
      return (await rows(db, scope).findOne(conditions({ requestKey }), session)) as Job | null;
    },
    /** Newest first. */
    async newest(db: Db, scope: OrgScope, limit: number): Promise<Job[]> {
      return (await rows(db, scope).find({}).sort({ _id: -1 }).limit(limit).toArray()) as Job[];
    },
    insert(db: Db, scope: OrgScope, job: Job, session?: ClientSession): Promise<void> {
      return rows(db, scope).insert([job], { session });
    },
    /** A conditional move; null when the job was not like `from` any more. */
    async move(
      db: Db,
      scope: OrgScope,
      jobId: Job['_id'],
      from: Partial<Job>,
      change: Partial<Job>,
      session?: ClientSession,
    ): Promise<Job | null> {
      return (await rows(db, scope).findOneAndUpdate(conditions({ ...from, _id: jobId }), setting(change), session)) as Job | null;
    },
    /** A move under the worker's own claim; null when another worker has it, who then goes on. */
    async report(
      db: Db,
      scope: OrgScope,
      { _id, leaseToken }: Pick<Job, '_id' | 'leaseToken'>,
      change: Partial<Job>,
      session?: ClientSession,
    ): Promise<Job | null> {
      return (await rows(db, scope).findOneAndUpdate(conditions({ _id, leaseToken }), setting(change), session)) as Job | null;
    },
    /** Takes the work for `leaseMs`; null while another process has it, and when there is nothing to do. */
    async claim(db: Db, scope: OrgScope, jobId: Job['_id'], realNow: Date, leaseMs: number): Promise<Job | null> {
      return (await rows(db, scope).findOneAndUpdate(conditions({ _id: jobId, state: { $in: unfinished }, ...freeAt(realNow) }), {
        $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) },
        $inc: { leaseToken: 1 },
      } as unknown as UpdateFilter<Job>)) as Job | null;
    },
    /** Those with something to do that nobody holds, over all organisations: each is taken up under its own scope. */
    async abandoned(db: Db, realNow: Date): Promise<Pick<Job, '_id' | 'orgId'>[]> {
      const found = await db
        .collection<LeasedJob>(collection)
        .find({ state: { $in: [...unfinished] } }, { projection: { _id: 1, orgId: 1, leaseUntil: 1 } })
        .limit(1000)
        .toArray();
      return found.filter((job) => isFree(job, realNow)) as unknown as Pick<Job, '_id' | 'orgId'>[];
    },
  };
}

/** By what is to be done, whose ever it is; before, whose it is came first, which served nobody who looks over all of them. */
export async function createLane(db: Db, collection: string): Promise<void> {
  await db.collection(collection).createIndexes([{ key: { state: 1 }, name: 'lane' }]);
  await dropIndexes(db.collection(collection), ['state']);
}

/** What was asked for, without the key under which it was: the same key with other contents is another request. */
export function requestHashOf({ idempotencyKey: _key, ...asked }: { readonly idempotencyKey: string }): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

interface Requested {
  readonly requestHash: string;
}

/**
 * Makes something once for each key of a request: sent again, or twice at once, it is what was made first.
 * @throws DomainError IDEMPOTENCY_MISMATCH when the key was used for something else
 */
export async function madeOnce<Job extends Requested>(
  requestHash: string,
  { find, make }: { find(): Promise<Job | null>; make(): Promise<Job> },
): Promise<{ readonly job: Job; readonly isNew: boolean }> {
  const before = async () => {
    const job = await find();
    if (job && job.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return job && { job, isNew: false };
  };
  const known = await before();
  if (known) return known;
  try {
    return { job: await make(), isNew: true };
  } catch (error) {
    const other = isDuplicateKey(error) ? await before() : null;
    if (other) return other;
    throw error;
  }
}
