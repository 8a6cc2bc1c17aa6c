import { type MemberJobIdInput, type MemberJobRow, jobsShown } from '@tsudoi/shared/contracts/members/member-job.contract';
import { StatusJobId, type TagJobId, TypeJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type MemberJobDocument, undoableUntil } from './member-job.rules.ts';
import { type StatusJobDocument, statusJobs } from './status-job.repository.ts';
import { type TagJobDocument, newestTagJobs, tagJobs } from './tag-job.repository.ts';
import { type TypeJobDocument, typeJobs } from './type-job.repository.ts';

type Job = Pick<MemberJobDocument, 'state' | 'total' | 'done' | 'changed' | 'userName' | 'createdAt'>;

/** How far it is, who began it when, and until when it can be taken back. */
function factsOf({ state, total, done, changed, userName, createdAt }: Job, now: Date) {
  const until = undoableUntil({ createdAt });
  const mayUndo = state === 'done' && changed > 0 && now <= until;
  const undoUntil = mayUndo ? until.toISOString() : null;
  return { state, total, done, changed, startedAt: createdAt.toISOString(), startedBy: userName, undoUntil };
}

function statusRow(job: StatusJobDocument, now: Date): MemberJobRow {
  const { _id, status, effectiveOn } = job;
  return { kind: 'status', jobId: _id, status, effectiveOn, ...factsOf(job, now) };
}

function tagRow(job: Omit<TagJobDocument, 'members'>, now: Date): MemberJobRow {
  const { _id, action, tag } = job;
  return { kind: 'tags', jobId: _id, action, tag, ...factsOf(job, now) };
}

function typeRow(job: TypeJobDocument, now: Date): MemberJobRow {
  const { _id, membershipTypeId, membershipTypeName } = job;
  return { kind: 'type', jobId: _id, membershipTypeId, membershipTypeName, ...factsOf(job, now) };
}

/** The newest changes of many members, statuses, tags and types, newest first. */
export async function memberJobs(platform: Platform, scope: OrgScope): Promise<MemberJobRow[]> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const [statuses, tags, types] = await Promise.all([
    statusJobs.newest(db, scope, jobsShown),
    newestTagJobs(db, scope, jobsShown),
    typeJobs.newest(db, scope, jobsShown),
  ]);
  return [...statuses.map((job) => statusRow(job, now)), ...tags.map((job) => tagRow(job, now)), ...types.map((job) => typeRow(job, now))]
    .toSorted((left, right) => (left.startedAt < right.startedAt ? 1 : -1))
    .slice(0, jobsShown);
}

/** @throws DomainError NOT_FOUND */
export async function memberJob(platform: Platform, scope: OrgScope, { jobId }: z.output<typeof MemberJobIdInput>): Promise<MemberJobRow> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const status = StatusJobId.safeParse(jobId);
  if (status.success) return statusRow(await statusJobs.get(db, scope, status.data), now);
  const type = TypeJobId.safeParse(jobId);
  if (type.success) return typeRow(await typeJobs.get(db, scope, type.data), now);
  return tagRow(await tagJobs.get(db, scope, jobId as TagJobId), now);
}
