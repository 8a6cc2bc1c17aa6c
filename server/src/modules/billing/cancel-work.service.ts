import type { CancelJobId } from '@tsudoi/shared/kernel/ids';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { cancelTogether } from './bill-cancel.service.ts';
import { type CancelJobDocument, cancelJobs, cancelPart, settleCancelPart } from './cancel-job.repository.ts';

const leaseMs = 30_000;

/** One step: its bills, what became of each and where the job stands, in one transaction, so that a killed job does none twice. */
async function carryOut(platform: Platform, scope: OrgScope, job: CancelJobDocument): Promise<CancelJobDocument | null> {
  const db = platform.databases.server;
  const part = await cancelPart(db, scope, job._id, job.part);
  if (!part) throw new Error('a part of this job is not there');
  const actor: AuditActor = { kind: 'user', userId: job.userId, name: job.userName };
  let moved: CancelJobDocument | null = null;
  await cancelTogether(platform, scope, actor, part.billIds, job.reason, async ({ cancelled, kept }, session) => {
    await settleCancelPart(
      db,
      scope,
      part,
      kept.map(({ bill, reason }) => ({ billId: bill._id, reason })),
      session,
    );
    const isLast = job.part + 1 >= job.parts;
    const change = {
      done: job.done + part.billIds.length,
      cancelled: job.cancelled + cancelled.length,
      amount: job.amount + cancelled.reduce((sum, bill) => sum + bill.amount, 0),
      kept: job.kept + kept.length,
      part: job.part + 1,
      ...(isLast
        ? { state: 'done' as const, finishedAt: platform.clock.now(), leaseUntil: null }
        : { leaseUntil: new Date(platform.clock.realNow().getTime() + leaseMs) }),
    };
    moved = await cancelJobs.report(db, scope, job, change, session);
    if (moved === null) throw new Error('the lease of this job went to another process');
    await recordLive(db, scope, [{ topic: 'bills', ref: job._id }], platform.clock.now(), session);
  });
  return moved;
}

/**
 * Carries a job out; a killed one is taken up where it stood. Does nothing while another process has it. One that was halted
 * rests after the step under way, and goes on here if somebody wanted that in the meantime.
 */
export async function workOnCancelJob(platform: Platform, scope: OrgScope, jobId: CancelJobId): Promise<void> {
  const db = platform.databases.server;
  const claim = () => cancelJobs.claim(db, scope, jobId, platform.clock.realNow(), leaseMs);
  for (let job = await claim(); job; job = await claim()) {
    let last: CancelJobDocument | null = job;
    while (last?.state === 'running' && !platform.stopping()) last = await carryOut(platform, scope, last);
    if (last?.state !== 'paused' && last?.state !== 'running') return;
    await cancelJobs.report(db, scope, last, { leaseUntil: null });
    if (platform.stopping()) return;
  }
}

/** Takes up every job that nobody holds; one that fails does not keep the others. */
export async function sweepCancelJobs(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await cancelJobs.abandoned(platform.databases.server, platform.clock.realNow())) {
    if (platform.stopping()) return;
    await workOnCancelJob(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, jobId: _id }, 'bills of a job could not be cancelled and rest for a moment'),
    );
  }
}
