import { createHash } from 'node:crypto';
import { jobUndoDays } from '@tsudoi/shared/contracts/members/member-job.contract';
import type { ChangeTagsInput, TagJobView } from '@tsudoi/shared/contracts/members/tag-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type TagJobId, newTagJobId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { assertMayChoose, listFilterOf } from './member-list.service.ts';
import { countListed } from './member-page.repository.ts';
import { findMembers } from './member.repository.ts';
import { everyMember, personOf } from './status-plan.service.ts';
import { type TagJobDocument, getTagJob, insertTagJob, moveTagJob, tagJobByKey } from './tag-job.repository.ts';
import { workOnTagJob } from './tag-work.service.ts';

type View = z.output<typeof TagJobView>;
type Input = z.output<typeof ChangeTagsInput>;
export const tagJobName = 'members.change-tags';
/** Up to here the answer waits for the end; above, the page follows the job. */
const mostAtOnce = 500;

async function toView(scope: OrgScope, job: TagJobDocument): Promise<View> {
  const { _id: tagJobId, action, tag, state, total, done, changed, fullCount } = job;
  return { tagJobId, action, tag, state, total, done, changed, fullCount, full: (await findMembers(scope, job.full)).map(personOf) };
}

async function carryOn(platform: Platform, scope: OrgScope, jobId: TagJobId, count: number): Promise<View> {
  if (count <= mostAtOnce) await workOnTagJob(platform, scope, jobId);
  else await platform.wakeJob(tagJobName, { orgId: scope.orgId, jobId });
  return toView(scope, await getTagJob(platform.databases.server, scope, jobId));
}

function hashOf({ idempotencyKey: _key, ...asked }: Input): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

/** The job that this request made before. @throws DomainError IDEMPOTENCY_MISMATCH when it asked for something else then */
async function madeBefore(platform: Platform, scope: OrgScope, requestKey: string, requestHash: string): Promise<View | null> {
  const job = await tagJobByKey(platform.databases.server, scope, requestKey);
  if (job && job.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
  return job && toView(scope, job);
}

/** Those named, each once, or the conditions, with how many they are. @throws DomainError NOT_FOUND */
async function chosen(platform: Platform, scope: OrgScope, members: Input['members']): Promise<Pick<TagJobDocument, 'members' | 'total'>> {
  if ('filter' in members) {
    const filter = await listFilterOf(scope, members.filter, platform.clock.today());
    return { members, total: await countListed(scope, filter, 10_000_000) };
  }
  const memberIds = (await everyMember(scope, members.memberIds)).map(({ _id }) => _id);
  return { members: { memberIds }, total: memberIds.length };
}

/**
 * Puts a tag on many, or takes it off; who has as many tags as can be stays without, and is named.
 * @throws DomainError NOT_FOUND, IDEMPOTENCY_MISMATCH, FORBIDDEN
 */
export async function changeTags(platform: Platform, actor: UserActor, input: Input): Promise<View> {
  const { scope } = actor;
  if ('filter' in input.members) assertMayChoose(actor, input.members.filter);
  const requestHash = hashOf(input);
  const before = await madeBefore(platform, scope, input.idempotencyKey, requestHash);
  if (before) return before;
  const job: TagJobDocument = {
    ...(await chosen(platform, scope, input.members)),
    _id: newTagJobId(),
    orgId: scope.orgId,
    requestKey: input.idempotencyKey,
    requestHash,
    action: input.action,
    tag: input.tag,
    userId: actor.userId,
    userName: actor.name,
    state: 'running',
    done: 0,
    changed: 0,
    full: [],
    fullCount: 0,
    after: null,
    parts: 0,
    createdAt: platform.clock.now(),
    madeAt: platform.clock.realNow(),
    leaseUntil: null,
    leaseToken: 0,
  };
  try {
    await insertTagJob(platform.databases.server, scope, job);
  } catch (error) {
    const other = isDuplicateKey(error) ? await madeBefore(platform, scope, input.idempotencyKey, requestHash) : null;
    if (other) return other;
    throw error;
  }
  return carryOn(platform, scope, job._id, job.total);
}

/** @throws DomainError NOT_FOUND */
export async function tagJob(platform: Platform, scope: OrgScope, jobId: TagJobId): Promise<View> {
  return toView(scope, await getTagJob(platform.databases.server, scope, jobId));
}

/**
 * Takes a finished job back, for seven days, for those whom it changed; whose tag was put on or taken off again since stays
 * as it is. @throws DomainError NOT_FOUND, IN_PROGRESS, JOB_UNDO_OVER
 */
export async function undoTagJob(platform: Platform, actor: UserActor, jobId: TagJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getTagJob(db, scope, jobId);
  if (job.state === 'undoing' || job.state === 'undone') return toView(scope, job);
  const age = platform.clock.now().getTime() - job.createdAt.getTime();
  if (job.state !== 'done') throw new DomainError('IN_PROGRESS');
  if (age > jobUndoDays * 86_400_000) throw new DomainError('JOB_UNDO_OVER', { days: jobUndoDays });
  const undoneBy = { userId: actor.userId, name: actor.name };
  const fresh = { undoneBy, total: job.changed, done: 0, changed: 0, full: [], fullCount: 0, after: null };
  await moveTagJob(db, scope, jobId, { state: 'done' }, { state: 'undoing', ...fresh });
  return carryOn(platform, scope, jobId, job.changed);
}
