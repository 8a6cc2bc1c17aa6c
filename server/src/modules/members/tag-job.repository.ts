import type { TagJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { leasedJobs } from '../../platform/leased-jobs.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type TagJobDocument, type TagPartDocument, tagJobCollection, tagPartCollection } from './tag-job.model.ts';

export type { TagJobDocument, TagPartDocument } from './tag-job.model.ts';

const keptSeconds = 90 * 86_400;
export const tagJobs = leasedJobs<TagJobDocument>(tagJobCollection, ['running', 'undoing']);
const parts = (db: Db, scope: OrgScope) => tenantCollection<TagPartDocument>(db, scope, tagPartCollection);

/** Without whom they are about, who may be thousands. */
export function newestTagJobs(db: Db, scope: OrgScope, limit: number): Promise<Omit<TagJobDocument, 'members'>[]> {
  return tagJobs
    .rows(db, scope)
    .find({}, { projection: { members: 0 } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
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
