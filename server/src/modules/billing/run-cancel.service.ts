import type { CancelPlan } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, BillingRunId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { cancelPlanOf, cancelTogether } from './bill-cancel.service.ts';
import { type BillingRunDocument, getRun, interruptRun, reportProgress } from './billing-run.repository.ts';
import { jobNames } from './billing-run.service.ts';
import { cancellableOfRun, countCancellableOfRun, countLivingOfRun, judgedOfRun } from './run-bills.repository.ts';
import { tellingOfRun } from './run-happening.service.ts';
import { leaseEnd, withRunLease } from './run-lease.service.ts';
import { announce } from './run-work.service.ts';

/** Bills of one transaction. */
const batchSize = 100;

/** Whether a run stands still, so that its bills can be taken back: made, paused, or confirmed. */
function standsStill(run: BillingRunDocument): boolean {
  const made = run.state === 'paused' || run.state === 'completed' || run.state === 'completed_with_errors' || run.state === 'failed';
  return made && run.confirmation.state !== 'processing';
}

/** What cancelling a whole run would do now; what is cancelled already is no part of it. @throws DomainError NOT_FOUND */
export async function planRunCancel(platform: Platform, scope: OrgScope, runId: BillingRunId): Promise<CancelPlan> {
  const db = platform.databases.server;
  await getRun(db, scope, runId);
  const { plan, count } = cancelPlanOf();
  for await (const batch of judgedOfRun(db, scope, runId)) batch.forEach(count);
  return plan;
}

/**
 * 請求取消 of a whole run, as a job: every bill without money on it is cancelled, also where the run was paused or has been
 * confirmed, and those that a correction made anew from it; the others stay as they are. Pressed again it goes over what is left.
 * Whoever means to while somebody else is at it, or is through with nothing left, is told of them: their reason would be lost.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION while the run is at work, CONFLICT
 */
export function cancelRun(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  reason: string,
): Promise<BillingRunDocument> {
  return tellingOfRun(platform, scope, runId, () => cancelAll(platform, scope, actor, runId, reason));
}

const byOther = ({ cancellation }: BillingRunDocument, { userId }: UserActor): boolean =>
  cancellation?.actor.kind === 'user' && cancellation.actor.userId !== userId;

async function cancelAll(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  reason: string,
): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const total = await countCancellableOfRun(db, scope, runId);
  const run = await inTransaction(platform.databases.client, async (session) => {
    const found = await getRun(db, scope, runId, session);
    const isUnderWay = found.cancellation?.state === 'processing';
    if (byOther(found, actor) && (isUnderWay || total === 0))
      throw new DomainError('INVALID_TRANSITION', { from: 'cancelled', to: 'cancelled' });
    if (isUnderWay) return found;
    if (!standsStill(found)) throw new DomainError('INVALID_TRANSITION', { from: found.state, to: 'cancelled' });
    const ended = found.state === 'paused' ? { state: 'completed' as const, active: false, finishedAt: platform.clock.now() } : {};
    const confirmed = found.confirmation.state === 'paused' ? { 'confirmation.state': 'completed' as const } : {};
    const cancellation = { state: 'processing' as const, reason, actor: actorOf(actor), done: 0, kept: 0, total };
    if (!(await interruptRun(db, scope, found, { ...ended, ...confirmed, cancellation }, session))) throw new DomainError('CONFLICT');
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'billingRun.cancel', subjectKind: 'billingRun', subjectId: runId, subjectName: found.billName, fields: ['status'] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    return getRun(db, scope, runId, session);
  });
  if (run.cancellation?.state === 'processing') await platform.wakeJob(jobNames.cancel, { orgId: scope.orgId, runId });
  return run;
}

/** What the log needs of the person who asked for it, without their session. */
function actorOf({ userId, name }: UserActor) {
  return { kind: 'user' as const, userId, name };
}

/** Cancels a run's bills in batches of one short transaction each; continued by whoever finds it unfinished. */
export function workOnCancellation(platform: Platform, scope: OrgScope, runId: BillingRunId): Promise<void> {
  return withRunLease(platform, scope, runId, async (run) => {
    const { cancellation } = run;
    if (cancellation?.state !== 'processing') return;
    const db = platform.databases.server;
    const kept = new Set<BillId>();
    for (;;) {
      const found = await cancellableOfRun(db, scope, runId, batchSize + kept.size);
      const batch = found.filter((id) => !kept.has(id));
      if (batch.length === 0) break;
      const outcome = await cancelTogether(platform, scope, cancellation.actor, batch, cancellation.reason, async (done, session) => {
        const renewed = { leaseUntil: leaseEnd(platform) };
        if (!(await reportProgress(db, scope, run, renewed, { cancelled: done.cancelled.length }, session)))
          throw new Error('the lease of this run went to another process');
      });
      for (const { bill } of outcome.kept) kept.add(bill._id);
      await announce(platform, scope, run);
      if (platform.stopping()) return;
    }
    await finish(platform, scope, run);
  });
}

async function finish(platform: Platform, scope: OrgScope, run: BillingRunDocument): Promise<void> {
  const db = platform.databases.server;
  const kept = await countLivingOfRun(db, scope, run._id);
  await inTransaction(platform.databases.client, async (session) => {
    const end = { leaseUntil: null, 'cancellation.state': 'completed' as const, 'cancellation.kept': kept };
    if (!(await reportProgress(db, scope, run, end, {}, session))) return;
    await recordAudit(
      platform,
      scope,
      { kind: 'system', name: 'billing' },
      { action: 'billingRun.cancelled', subjectKind: 'billingRun', subjectId: run._id, subjectName: run.billName, fields: [] },
      session,
    );
    const topics = [
      { topic: 'runs' as const, ref: run._id },
      { topic: 'bills' as const, ref: run._id },
    ];
    await recordLive(db, scope, topics, platform.clock.now(), session);
  });
}
