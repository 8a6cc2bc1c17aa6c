import type { Db } from 'mongodb';
import { jobRows } from '../../platform/job-rows.ts';
import { leasedJobs } from '../../platform/leased-jobs.ts';
import { type StatusJobDocument, type StatusRowDocument, statusJobCollection, statusRowCollection } from './status-job.model.ts';

export type { StatusJobDocument, StatusRefusal, StatusRowDocument } from './status-job.model.ts';

const keptSeconds = 90 * 86_400;

export const statusJobs = leasedJobs<StatusJobDocument>(statusJobCollection, ['running', 'undoing']);
export const statusRows = jobRows<StatusRowDocument>(statusRowCollection);

export async function createStatusJobIndexes(db: Db): Promise<void> {
  await db.collection(statusJobCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
  await db.collection(statusRowCollection).createIndexes([
    { key: { orgId: 1, jobId: 1, outcome: 1, seq: 1 }, name: 'work' },
    { key: { orgId: 1, _id: 1, outcome: 1 }, name: 'settle' },
    { key: { madeAt: 1 }, name: 'ttl', expireAfterSeconds: keptSeconds },
  ]);
}
