import { createHash } from 'node:crypto';
import { jobUndoDays } from '@tsudoi/shared/contracts/members/member-job.contract';
import { type ChangeStatusesInput, type StatusJobView, mostInStatusJob } from '@tsudoi/shared/contracts/members/member-status.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type StatusJobId, newStatusJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { refuseUnplannable } from './member-dates.rules.ts';
import { findMembers } from './member.repository.ts';
import {
  type StatusJobDocument,
  type StatusRowDocument,
  getStatusJob,
  insertStatusJob,
  moveStatusJob,
  statusJobByKey,
  statusRows,
} from './status-job.repository.ts';
import { everyMember, personOf, refuseTooEarly } from './status-plan.service.ts';
import { workOnStatusJob } from './status-work.service.ts';

type View = z.output<typeof StatusJobView>;
export const statusJobName = 'members.change-statuses';
/** Up to here the answer waits for the end; above, the page follows the job (interface.md 5.1). */
const mostAtOnce = 200;

async function toView(platform: Platform, scope: OrgScope, job: StatusJobDocument): Promise<View> {
  const db = platform.databases.server;
  const outcome = job.state === 'undoing' || job.state === 'undone' ? 'kept' : 'refused';
  const rows = await statusRows(db, scope, job._id, outcome, -1, mostInStatusJob);
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
  return toView(platform, scope, await getStatusJob(platform.databases.server, scope, jobId));
}

function hashOf(input: z.output<typeof ChangeStatusesInput>): string {
  const { idempotencyKey: _key, ...asked } = input;
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

/** The job that this request made before. @throws DomainError IDEMPOTENCY_MISMATCH when it asked for something else then */
async function madeBefore(platform: Platform, scope: OrgScope, requestKey: string, requestHash: string): Promise<View | null> {
  const job = await statusJobByKey(platform.databases.server, scope, requestKey);
  if (job && job.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
  return job && toView(platform, scope, job);
}

/**
 * Changes many at once, each on its own: who cannot change is left as they were and named.
 * @throws DomainError STATUS_DATE_TOO_EARLY and STATUS_DATE_IMPLAUSIBLE for the whole batch, NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function changeStatuses(platform: Platform, actor: UserActor, input: z.output<typeof ChangeStatusesInput>): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const requestHash = hashOf(input);
  const before = await madeBefore(platform, scope, input.idempotencyKey, requestHash);
  if (before) return before;
  refuseUnplannable(input.effectiveOn, platform.clock.today());
  const members = await everyMember(scope, input.memberIds);
  refuseTooEarly(members, input.effectiveOn);
  const madeAt = platform.clock.realNow();
  const job: StatusJobDocument = {
    _id: newStatusJobId(),
    orgId: scope.orgId,
    requestKey: input.idempotencyKey,
    requestHash,
    status: input.status,
    effectiveOn: input.effectiveOn,
    reason: input.reason,
    nextSteps: input.nextSteps,
    userId: actor.userId,
    userName: actor.name,
    isStaff: actor.role === 'staff',
    state: 'running',
    total: members.length,
    done: 0,
    changed: 0,
    createdAt: platform.clock.now(),
    madeAt,
    leaseUntil: null,
    leaseToken: 0,
  };
  const rows = members.map((member, seq): StatusRowDocument => ({
    _id: `${job._id}:${String(seq).padStart(5, '0')}`,
    orgId: scope.orgId,
    jobId: job._id,
    seq,
    memberId: member._id,
    outcome: 'waiting',
    code: null,
    entryId: null,
    madeAt,
  }));
  try {
    await inTransaction(platform.databases.client, (session) => insertStatusJob(db, scope, job, rows, session));
  } catch (error) {
    const other = isDuplicateKey(error) ? await madeBefore(platform, scope, input.idempotencyKey, requestHash) : null;
    if (other) return other;
    throw error;
  }
  return carryOn(platform, scope, job._id, members.length);
}

/** @throws DomainError NOT_FOUND */
export async function statusJob(platform: Platform, scope: OrgScope, jobId: StatusJobId): Promise<View> {
  return toView(platform, scope, await getStatusJob(platform.databases.server, scope, jobId));
}

/**
 * Takes a finished job back, member by member, for seven days; whose history has moved on stays as it is and is named.
 * @throws DomainError NOT_FOUND, IN_PROGRESS, JOB_UNDO_OVER, FORBIDDEN for staff where it takes expelled members back (domain.md 3.2)
 */
export async function undoStatusJob(platform: Platform, actor: UserActor, jobId: StatusJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getStatusJob(db, scope, jobId);
  if (job.state === 'undoing' || job.state === 'undone') return toView(platform, scope, job);
  const age = platform.clock.now().getTime() - job.createdAt.getTime();
  if (job.state !== 'done') throw new DomainError('IN_PROGRESS');
  if (age > jobUndoDays * 86_400_000) throw new DomainError('JOB_UNDO_OVER', { days: jobUndoDays });
  if (actor.role === 'staff' && job.status === 'expelled' && job.effectiveOn <= platform.clock.today())
    throw new DomainError('FORBIDDEN', { permission: 'settings' });
  const undoneBy = { userId: actor.userId, name: actor.name };
  await moveStatusJob(db, scope, jobId, { state: 'done' }, { state: 'undoing', undoneBy, total: job.changed, done: 0, changed: 0 });
  return carryOn(platform, scope, jobId, job.changed);
}
