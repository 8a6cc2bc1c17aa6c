import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, BillingRunId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import { freeAt, isFree } from '../../platform/leased-jobs.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import {
  type BillingRunDocument,
  type PlanRowDocument,
  type RunCancellation,
  billingRunCollection,
  planRowCollection,
} from './billing-run.model.ts';

export type { BillingRunDocument, ExclusionReasonCode, PlanRowDocument, RunCancellation } from './billing-run.model.ts';

const runs = (db: Db, scope: OrgScope) => tenantCollection<BillingRunDocument>(db, scope, billingRunCollection);
const rows = (db: Db, scope: OrgScope) => tenantCollection<PlanRowDocument>(db, scope, planRowCollection);

export async function getRun(db: Db, scope: OrgScope, runId: BillingRunId, session?: ClientSession): Promise<BillingRunDocument> {
  const run = await runs(db, scope).findOne({ _id: runId }, session);
  if (!run) throw new DomainError('NOT_FOUND');
  return run;
}

export function listRuns(db: Db, scope: OrgScope): Promise<BillingRunDocument[]> {
  return runs(db, scope)
    .find({ state: { $ne: 'discarded' } })
    .sort({ plannedAt: -1 })
    .limit(100)
    .toArray();
}

export function insertRun(db: Db, scope: OrgScope, run: BillingRunDocument, session: ClientSession): Promise<void> {
  return runs(db, scope).insert([run], { session });
}

/** A conditional move of a run; null when it was not in that state any more. @throws DomainError RUN_ACTIVE */
export async function moveRun(
  db: Db,
  scope: OrgScope,
  runId: BillingRunId,
  from: Filter<BillingRunDocument>,
  change: Partial<BillingRunDocument> & InnerChange,
  session?: ClientSession,
): Promise<BillingRunDocument | null> {
  try {
    return await runs(db, scope).findOneAndUpdate({ ...from, _id: runId }, { $set: change } as UpdateFilter<BillingRunDocument>, session);
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('RUN_ACTIVE');
    throw error;
  }
}

/**
 * Takes a run away from whoever works on it: the next report of that worker fails, and it stops. What it wrote meanwhile is
 * recognised when the work is carried on.
 */
export async function interruptRun(
  db: Db,
  scope: OrgScope,
  run: Pick<BillingRunDocument, '_id' | 'leaseToken'>,
  change: Partial<BillingRunDocument> & InnerChange,
  session: ClientSession,
): Promise<boolean> {
  const result = await runs(db, scope).updateOne(
    { _id: run._id, leaseToken: run.leaseToken },
    { $set: { ...change, leaseUntil: null }, $inc: { leaseToken: 1 } } as UpdateFilter<BillingRunDocument>,
    session,
  );
  return result.modifiedCount === 1;
}

/** Whether another run of the item is under way, as seen by a transaction that holds the item. */
export async function hasActiveRun(
  db: Db,
  scope: OrgScope,
  itemId: BillingRunDocument['billingItemId'],
  session: ClientSession,
): Promise<boolean> {
  return (await runs(db, scope).findOne({ billingItemId: itemId, active: true }, session)) !== null;
}

/** What is being carried out now. */
export function activeRuns(db: Db, scope: OrgScope, session: ClientSession): Promise<BillingRunDocument[]> {
  return runs(db, scope).find({ active: true }, { session }).toArray();
}

/** Takes the work of a run for `leaseMs`; null while another process has it. */
export function claimRun(db: Db, scope: OrgScope, runId: BillingRunId, realNow: Date, leaseMs: number): Promise<BillingRunDocument | null> {
  return runs(db, scope).findOneAndUpdate({ _id: runId, ...freeAt(realNow) } as Filter<BillingRunDocument>, {
    $set: { leaseUntil: new Date(realNow.getTime() + leaseMs) },
    $inc: { leaseToken: 1 },
  });
}

interface InnerChange {
  readonly 'confirmation.state'?: BillingRunDocument['confirmation']['state'];
  readonly 'confirmation.total'?: number;
  readonly 'cancellation.state'?: RunCancellation['state'];
  readonly 'cancellation.kept'?: number;
}

/** Writes progress; false when the lease was lost: the writer must stop. */
export async function reportProgress(
  db: Db,
  scope: OrgScope,
  run: Pick<BillingRunDocument, '_id' | 'leaseToken'>,
  change: Partial<BillingRunDocument> & InnerChange,
  counts: { done?: number; failed?: number; confirmed?: number; cancelled?: number } = {},
  session?: ClientSession,
): Promise<boolean> {
  const result = await runs(db, scope).updateOne(
    { _id: run._id, leaseToken: run.leaseToken },
    {
      $set: change,
      $inc: {
        done: counts.done ?? 0,
        failed: counts.failed ?? 0,
        'confirmation.done': counts.confirmed ?? 0,
        ...(counts.cancelled === undefined ? {} : { 'cancellation.done': counts.cancelled }),
      },
    } as UpdateFilter<BillingRunDocument>,
    session,
  );
  return result.matchedCount === 1;
}

/**
 * Runs with work to do that nobody holds, whatever became of the process that had them. For the sweep, which is platform
 * work; the bound on the organisation lets the partial indexes serve.
 */
export async function abandonedRuns(
  db: Db,
  realNow: Date,
): Promise<Pick<BillingRunDocument, '_id' | 'orgId' | 'active' | 'state' | 'cancellation' | 'renaming'>[]> {
  const runsOfAll = db.collection<BillingRunDocument>(billingRunCollection);
  const found = [];
  const processing = 'processing' as const;
  const states = [{ active: true }, { 'confirmation.state': processing }, { 'cancellation.state': processing }, { renaming: true }];
  for (const unfinished of states)
    found.push(
      ...(await runsOfAll
        .find(
          { orgId: { $gt: '' as OrgId }, ...unfinished },
          { projection: { _id: 1, orgId: 1, active: 1, state: 1, cancellation: 1, renaming: 1, leaseUntil: 1 } },
        )
        .limit(1000)
        .toArray()),
    );
  return found.filter((run) => (run.state !== 'paused' || run.renaming) && isFree(run, realNow));
}

export function insertPlanRows(db: Db, scope: OrgScope, batch: readonly PlanRowDocument[]): Promise<void> {
  return rows(db, scope).insert(batch, { ordered: false });
}

/** What a bill is made of. */
export type WorkRow = Pick<
  PlanRowDocument,
  | 'orgId'
  | 'billId'
  | 'billNumber'
  | 'memberId'
  | 'memberNumber'
  | 'name'
  | 'kana'
  | 'membershipTypeName'
  | 'amount'
  | 'parts'
  | 'taxCategory'
  | 'oneTimeAdjustmentIds'
>;

const workFields = {
  _id: 0,
  orgId: 1,
  billId: 1,
  billNumber: 1,
  memberId: 1,
  memberNumber: 1,
  name: 1,
  kana: 1,
  membershipTypeName: 1,
  amount: 1,
  parts: 1,
  taxCategory: 1,
  oneTimeAdjustmentIds: 1,
} as const;

/** The next included rows; both ends of the range are bounded, so that the read costs what it returns. */
export function workRows(db: Db, scope: OrgScope, runId: BillingRunId, after: number, size: number): Promise<WorkRow[]> {
  return rows(db, scope)
    .find({ runId, place: { $gt: after, $lte: after + size } }, { projection: workFields, batchSize: size + 1 })
    .toArray();
}

/** One row of a plan, counted from 1 over all of it. */
export function planRowAt(
  db: Db,
  scope: OrgScope,
  runId: BillingRunId,
  seq: number,
  session: ClientSession,
): Promise<Pick<PlanRowDocument, 'memberId'> | null> {
  return rows(db, scope).findOne({ runId, seq }, session);
}

/** Whom rows of a plan are about, in its order, from one until another, which is not among them. */
export function planRowsBetween(
  db: Db,
  scope: OrgScope,
  runId: BillingRunId,
  from: number,
  until: number,
  session: ClientSession,
): Promise<Pick<PlanRowDocument, 'memberId' | 'place'>[]> {
  return rows(db, scope)
    .find({ runId, seq: { $gte: from, $lt: until } }, { projection: { memberId: 1, place: 1 }, session })
    .sort({ seq: 1 })
    .toArray();
}

export async function markRefused(
  db: Db,
  scope: OrgScope,
  runId: BillingRunId,
  billIds: readonly BillId[],
  failure: string,
): Promise<void> {
  if (billIds.length > 0) await rows(db, scope).updateMany({ runId, billId: { $in: [...billIds] } }, { $set: { failure } });
}

export function pageOfPlanRows(
  db: Db,
  scope: OrgScope,
  runId: BillingRunId,
  filter: Filter<PlanRowDocument>,
  after: number | null,
  descending: boolean,
  size: number,
): Promise<PlanRowDocument[]> {
  const bound = after === null ? {} : { seq: descending ? { $lt: after } : { $gt: after } };
  return rows(db, scope)
    .find({ ...filter, runId, ...bound } as Filter<PlanRowDocument>)
    .sort({ seq: descending ? -1 : 1 })
    .limit(size + 1)
    .toArray();
}

export function countPlanRows(db: Db, scope: OrgScope, runId: BillingRunId, filter: Filter<PlanRowDocument>): Promise<number> {
  return rows(db, scope).count({ ...filter, runId } as Filter<PlanRowDocument>, 1_000_000);
}

export async function deletePlanRows(db: Db, scope: OrgScope, runId: BillingRunId): Promise<void> {
  await rows(db, scope).deleteMany({ runId });
}
