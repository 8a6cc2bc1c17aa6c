import { type RunHistoryOutput, runEvents } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { historyOf, recordAudit } from '../audit/audit.public.ts';
import { provisoUnder } from './bill-name.rules.ts';
import { refuseDonation } from './billing-item.rules.ts';
import { type BillingRunDocument, getRun, interruptRun, moveRun } from './billing-run.repository.ts';
import { jobNames } from './billing-run.service.ts';
import { refuseDayOver } from './due-date.rules.ts';
import { giveName, namedOtherwise } from './run-bills.repository.ts';

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
  return inTransaction(platform.databases.client, async (session) => {
    const run = await getRun(db, scope, runId, session);
    const change = control(run);
    if (change === null) return run;
    if (!(await interruptRun(db, scope, run, change, session))) throw new DomainError('CONFLICT');
    const fields = change.dueOn === undefined || change.dueOn === run.dueOn ? [] : (['dueOn'] as const);
    const note = { action, subjectKind: 'billingRun', subjectId: runId, subjectName: run.billName, fields };
    await recordAudit(platform, scope, actor, note, session);
    await recordLive(db, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    return getRun(db, scope, runId, session);
  });
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
 * when they are confirmed; bills that are open keep their day.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION, INVALID_INPUT, CONFLICT
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
    if (found.active || found.confirmation.state === 'processing') return null;
    throw new DomainError('INVALID_TRANSITION', { from: found.state, to: 'requested' });
  });
  if (run.active) await platform.wakeJob(jobNames.work, { orgId: scope.orgId, runId });
  else if (run.confirmation.state === 'processing') await platform.wakeJob(jobNames.confirm, { orgId: scope.orgId, runId });
  return run;
}

/** Bills renamed in one transaction. */
const renameBatch = 500;

/**
 * 請求名称 (BIL-07): the bills of the run take the name, paid ones and those that a correction made anew too; a cancelled bill is read-only, and issued papers keep
 * what they said. The bills go first and the run last, so that a rename that was cut short shows as one that was not done.
 * @throws DomainError NOT_FOUND, DONATION_NOT_ALLOWED, INVALID_TRANSITION while the run is at work
 */
export async function renameRun(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  billName: string,
): Promise<BillingRunDocument> {
  refuseDonation(billName);
  const db = platform.databases.server;
  const before = await getRun(db, scope, runId);
  if (before.active || before.confirmation.state === 'processing' || before.state === 'discarded')
    throw new DomainError('INVALID_TRANSITION', { from: before.state, to: 'renamed' });
  for (;;) {
    const bills = await namedOtherwise(db, scope, runId, billName, renameBatch);
    if (bills.length === 0) break;
    await inTransaction(platform.databases.client, (session) => giveName(db, scope, bills, billName, session));
  }
  if (before.billName === billName) return before;
  // Bills that it makes from now on say the same as those that it has made.
  const proviso = provisoUnder({ ...before, itemId: before.billingItemId }, billName);
  return inTransaction(platform.databases.client, async (session) => {
    const change = { billName, proviso, renamedAt: platform.clock.now() };
    const renamed = await moveRun(db, scope, runId, { active: false }, change, session);
    if (!renamed) throw new DomainError('CONFLICT');
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'billingRun.rename', subjectKind: 'billingRun', subjectId: runId, subjectName: billName, fields: ['billName'] },
      session,
    );
    const topics = [
      { topic: 'runs' as const, ref: runId },
      { topic: 'bills' as const, ref: runId },
    ];
    await recordLive(db, scope, topics, platform.clock.now(), session);
    return renamed;
  });
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
