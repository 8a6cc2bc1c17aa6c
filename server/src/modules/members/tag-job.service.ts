import type { ChangeTagsInput, TagJobView } from '@tsudoi/shared/contracts/members/tag-job.contract';
import { type TagJobId, newTagJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { madeOnce, requestHashOf } from '../../platform/leased-jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { newMemberJob } from './member-job.factory.ts';
import { mayTakeBack } from './member-job.rules.ts';
import { assertMayChoose, listFilterOf } from './member-list.service.ts';
import { countListed } from './member-page.repository.ts';
import { findMembers } from './member.repository.ts';
import { everyMember, personOf } from './status-plan.service.ts';
import { type TagJobDocument, tagJobs } from './tag-job.repository.ts';
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
  return toView(scope, await tagJobs.get(platform.databases.server, scope, jobId));
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
  const db = platform.databases.server;
  const requestHash = requestHashOf(input);
  const { job, isNew } = await madeOnce(requestHash, {
    find: () => tagJobs.byKey(db, scope, input.idempotencyKey),
    make: async () => {
      const { action, tag } = input;
      const { members, total } = await chosen(platform, scope, input.members);
      const facts = newMemberJob(platform, actor, { requestKey: input.idempotencyKey, requestHash, total });
      const made: TagJobDocument = { _id: newTagJobId(), ...facts, action, tag, members, full: [], fullCount: 0, after: null, parts: 0 };
      await tagJobs.insert(db, scope, made);
      return made;
    },
  });
  return isNew ? carryOn(platform, scope, job._id, job.total) : toView(scope, job);
}

/** @throws DomainError NOT_FOUND */
export async function tagJob(platform: Platform, scope: OrgScope, jobId: TagJobId): Promise<View> {
  return toView(scope, await tagJobs.get(platform.databases.server, scope, jobId));
}

/**
 * Takes a finished job back, for seven days, for those whom it changed; whose tag was put on or taken off again since stays
 * as it is. @throws DomainError NOT_FOUND, IN_PROGRESS, JOB_UNDO_OVER
 */
export async function undoTagJob(platform: Platform, actor: UserActor, jobId: TagJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await tagJobs.get(db, scope, jobId);
  if (!mayTakeBack(job, platform.clock.now())) return toView(scope, job);
  const undoneBy = { userId: actor.userId, name: actor.name };
  const fresh = { undoneBy, total: job.changed, done: 0, changed: 0, full: [], fullCount: 0, after: null };
  await tagJobs.move(db, scope, jobId, { state: 'done' }, { state: 'undoing', ...fresh });
  return carryOn(platform, scope, jobId, job.changed);
}
