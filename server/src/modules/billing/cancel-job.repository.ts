import type { CancelJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { leasedJobs } from '../../platform/leased-jobs.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CancelJobDocument, type CancelPartDocument, cancelJobCollection, cancelPartCollection } from './cancel-job.model.ts';

export type { CancelJobDocument, CancelPartDocument } from './cancel-job.model.ts';

const keptSeconds = 90 * 86_400;
/** Parts of one write. */
const partsAtOnce = 400;
export const cancelJobs = leasedJobs<CancelJobDocument>(cancelJobCollection, ['running']);
const parts = (db: Db, scope: OrgScope) => tenantCollection<CancelPartDocument>(db, scope, cancelPartCollection);

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

/** Halts a job, or has it carried on; false when it is not in that state any more. Whoever has the step under way ends it first. */
export async function turnCancelJob(
  db: Db,
  scope: OrgScope,
  jobId: CancelJobId,
  from: 'running' | 'paused',
  to: 'running' | 'paused',
  session: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await cancelJobs.rows(db, scope).updateOne({ _id: jobId, state: from }, { $set: { state: to } }, session);
  return matchedCount === 1;
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
