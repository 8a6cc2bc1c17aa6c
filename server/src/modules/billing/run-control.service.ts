import { type RunHistoryOutput, runEvents } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { historyOf, recordAudit } from '../audit/audit.public.ts';
import { type BillingRunDocument, getRun, interruptRun } from './billing-run.repository.ts';
import { jobNames } from './billing-run.service.ts';
import { refuseDayOver } from './due-date.rules.ts';
import { tellingOfRun } from './run-happening.service.ts';

type Control = (run: BillingRunDocument) => Parameters<typeof interruptRun>[3] | null;

/** Takes the run from its worker with a change, or leaves it when `control` has nothing to change. */
async function interrupt(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  action: 'billingRun.pause' | 'billingRun.resume',
  control: Control,
): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const once = async (session: ClientSession): Promise<BillingRunDocument> => {
    const run = await getRun(db, scope, runId, session);
    const change = control(run);
    if (change === null) return run;
    if (!(await interruptRun(db, scope, run, change, session))) throw new DomainError('CONFLICT');
    const fields = change.dueOn === undefined || change.dueOn === run.dueOn ? [] : (['dueOn'] as const);
    const note = { action, subjectKind: 'billingRun', subjectId: runId, subjectName: run.billName, fields };
    await recordAudit(platform, scope, actor, note, session);
    await recordLive(db, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    return getRun(db, scope, runId, session);
  };
  return tellingOfRun(platform, scope, runId, () => inTransaction(platform.databases.client, once));
}

/**
 * Halts a run while it makes bills or opens them: what is done stays, nothing more is done until somebody carries it on.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION when it is not at work, CONFLICT
 */
export function pauseRun(platform: Platform, scope: OrgScope, actor: UserActor, runId: BillingRunId): Promise<BillingRunDocument> {
  return interrupt(platform, scope, actor, runId, 'billingRun.pause', (run) => {
    if (run.state === 'paused' || run.confirmation.state === 'paused') return null;
    if (run.active) return { state: 'paused' };
    if (run.confirmation.state === 'processing') return { 'confirmation.state': 'paused' };
    throw new DomainError('INVALID_TRANSITION', { from: run.state, to: 'paused' });
  });
}

/**
 * Carries a paused run on from where it stood. Drafts that are still to be opened need a new due day where theirs is over by now, as
 * when they are confirmed; bills that are open keep their day. Whoever wanted another day than the one that a colleague has given
 * is told.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION, BILL_CHANGED_SINCE, INVALID_INPUT, CONFLICT
 */
export async function resumeRun(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  newDueOn: JstDate | null = null,
): Promise<BillingRunDocument> {
  const run = await interrupt(platform, scope, actor, runId, 'billingRun.resume', (found) => {
    if (found.state === 'paused') return { state: 'requested' };
    if (found.confirmation.state === 'paused') {
      const dueOn = newDueOn ?? found.dueOn;
      refuseDayOver(dueOn, platform.clock.today());
      return { dueOn, 'confirmation.state': 'processing' };
    }
    if (found.confirmation.state === 'processing' && newDueOn !== null && newDueOn !== found.dueOn)
      throw new DomainError('BILL_CHANGED_SINCE', { what: 'dueOn' });
    if (found.active || found.confirmation.state === 'processing') return null;
    throw new DomainError('INVALID_TRANSITION', { from: found.state, to: 'requested' });
  });
  if (run.active) await platform.wakeJob(jobNames.work, { orgId: scope.orgId, runId });
  else if (run.confirmation.state === 'processing') await platform.wakeJob(jobNames.confirm, { orgId: scope.orgId, runId });
  return run;
}

const known = new Set<string>(runEvents);
type RunEvent = z.output<typeof RunHistoryOutput>['events'][number]['event'];

/** 請求情報作成履歴: what was done with a run, newest first. @throws DomainError NOT_FOUND */
export async function runHistory(platform: Platform, scope: OrgScope, runId: BillingRunId): Promise<z.output<typeof RunHistoryOutput>> {
  await getRun(platform.databases.server, scope, runId);
  const entries = await historyOf(platform, scope, runId, null, 50);
  const events = entries
    .filter(({ action }) => known.has(action))
    .map(({ at, actorName, actorKind, action }) => ({
      at: at.toISOString(),
      actorName,
      byPerson: actorKind === 'user',
      event: action as RunEvent,
    }));
  return { events };
}
