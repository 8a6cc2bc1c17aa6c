import { type ChangeStatusesInput, type StatusJobView, mostInStatusJob } from '@tsudoi/shared/contracts/members/member-status.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type StatusJobId, newStatusJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { madeOnce, requestHashOf } from '../../platform/leased-jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { refuseUnplannable } from './member-dates.rules.ts';
import { newMemberJob, newMemberRow } from './member-job.factory.ts';
import { mayTakeBack } from './member-job.rules.ts';
import { findMembers } from './member.repository.ts';
import { type StatusJobDocument, type StatusRowDocument, statusJobs, statusRows } from './status-job.repository.ts';
import { everyMember, personOf, refuseTooEarly } from './status-plan.service.ts';
import { workOnStatusJob } from './status-work.service.ts';

type View = z.output<typeof StatusJobView>;
export const statusJobName = 'members.change-statuses';
/** Up to here the answer waits for the end; above, the page follows the job (interface.md 5.1). */
const mostAtOnce = 200;

async function toView(platform: Platform, scope: OrgScope, job: StatusJobDocument): Promise<View> {
  const db = platform.databases.server;
  const outcome = job.state === 'undoing' || job.state === 'undone' ? 'kept' : 'refused';
  const rows = await statusRows.next(db, scope, job._id, outcome, -1, mostInStatusJob);
  const members = new Map(
    (
      await findMembers(
        scope,
        rows.map((row) => row.memberId),
      )
    ).map((member) => [member._id, member]),
  );
  return {
    statusJobId: job._id,
    status: job.status,
    effectiveOn: job.effectiveOn,
    state: job.state,
    total: job.total,
    done: job.done,
    changed: job.changed,
    refused: rows.flatMap((row) => {
      const member = members.get(row.memberId);
      return member ? [{ ...personOf(member), status: member.status, code: row.code ?? 'UNEXPECTED', obstacle: row.obstacle ?? null }] : [];
    }),
  };
}

async function carryOn(platform: Platform, scope: OrgScope, jobId: StatusJobId, count: number): Promise<View> {
  if (count <= mostAtOnce) await workOnStatusJob(platform, scope, jobId);
  else await platform.wakeJob(statusJobName, { orgId: scope.orgId, jobId });
  return toView(platform, scope, await statusJobs.get(platform.databases.server, scope, jobId));
}

/**
 * Changes many at once, each on its own: who cannot change is left as they were and named.
 * @throws DomainError STATUS_DATE_TOO_EARLY and STATUS_DATE_IMPLAUSIBLE for the whole batch, NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function changeStatuses(platform: Platform, actor: UserActor, input: z.output<typeof ChangeStatusesInput>): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const requestHash = requestHashOf(input);
  const { job, isNew } = await madeOnce(requestHash, {
    find: () => statusJobs.byKey(db, scope, input.idempotencyKey),
    make: async () => {
      refuseUnplannable(input.effectiveOn, platform.clock.today());
      const members = await everyMember(scope, input.memberIds);
      refuseTooEarly(members, input.effectiveOn);
      const { status, effectiveOn, reason, nextSteps } = input;
      const made: StatusJobDocument = {
        _id: newStatusJobId(),
        ...newMemberJob(platform, actor, { requestKey: input.idempotencyKey, requestHash, total: members.length }),
        status,
        effectiveOn,
        reason,
        nextSteps,
        isStaff: actor.role === 'staff',
      };
      const rows = members.map(({ _id }, seq): StatusRowDocument => ({ ...newMemberRow(made, _id, seq), code: null, entryId: null }));
      await inTransaction(platform.databases.client, async (session) => {
        await statusJobs.insert(db, scope, made, session);
        await statusRows.insert(db, scope, rows, session);
      });
      return made;
    },
  });
  return isNew ? carryOn(platform, scope, job._id, job.total) : toView(platform, scope, job);
}

/** @throws DomainError NOT_FOUND */
export async function statusJob(platform: Platform, scope: OrgScope, jobId: StatusJobId): Promise<View> {
  return toView(platform, scope, await statusJobs.get(platform.databases.server, scope, jobId));
}

/**
 * Takes a finished job back, member by member, for seven days; whose history has moved on stays as it is and is named.
 * @throws DomainError NOT_FOUND, IN_PROGRESS, JOB_UNDO_OVER, FORBIDDEN for staff where it takes expelled members back (domain.md 3.2)
 */
export async function undoStatusJob(platform: Platform, actor: UserActor, jobId: StatusJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await statusJobs.get(db, scope, jobId);
  if (!mayTakeBack(job, platform.clock.now())) return toView(platform, scope, job);
  if (actor.role === 'staff' && job.status === 'expelled' && job.effectiveOn <= platform.clock.today())
    throw new DomainError('FORBIDDEN', { permission: 'settings' });
  const undoneBy = { userId: actor.userId, name: actor.name };
  await statusJobs.move(db, scope, jobId, { state: 'done' }, { state: 'undoing', undoneBy, total: job.changed, done: 0, changed: 0 });
  return carryOn(platform, scope, jobId, job.changed);
}
