import { mostTags } from '@tsudoi/shared/contracts/members/tag-job.contract';
import type { MemberId, TagJobId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { changeNote } from './import-change.rules.ts';
import { reviseMembers } from './member-change.service.ts';
import { actorOfJob, memberJobLeaseMs } from './member-job-work.service.ts';
import { listFilterOf } from './member-list.service.ts';
import { pageOfRows } from './member-page.repository.ts';
import { type MemberDocument, findMembers } from './member.repository.ts';
import { type TagJobDocument, type TagPartDocument, insertTagPart, tagJobs, tagPart } from './tag-job.repository.ts';
import { oppositeOf, spelledOtherwise, withTag } from './tag-job.rules.ts';

/** Members of one transaction: with their log half of what the engine's cache likes (docs/decisions/0009). */
const batchSize = 250;
const fullKept = 20;

interface Step {
  readonly memberIds: readonly MemberId[];
  readonly after: string | null;
  readonly isLast: boolean;
  /** On the way back: what went from whom it was not the very tag. */
  readonly removed?: TagPartDocument['removed'];
}

/** The next members of a job: of those named, or behind a key of the list, which a tag put on or taken off does not move. */
async function nextOf(scope: OrgScope, { members, after, createdAt }: TagJobDocument): Promise<Step> {
  if ('memberIds' in members) {
    const from = Number(after ?? 0);
    const memberIds = members.memberIds.slice(from, from + batchSize);
    return { memberIds, after: String(from + memberIds.length), isLast: from + batchSize >= members.memberIds.length };
  }
  // A fiscal year is that of the day on which it was asked for.
  const filter = await listFilterOf(scope, members.filter, jstDateOf(createdAt));
  const page = { ...filter, sort: 'number' as const, descending: false, after, size: batchSize };
  const found = await pageOfRows(scope, page);
  const rows = found.slice(0, batchSize);
  return { memberIds: rows.map(({ _id }) => _id), after: rows.at(-1)?.numberKey ?? after, isLast: found.length <= batchSize };
}

/** The next of those whom the job changed, on the way back. */
async function nextBack(platform: Platform, scope: OrgScope, { _id, after, parts }: TagJobDocument): Promise<Step> {
  const at = Number(after ?? 0);
  const part = await tagPart(platform.databases.server, scope, _id, at);
  return { memberIds: part?.memberIds ?? [], after: String(at + 1), isLast: at + 1 >= parts, removed: part?.removed };
}

/** What a step took off somebody that was not the very tag. */
function removedOf(
  { action, tag }: TagJobDocument,
  changed: readonly { readonly before: MemberDocument }[],
): Pick<TagPartDocument, 'removed'> {
  if (action === 'add') return {};
  const removed = changed.flatMap(({ before: { _id, tags = [] } }) => {
    const went = spelledOtherwise(tags, tag);
    return went === null ? [] : [[_id, went] as const];
  });
  return removed.length === 0 ? {} : { removed: Object.fromEntries(removed) };
}

/** Changes some members, writes the log and where the job stands, in one transaction: a killed job does nobody twice. */
async function carryOut(platform: Platform, scope: OrgScope, job: TagJobDocument, step: Step): Promise<TagJobDocument | null> {
  const db = platform.databases.server;
  const isBack = job.state === 'undoing';
  const actor = actorOfJob(job, isBack);
  const action = isBack ? oppositeOf(job.action) : job.action;
  return inTransaction(platform.databases.client, async (session: ClientSession) => {
    const members = (await findMembers(scope, step.memberIds, session)).filter(({ mergedInto }) => !mergedInto);
    const outcomes = members.map((before) => {
      const tags = withTag(before.tags ?? [], action, job.tag, mostTags, step.removed?.[before._id]);
      return { before, tags };
    });
    const full = outcomes.flatMap(({ before, tags }) => (tags === 'full' ? [before._id] : []));
    const changed = outcomes.flatMap(({ before, tags }) => (Array.isArray(tags) ? [{ before, changes: { tags } }] : []));
    await reviseMembers(platform, scope, changed, session);
    await recordAudits(
      platform,
      scope,
      actor,
      changed.map(({ before, changes }) => changeNote({ ...before, tags: before.tags ?? [] }, changes)),
      session,
    );
    if (!isBack)
      await insertTagPart(
        db,
        scope,
        {
          _id: `${job._id}:${job.parts}`,
          orgId: scope.orgId,
          jobId: job._id,
          part: job.parts,
          memberIds: changed.map(({ before }) => before._id),
          ...removedOf(job, changed),
          madeAt: job.madeAt,
        },
        session,
      );
    const moved = await tagJobs.move(
      db,
      scope,
      job._id,
      { leaseToken: job.leaseToken, state: job.state },
      {
        done: job.done + step.memberIds.length,
        changed: job.changed + changed.length,
        full: [...job.full, ...full].slice(0, fullKept),
        fullCount: job.fullCount + full.length,
        after: step.after,
        ...(isBack ? {} : { parts: job.parts + 1 }),
        ...(step.isLast
          ? { state: isBack ? ('undone' as const) : ('done' as const), leaseUntil: null }
          : { leaseUntil: new Date(platform.clock.realNow().getTime() + memberJobLeaseMs) }),
      },
      session,
    );
    if (moved === null) throw new Error('the lease of this job went to another process');
    const touched = changed.map(({ before }) => ({ topic: 'members' as const, ref: before._id }));
    await recordLive(db, scope, [...touched, { topic: 'members', ref: job._id }], platform.clock.now(), session);
    return moved;
  });
}

/** Carries a job out, or back; a killed one is taken up where it stood. Does nothing while another process has it. */
export async function workOnTagJob(platform: Platform, scope: OrgScope, jobId: TagJobId): Promise<void> {
  let job = await tagJobs.claim(platform.databases.server, scope, jobId, platform.clock.realNow(), memberJobLeaseMs);
  while (job && (job.state === 'running' || job.state === 'undoing'))
    job = await carryOut(platform, scope, job, job.state === 'running' ? await nextOf(scope, job) : await nextBack(platform, scope, job));
}

/** Takes up every job that nobody holds; one that fails does not keep the others. */
export async function sweepTagJobs(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await tagJobs.abandoned(platform.databases.server, platform.clock.realNow()))
    await workOnTagJob(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, jobId: _id }, 'tags of many could not be carried on and rest for a moment'),
    );
}
