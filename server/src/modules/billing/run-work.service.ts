import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import { zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, type InsertOutcome, insertBills } from './bill.repository.ts';
import { type BillingRunDocument, type WorkRow, getRun, markRefused, moveRun, reportProgress, workRows } from './billing-run.repository.ts';
import { endRunStep, leaseEnd, withRunLease } from './run-lease.service.ts';

const batchSize = 1000;
/** Bills that are read, written in two inserts at a time, and reported together. */
const stepSize = 2 * batchSize;
/** Seldom enough that telling of it is no round trip of every step on a slow machine, often enough that a bar is seen to move. */
const progressEveryMs = 1500;
/** Claims without an end mean that something is wrong with the run itself, not with a process. */
const maxClaims = 50;

/**
 * Carries out a started run: exactly its frozen rows, 1,000 per insert and two inserts in flight, reading and building the
 * next step meanwhile. Truth is the run's cursor; a killed process is continued by the next one and repeats at most one
 * step, whose bills are recognised by their ids.
 */
export function workOnRun(platform: Platform, scope: OrgScope, runId: BillingRunId): Promise<void> {
  return withRunLease(platform, scope, runId, async (claimed) => {
    if (!claimed.active || claimed.state === 'paused') return;
    if (claimed.leaseToken > maxClaims) {
      await finish(platform, scope, claimed, 'failed');
      return;
    }
    const run = await moveRun(
      platform.databases.server,
      scope,
      runId,
      { leaseToken: claimed.leaseToken },
      { state: 'processing', startedAt: claimed.startedAt ?? platform.clock.now() },
    );
    // Somebody paused it in the same moment.
    if (!run) return;
    await announce(platform, scope, run);
    await makeBills(platform, scope, run);
  });
}

async function makeBills(platform: Platform, scope: OrgScope, run: BillingRunDocument): Promise<void> {
  const db = platform.databases.server;
  const build = async (after: number) => billsOfRows(platform, run, await workRows(db, scope, run._id, after, stepSize));
  let announcedAt = monotonicMs();
  let next = build(run.cursor);
  for (let cursor = run.cursor; cursor < run.included; cursor += stepSize) {
    const bills = await next;
    // Errors of the read-ahead surface on the next turn; here they must not count as unhandled.
    next = build(cursor + stepSize);
    next.catch(() => undefined);
    const outcome = await insertStep(platform, scope, bills);
    await markRefused(db, scope, run._id, outcome.refused, 'already_billed');
    const kept = await reportProgress(
      db,
      scope,
      run,
      { cursor: Math.min(run.included, cursor + stepSize), leaseUntil: leaseEnd(platform) },
      { done: outcome.made, failed: outcome.refused.length },
    );
    if (!kept || platform.stopping()) return;
    if (monotonicMs() - announcedAt > progressEveryMs) {
      announcedAt = monotonicMs();
      await announce(platform, scope, run);
    }
  }
  await next;
  const end = await getRun(db, scope, run._id);
  await finish(platform, scope, run, end.failed > 0 ? 'completed_with_errors' : 'completed');
}

async function insertStep(platform: Platform, scope: OrgScope, bills: readonly BillDocument[]): Promise<InsertOutcome> {
  const db = platform.databases.server;
  const halves = await Promise.all([insertBills(db, scope, bills.slice(0, batchSize)), insertBills(db, scope, bills.slice(batchSize))]);
  return { made: halves[0].made + halves[1].made, refused: halves.flatMap((half) => half.refused) };
}

function finish(
  platform: Platform,
  scope: OrgScope,
  run: BillingRunDocument,
  state: 'completed' | 'completed_with_errors' | 'failed',
): Promise<void> {
  const change = { state, active: false, finishedAt: platform.clock.now(), leaseUntil: null };
  return inTransaction(platform.databases.client, (session) => endRunStep(platform, scope, run, change, `billingRun.${state}`, session));
}

export function announce(platform: Platform, scope: OrgScope, run: Pick<BillingRunDocument, '_id'>): Promise<void> {
  return recordLive(platform.databases.server, scope, [{ topic: 'runs', ref: run._id }], platform.clock.now());
}

function billsOfRows(platform: Platform, run: BillingRunDocument, rows: readonly WorkRow[]): BillDocument[] {
  const createdAt = platform.clock.now();
  return rows.map((row) => ({
    _id: row.billId!,
    orgId: row.orgId,
    billNumber: row.billNumber,
    memberId: row.memberId,
    memberNumber: row.memberNumber,
    memberName: row.name,
    memberKana: row.kana,
    membershipTypeName: row.membershipTypeName,
    itemId: run.billingItemId,
    category: run.category ?? 'annual',
    billName: run.billName,
    proviso: run.proviso,
    fiscalYear: run.fiscalYear,
    allocationStartMonth: run.allocationStartMonth,
    runId: run._id,
    // Ad-hoc bills are known by what asked for them; here that is the row of the plan.
    requestKey: run.category === 'adhoc' ? `run:${row.billId!}` : null,
    requestHash: '',
    lines: row.parts.map((part) => ({ label: part.label, amount: part.amount, taxCategory: row.taxCategory ?? run.taxCategory })),
    parts: row.parts,
    oneTimeAdjustmentIds: row.oneTimeAdjustmentIds,
    amount: row.amount,
    allocated: zeroYen,
    provisionalAllocated: zeroYen,
    status: 'draft',
    live: true,
    charges: [],
    dueOn: run.dueOn,
    createdAt,
    confirmedAt: null,
    cancelledAt: null,
    cancelReason: '',
    version: 0,
  }));
}
