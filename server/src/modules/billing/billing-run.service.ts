import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { countRemovals, holdRemovals } from '../members/members.public.ts';
import { countBills, sumOfDrafts } from './bill.repository.ts';
import { holdItem } from './billing-item.repository.ts';
import { type BillingRunDocument, getRun, hasActiveRun, moveRun } from './billing-run.repository.ts';
import { refuseDayOver } from './due-date.rules.ts';
import { presentDigest } from './planned-members.service.ts';
import { tellingOfRun } from './run-happening.service.ts';

const planLifetimeMs = 24 * 3_600_000;

export const jobNames = { work: 'billing.run', confirm: 'billing.confirm', cancel: 'billing.cancel' } as const;

/**
 * Starts exactly the plan that was shown. Pressed again it changes nothing.
 * @throws DomainError RUN_PLAN_STALE when members, fees or adjustments have changed since, RUN_ACTIVE, INVALID_TRANSITION
 */
export function startRun(platform: Platform, scope: OrgScope, actor: UserActor, runId: BillingRunId): Promise<BillingRunDocument> {
  return tellingOfRun(platform, scope, runId, () => start(platform, scope, actor, runId));
}

async function start(platform: Platform, scope: OrgScope, actor: UserActor, runId: BillingRunId): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const run = await getRun(db, scope, runId);
  refuseDiscarded(run);
  if (run.state !== 'planned') return run;
  const age = platform.clock.now().getTime() - run.plannedAt.getTime();
  const removals = await countRemovals(db, scope);
  if (age > planLifetimeMs || (await presentDigest(platform, scope, run)) !== run.planDigest) throw new DomainError('RUN_PLAN_STALE');
  const started = await inTransaction(platform.databases.client, async (session) => {
    // The unique index alone does not stop two updates at the same moment on the embedded engine.
    await holdItem(db, scope, run.billingItemId, session);
    const current = await getRun(db, scope, runId, session);
    if (current.state === 'planned') {
      if (await hasActiveRun(db, scope, run.billingItemId, session)) throw new DomainError('RUN_ACTIVE');
      // The roll was looked through before this transaction; its rows become bills without another look.
      if ((await holdRemovals(db, scope, session)) !== removals) throw new DomainError('RUN_PLAN_STALE');
    }
    const moved = await moveRun(db, scope, runId, { state: 'planned' }, { state: 'requested', active: true }, session);
    if (!moved) return null;
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'billingRun.start', subjectKind: 'billingRun', subjectId: runId, subjectName: run.billName, fields: [] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    return moved;
  });
  if (!started) {
    // Somebody was faster: with the same, or by putting the plan away.
    const now = await getRun(db, scope, runId);
    refuseDiscarded(now);
    return now;
  }
  await platform.wakeJob(jobNames.work, { orgId: scope.orgId, runId });
  return started;
}

function refuseDiscarded({ state }: BillingRunDocument): void {
  if (state === 'discarded') throw new DomainError('INVALID_TRANSITION', { from: state, to: 'requested' });
}

/** @throws DomainError INVALID_TRANSITION once the run has been started */
export function discardRun(platform: Platform, scope: OrgScope, actor: UserActor, runId: BillingRunId): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const once = async (session: ClientSession): Promise<BillingRunDocument> => {
    const run = await getRun(db, scope, runId, session);
    if (run.state === 'discarded') return run;
    const moved = await moveRun(db, scope, runId, { state: 'planned' }, { state: 'discarded' }, session);
    if (!moved) throw new DomainError('INVALID_TRANSITION', { from: run.state, to: 'discarded' });
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'billingRun.discard', subjectKind: 'billingRun', subjectId: runId, subjectName: run.billName, fields: [] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    return moved;
  };
  return tellingOfRun(platform, scope, runId, () => inTransaction(platform.databases.client, once));
}

/** What a confirmation of the run would open now. @throws DomainError NOT_FOUND */
export async function runDrafts(platform: Platform, scope: OrgScope, runId: BillingRunId): ReturnType<typeof sumOfDrafts> {
  const db = platform.databases.server;
  await getRun(db, scope, runId);
  return sumOfDrafts(db, scope, runId);
}

/**
 * Opens the run's bills to their members, as a job. Confirming twice is one confirmation (case 12), except that whoever wanted
 * another due day hears that it has one. Drafts whose due day is over need a new one: it goes into the run, and into each draft as it
 * is opened.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION, BILL_CHANGED_SINCE, INVALID_INPUT
 */
export function confirmRun(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  newDueOn: JstDate | null = null,
): Promise<BillingRunDocument> {
  return tellingOfRun(platform, scope, runId, () => confirm(platform, scope, actor, runId, newDueOn));
}

async function confirm(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  newDueOn: JstDate | null,
): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const total = await countBills(db, scope, { runId, status: 'draft' }, 10_000_000);
  const run = await inTransaction(platform.databases.client, async (session) => {
    const found = await getRun(db, scope, runId, session);
    if (found.state !== 'completed' && found.state !== 'completed_with_errors')
      throw new DomainError('INVALID_TRANSITION', { from: found.state, to: 'confirmed' });
    if (found.cancellation) throw new DomainError('INVALID_TRANSITION', { from: 'cancelled', to: 'confirmed' });
    if (found.confirmation.state !== 'not_started') {
      if (newDueOn !== null && newDueOn !== found.dueOn) throw new DomainError('BILL_CHANGED_SINCE', { what: 'dueOn' });
      return found;
    }
    const dueOn = newDueOn ?? found.dueOn;
    refuseDayOver(dueOn, platform.clock.today());
    const moved = await moveRun(
      db,
      scope,
      runId,
      { 'confirmation.state': 'not_started' },
      { dueOn, confirmation: { state: 'processing', done: 0, total } },
      session,
    );
    await recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'billingRun.confirm',
        subjectKind: 'billingRun',
        subjectId: runId,
        subjectName: found.billName,
        fields: dueOn === found.dueOn ? [] : ['dueOn'],
      },
      session,
    );
    await recordLive(db, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    return moved ?? found;
  });
  if (run.confirmation.state === 'processing') await platform.wakeJob(jobNames.confirm, { orgId: scope.orgId, runId });
  return run;
}
