import {
  type CancelJobRow,
  type CancelJobRowsInput,
  type CancelJobView,
  type CancelPlan,
  type ChosenBills,
  type StartCancelInput,
  cancelRowsAtOnce,
  mostCancelledAtOnce,
} from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type CancelJobId, newCancelJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { madeOnce, requestHashOf } from '../../platform/leased-jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { cancelPlanOf } from './bill-cancel.service.ts';
import { findBills, streamBills } from './bill.repository.ts';
import { listFilter } from './bill.service.ts';
import { type CancelJobDocument, cancelJobs, cancelParts, insertCancelParts } from './cancel-job.repository.ts';
import { type Outcome, outcomesOf, partsOf } from './cancel-job.rules.ts';
import { workOnCancelJob } from './cancel-work.service.ts';

type Input = z.output<typeof StartCancelInput>;
export const cancelJobName = 'billing.cancel-bills';
const mostListed = 10;
const judgedFields = ['_id', 'amount', 'allocated', 'confirmedAt', 'cancelledAt', 'charges'] as const;

/** What the console shows of a job. */
export function cancelJobView(job: CancelJobDocument): CancelJobView {
  const { _id: cancelJobId, state, total, done, cancelled, amount, kept, reason, createdAt, userName: startedBy, finishedAt } = job;
  const times = { startedAt: createdAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null };
  return { cancelJobId, state, total, done, cancelled, amount, kept, reason, startedBy, ...times };
}

/** The chosen bills as they are now, and what would become of them. @throws DomainError NOT_FOUND when one named is not there */
async function judged(platform: Platform, scope: OrgScope, bills: ChosenBills): Promise<{ billIds: BillId[]; plan: CancelPlan }> {
  const db = platform.databases.server;
  const { plan, count } = cancelPlanOf();
  const billIds: BillId[] = [];
  const judge = (bill: Parameters<typeof count>[0] & { _id: BillId }) => {
    billIds.push(bill._id);
    count(bill);
  };
  if ('billIds' in bills) {
    const ids = [...new Set(bills.billIds)];
    const found = await findBills(db, scope, ids);
    if (found.length !== ids.length) throw new DomainError('NOT_FOUND');
    found.forEach(judge);
  } else {
    const filter = listFilter(bills.filter, platform.clock.today());
    for await (const batch of streamBills(db, scope, filter, false, judgedFields)) batch.forEach(judge);
  }
  return { billIds, plan };
}

/** What cancelling the chosen bills would do now. @throws DomainError NOT_FOUND */
export async function planCancel(platform: Platform, scope: OrgScope, bills: ChosenBills): Promise<CancelPlan> {
  return (await judged(platform, scope, bills)).plan;
}

/**
 * Few at once, many in the background. One that cannot be carried on for the moment (the provider is away) goes on by
 * itself as well: the answer says that it runs.
 */
async function carryOn(platform: Platform, scope: OrgScope, { _id: jobId, total }: CancelJobDocument): Promise<CancelJobView> {
  if (total > mostCancelledAtOnce) await platform.wakeJob(cancelJobName, { orgId: scope.orgId, jobId });
  else
    await workOnCancelJob(platform, scope, jobId).catch((err: unknown) =>
      platform.log.warn({ err, jobId }, 'bills could not be cancelled at once and are later'),
    );
  return cancelJob(platform, scope, jobId);
}

/** Settles which bills, and keeps that. @throws DomainError NOT_FOUND, CANCEL_PLAN_STALE */
async function newJob(platform: Platform, actor: UserActor, input: Input, requestHash: string): Promise<CancelJobDocument> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { billIds, plan } = await judged(platform, scope, input.bills);
  if (plan.count !== input.expected.count || plan.amount !== input.expected.amount) throw new DomainError('CANCEL_PLAN_STALE');
  const jobId = newCancelJobId();
  const madeAt = platform.clock.realNow();
  const rows = partsOf(billIds).map((ids, part) => ({
    _id: `${jobId}:${part}`,
    orgId: scope.orgId,
    jobId,
    part,
    billIds: ids,
    kept: null,
    madeAt,
  }));
  const job: CancelJobDocument = {
    _id: jobId,
    orgId: scope.orgId,
    requestKey: input.idempotencyKey,
    requestHash,
    reason: input.reason,
    userId: actor.userId,
    userName: actor.name,
    state: 'running',
    total: billIds.length,
    done: 0,
    cancelled: 0,
    amount: 0,
    kept: 0,
    parts: rows.length,
    part: 0,
    createdAt: platform.clock.now(),
    finishedAt: null,
    madeAt,
    leaseUntil: null,
    leaseToken: 0,
  };
  await insertCancelParts(db, scope, rows);
  const note = {
    action: 'bill.cancel_many',
    subjectKind: 'cancelJob',
    subjectId: jobId,
    subjectName: `${plan.count}件`,
    fields: ['status', 'cancelReason'],
  } as const;
  await inTransaction(platform.databases.client, async (session) => {
    await cancelJobs.insert(db, scope, job, session);
    await recordAudit(platform, scope, actor, note, session);
  });
  return job;
}

/**
 * 請求取消 of many: which bills is settled here and never again; what has money on it or under way when its turn comes
 * stays and is named (BIL-08, BIL-10).
 * @throws DomainError NOT_FOUND, CANCEL_PLAN_STALE when it would be other bills than confirmed, IDEMPOTENCY_MISMATCH
 */
export async function startCancel(platform: Platform, actor: UserActor, input: Input): Promise<CancelJobView> {
  const { scope } = actor;
  const db = platform.databases.server;
  const requestHash = requestHashOf(input);
  const { job, isNew } = await madeOnce(requestHash, {
    find: () => cancelJobs.byKey(db, scope, input.idempotencyKey),
    make: () => newJob(platform, actor, input, requestHash),
  });
  return isNew ? carryOn(platform, scope, job) : cancelJobView(job);
}

/** @throws DomainError NOT_FOUND */
export async function cancelJob(platform: Platform, scope: OrgScope, jobId: CancelJobId): Promise<CancelJobView> {
  return cancelJobView(await cancelJobs.get(platform.databases.server, scope, jobId));
}

/** The newest first; they are kept for ninety days. */
export async function newestCancelJobs(platform: Platform, scope: OrgScope): Promise<{ jobs: CancelJobView[] }> {
  return { jobs: (await cancelJobs.newest(platform.databases.server, scope, mostListed)).map(cancelJobView) };
}

/** What became of each bill, some at a time. @throws DomainError NOT_FOUND */
export async function cancelJobRows(
  platform: Platform,
  scope: OrgScope,
  { cancelJobId, show, from }: z.output<typeof CancelJobRowsInput>,
): Promise<{ rows: CancelJobRow[]; isLast: boolean }> {
  const db = platform.databases.server;
  await cancelJobs.get(db, scope, cancelJobId);
  let passed = 0;
  const places: Outcome[] = [];
  for await (const part of cancelParts(db, scope, cancelJobId)) {
    // One more than is shown says that there is more.
    if (part.kept === null || places.length > cancelRowsAtOnce) break;
    const outcomes = outcomesOf(part, show);
    places.push(...outcomes.slice(Math.max(0, from - passed)));
    passed += outcomes.length;
  }
  const shown = places.slice(0, cancelRowsAtOnce);
  const found = await findBills(
    db,
    scope,
    shown.map(({ billId }) => billId),
  );
  const bills = new Map(found.map((bill) => [bill._id, bill]));
  return {
    rows: shown.flatMap(({ billId, reason }) => {
      const bill = bills.get(billId);
      if (!bill) return [];
      const { billNumber, billName, memberName, amount } = bill;
      return [{ billId, billNumber, billName, memberName, amount, reason }];
    }),
    isLast: places.length <= cancelRowsAtOnce,
  };
}
