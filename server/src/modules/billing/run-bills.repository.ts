import { type BillStatus, billStatuses } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId, BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import { batchesOf } from '../../platform/list-file.ts';
import { wordingUnder } from './bill-name.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';

const cancellable = ['draft', 'unpaid', 'not_required'] as const satisfies readonly BillStatus[];
const isCancellable = ({ status }: Pick<BillDocument, 'status'>): boolean => cancellable.some((one) => one === status);
const cancellableOwn = (runId: BillingRunId): Filter<BillDocument> => ({ runId, status: { $in: [...cancellable] } });
const most = 10_000_000;

/** Bills of a run, then those made anew in their place, that nothing has been paid on, as far as their state tells. */
export async function cancellableOfRun(db: Db, scope: OrgScope, runId: BillingRunId, limit: number): Promise<BillId[]> {
  const own = await billsOf(db, scope)
    .find(cancellableOwn(runId), { projection: { _id: 1, orgId: 1 } })
    .limit(limit)
    .toArray();
  const anew = own.length < limit ? (await livingAnew(db, scope, runId)).filter(isCancellable) : [];
  return [...own, ...anew].slice(0, limit).map(({ _id }) => _id);
}

export async function countCancellableOfRun(db: Db, scope: OrgScope, runId: BillingRunId): Promise<number> {
  const own = await billsOf(db, scope).count(cancellableOwn(runId), most);
  return own + (await livingAnew(db, scope, runId)).filter(isCancellable).length;
}

/** Those that a cancellation of the whole run left standing, once it is through. */
export async function countLivingOfRun(db: Db, scope: OrgScope, runId: BillingRunId): Promise<number> {
  const own = await billsOf(db, scope).count({ runId, live: true }, most);
  return own + (await livingAnew(db, scope, runId)).length;
}

const judgedFields = { _id: 0, orgId: 1, amount: 1, allocated: 1, confirmedAt: 1, cancelledAt: 1, charges: 1 } as const;
type JudgedBill = Pick<BillDocument, 'amount' | 'allocated' | 'confirmedAt' | 'cancelledAt' | 'charges'>;

/** What tells whether they may be cancelled, of all that a run asks for: its bills, then those made anew in their place. */
export async function* judgedOfRun(db: Db, scope: OrgScope, runId: BillingRunId): AsyncGenerator<readonly JudgedBill[]> {
  const found = (filter: Filter<BillDocument>) =>
    batchesOf<JudgedBill>(billsOf(db, scope).find(filter, { raw: true, projection: judgedFields, batchSize: 1000 }));
  for (const status of billStatuses) if (status !== 'cancelled') yield* found({ runId, status });
  const anew = await livingAnew(db, scope, runId);
  if (anew.length > 0) yield* found({ _id: { $in: anew.map(({ _id }) => _id) } });
}

const namedFields = {
  orgId: 1,
  billName: 1,
  itemId: 1,
  fiscalYear: 1,
  proviso: 1,
  lines: 1,
  parts: 1,
  status: 1,
  live: 1,
  version: 1,
} as const;
type NamedBill = Pick<BillDocument, '_id' | keyof typeof namedFields>;

/**
 * Bills of a run, then those made anew in their place, that stand under another name, cancelled ones aside: those are
 * read-only for ever.
 */
export async function namedOtherwise(db: Db, scope: OrgScope, runId: BillingRunId, billName: string, limit: number): Promise<NamedBill[]> {
  const filter = { runId, live: true, billName: { $ne: billName } };
  const own = await billsOf(db, scope).find(filter, { projection: namedFields }).limit(limit).toArray();
  if (own.length > 0) return own;
  const anew = await livingAnew(db, scope, runId);
  return anew.filter((bill) => bill.billName !== billName).slice(0, limit);
}

/** Gives them the name and what they say of themselves under it; one that somebody else wrote meanwhile is found again. */
export async function giveName(
  db: Db,
  scope: OrgScope,
  bills: readonly NamedBill[],
  billName: string,
  session: ClientSession,
): Promise<void> {
  // Most bills of a run say the same and share one update; only those that itemise their name are written one by one.
  const alike = new Map<string, BillId[]>();
  const updates: { filter: Filter<BillDocument>; update: UpdateFilter<BillDocument> }[] = [];
  for (const bill of bills) {
    const { proviso, ...labels } = wordingUnder(bill, billName);
    const filter = { _id: bill._id, live: true, version: bill.version };
    if (labels.lines) updates.push({ filter, update: { $set: { billName, proviso, ...labels }, $inc: { version: 1 } } });
    else alike.set(proviso, [...(alike.get(proviso) ?? []), bill._id]);
  }
  for (const [proviso, ids] of alike)
    updates.push({ filter: { _id: { $in: ids }, live: true }, update: { $set: { billName, proviso }, $inc: { version: 1 } } });
  await billsOf(db, scope).updateInTurn(updates, session);
}

/** Bills made anew in place of a run's. They are few: what their index does not know is looked at here (docs/decisions/0008). */
async function livingAnew(db: Db, scope: OrgScope, runId: BillingRunId): Promise<NamedBill[]> {
  const anew = await billsOf(db, scope).find({ ofRunId: runId }, { projection: namedFields }).toArray();
  return anew.filter((bill) => bill.live);
}

const cancelledOfRun = (runId: BillingRunId): Filter<BillDocument> => ({ runId, status: 'cancelled' });

/**
 * What a run asks for, in the order of the ids, by these alone: its bills that are not cancelled, and those made anew in their
 * place. One look each, and batches of them are found by id.
 */
export async function billIdsOfRun(db: Db, scope: OrgScope, runId: BillingRunId): Promise<BillId[]> {
  const idsOf = async (filter: Filter<BillDocument>) =>
    (
      await billsOf(db, scope)
        .find(filter, { projection: { orgId: 1, _id: 1 }, batchSize: 10_000 })
        .toArray()
    ).map(({ _id }) => _id);
  const cancelled = new Set(await idsOf(cancelledOfRun(runId)));
  const own = (await idsOf({ runId })).filter((billId) => !cancelled.has(billId));
  return [...own, ...(await livingAnew(db, scope, runId)).map(({ _id }) => _id)].toSorted();
}

export async function countBillsOfRun(db: Db, scope: OrgScope, runId: BillingRunId): Promise<number> {
  const own = (await billsOf(db, scope).count({ runId }, most)) - (await billsOf(db, scope).count(cancelledOfRun(runId), most));
  return own + (await livingAnew(db, scope, runId)).length;
}
