import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { leasedJobs } from '../../platform/leased-jobs.ts';
import { type PaperJobDocument, paperJobCollection } from './paper-job.model.ts';

export type { PaperJobDocument } from './paper-job.model.ts';

const keptSeconds = 90 * 86_400;
export const paperJobs = leasedJobs<PaperJobDocument>(paperJobCollection, ['running']);

/** Newest first. */
export async function jobsOfRun(db: Db, scope: OrgScope, runId: BillingRunId): Promise<PaperJobDocument[]> {
  const found = await paperJobs.rows(db, scope).find({ runId }).toArray();
  return found.toSorted((left, right) => right.madeAt.getTime() - left.madeAt.getTime());
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
