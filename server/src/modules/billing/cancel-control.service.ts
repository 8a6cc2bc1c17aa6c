import type { CancelJobView } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { CancelJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { cancelJobs, turnCancelJob } from './cancel-job.repository.ts';
import { cancelJobName, cancelJobView } from './cancel-job.service.ts';

const turns = {
  paused: { from: 'running', action: 'bill.cancel_pause' },
  running: { from: 'paused', action: 'bill.cancel_resume' },
} as const;

/** Nothing is changed and nothing logged where it stands so already. */
async function turn(platform: Platform, actor: UserActor, jobId: CancelJobId, to: 'paused' | 'running'): Promise<CancelJobView> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { from, action } = turns[to];
  return inTransaction(platform.databases.client, async (session) => {
    const job = await cancelJobs.get(db, scope, jobId, session);
    if (job.state === to) return cancelJobView(job);
    if (job.state !== from) throw new DomainError('INVALID_TRANSITION', { from: job.state, to });
    if (!(await turnCancelJob(db, scope, jobId, from, to, session))) throw new DomainError('CONFLICT');
    const note = { action, subjectKind: 'cancelJob', subjectId: jobId, subjectName: `${job.total}件`, fields: [] };
    await recordAudit(platform, scope, actor, note, session);
    await recordLive(db, scope, [{ topic: 'bills', ref: jobId }], platform.clock.now(), session);
    return cancelJobView({ ...job, state: to });
  });
}

/**
 * Halts the cancelling of many bills: the step under way is ended, and no other begun until somebody carries it on.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION when it is done, CONFLICT
 */
export function pauseCancelJob(platform: Platform, actor: UserActor, jobId: CancelJobId): Promise<CancelJobView> {
  return turn(platform, actor, jobId, 'paused');
}

/** Carries it on from where it stood. @throws DomainError NOT_FOUND, INVALID_TRANSITION when it is done, CONFLICT */
export async function resumeCancelJob(platform: Platform, actor: UserActor, jobId: CancelJobId): Promise<CancelJobView> {
  const job = await turn(platform, actor, jobId, 'running');
  await platform.wakeJob(cancelJobName, { orgId: actor.scope.orgId, jobId });
  return job;
}
