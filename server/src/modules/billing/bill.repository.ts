import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, BillingItemId, BillingRunId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear, JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import { duplicatesOf } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { BulkWriteOptions, ClientSession, Db, Filter } from 'mongodb';
import { batchesOf } from '../../platform/list-file.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { payableStatuses } from './bill-status.rules.ts';
import { type BillDocument, billCollection } from './bill.model.ts';

export { billCollection } from './bill.model.ts';
export type { BillDocument, ChargeNote, PayLinkNote } from './bill.model.ts';

export const billsOf = (db: Db, scope: OrgScope) => tenantCollection<BillDocument>(db, scope, billCollection);

/** @throws DomainError NOT_FOUND, also for another organisation's bill. */
export async function getBill(db: Db, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<BillDocument> {
  const bill = await billsOf(db, scope).findOne({ _id: billId }, session);
  if (!bill) throw new DomainError('NOT_FOUND');
  return bill;
}

export function findBills(db: Db, scope: OrgScope, billIds: readonly BillId[], session?: ClientSession): Promise<BillDocument[]> {
  if (billIds.length === 0) return Promise.resolve([]);
  return billsOf(db, scope)
    .find({ _id: { $in: [...billIds] } }, session ? { session } : {})
    .toArray();
}

/** What bills are called. */
export async function billNames(db: Db, scope: OrgScope, billIds: readonly BillId[]): Promise<ReadonlyMap<BillId, string>> {
  if (billIds.length === 0) return new Map();
  const rows = await billsOf(db, scope)
    .find({ _id: { $in: [...billIds] } }, { projection: { billName: 1 }, batchSize: 5000 })
    .toArray();
  return new Map(rows.map(({ _id, billName }) => [_id, billName]));
}

export function billOfRequest(db: Db, scope: OrgScope, requestKey: string, session?: ClientSession): Promise<BillDocument | null> {
  return billsOf(db, scope).findOne({ requestKey, category: 'adhoc' }, session);
}

/**
 * Confirmed bills of a member, newest fiscal year first; drafts do not exist for members (BIL-04). Drafts are left out
 * here and not by the filter: it would be more than the index knows, and My Page would read the organisation's bills
 * (docs/decisions/0008).
 */
export async function visibleBillsOfMember(db: Db, scope: OrgScope, memberId: MemberId): Promise<BillDocument[]> {
  const bills = await billsOf(db, scope).find({ memberId }).sort({ fiscalYear: -1, _id: -1 }).limit(500).toArray();
  return bills.filter((bill) => bill.status !== 'draft' && bill.confirmedAt !== null);
}

/** The member's live bill of an item and year, drafts too. Chosen here: no index knows all of it but the unique one of annual bills. */
export async function liveBillOf(
  db: Db,
  scope: OrgScope,
  memberId: MemberId,
  itemId: BillingItemId,
  fiscalYear: FiscalYear,
  session?: ClientSession,
): Promise<BillDocument | null> {
  const bills = await billsOf(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
  return bills.find((bill) => bill.live && bill.itemId === itemId && bill.fiscalYear === fiscalYear) ?? null;
}

/** The live bill that renews a term, or null. Chosen here like the one above. */
export async function liveBillOfRenewal(
  db: Db,
  scope: OrgScope,
  memberId: MemberId,
  renewalId: string,
  session?: ClientSession,
): Promise<BillDocument | null> {
  const bills = await billsOf(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
  return bills.find((bill) => bill.live && bill.renewalId === renewalId) ?? null;
}

/** Live bills of one item and year, or of one month of it: member → amount. */
export async function liveAmounts(
  db: Db,
  scope: OrgScope,
  itemId: BillingItemId,
  time: { readonly fiscalYear: FiscalYear; readonly allocationStartMonth?: JstMonth },
): Promise<Map<MemberId, number>> {
  const amounts = new Map<MemberId, number>();
  const cursor = billsOf(db, scope).find(
    { itemId, ...time, live: true },
    { projection: { _id: 0, memberId: 1, amount: 1 }, batchSize: 5000 },
  );
  for await (const row of cursor) amounts.set(row.memberId, row.amount);
  return amounts;
}

/** A cancelled bill frees (member, item, fiscal year) for a new one. @throws DomainError CONFLICT when somebody was faster. */
export async function retireBill(
  db: Db,
  scope: OrgScope,
  bill: BillDocument,
  change: Partial<BillDocument>,
  session: ClientSession,
): Promise<BillDocument> {
  const retired: BillDocument = { ...bill, ...change, live: false, version: bill.version + 1 };
  if (!(await billsOf(db, scope).rewrite({ _id: bill._id, version: bill.version }, retired, session))) throw new DomainError('CONFLICT');
  return retired;
}

export async function saveBills(
  db: Db,
  scope: OrgScope,
  changes: readonly { bill: BillDocument; change: Partial<BillDocument> }[],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return;
  const result = await billsOf(db, scope).updateEach(
    changes.map(({ bill, change }) => ({
      filter: { _id: bill._id, version: bill.version },
      update: { $set: change, $inc: { version: 1 } },
    })),
    session,
  );
  if (result?.matchedCount !== changes.length) throw new DomainError('CONFLICT');
}

/** What of two writers in two transactions only one may do at a time; the bill itself stays as it is, and so does its version. */
export async function touchBills(db: Db, scope: OrgScope, billIds: readonly BillId[], session: ClientSession): Promise<void> {
  await billsOf(db, scope).updateEach(
    billIds.map((_id) => ({ filter: { _id }, update: { $inc: { papers: 1 } } })),
    session,
  );
}

/** Bills that ask for money and fall due within these days, both included. */
export async function billsDueBetween(db: Db, scope: OrgScope, from: JstDate, to: JstDate): Promise<BillDocument[]> {
  return billsOf(db, scope)
    .find({ status: { $in: [...payableStatuses] }, dueOn: { $gte: from, $lte: to } })
    .toArray();
}

export interface BillPage {
  readonly filter: Filter<BillDocument>;
  readonly sort: 'dueOn' | '_id';
  readonly descending: boolean;
  readonly size: number;
  readonly after: { readonly key: string; readonly id: BillId } | null;
}

export async function pageOfBills(db: Db, scope: OrgScope, page: BillPage): Promise<BillDocument[]> {
  const direction = page.descending ? -1 : 1;
  const beyond = page.descending ? '$lt' : '$gt';
  const bound: Filter<BillDocument> =
    page.after === null
      ? {}
      : page.sort === '_id'
        ? { _id: { [beyond]: page.after.id } as Filter<BillDocument>['_id'] }
        : // The outer bound keeps the scan on one side of the index; the branches only break ties.
          ({
            dueOn: { [`${beyond}e`]: page.after.key },
            $or: [{ dueOn: { [beyond]: page.after.key } }, { dueOn: page.after.key, _id: { [beyond]: page.after.id } }],
          } as unknown as Filter<BillDocument>);
  return billsOf(db, scope)
    .find({ $and: [page.filter, bound] } as Filter<BillDocument>)
    .sort(page.sort === '_id' ? { _id: direction } : { dueOn: direction, _id: direction })
    .limit(page.size + 1)
    .toArray();
}

/** By their due days, some at a time, with these fields alone. */
export function streamBills<Field extends keyof BillDocument>(
  db: Db,
  scope: OrgScope,
  filter: Filter<BillDocument>,
  descending: boolean,
  fields: readonly Field[],
): AsyncGenerator<Pick<BillDocument, Field>[]> {
  const direction = descending ? -1 : 1;
  const projection = { _id: 0, ...Object.fromEntries(fields.map((field) => [field, 1])) };
  return batchesOf(billsOf(db, scope).find(filter, { raw: true, projection, sort: { dueOn: direction, _id: direction }, batchSize: 1000 }));
}

export function countBills(db: Db, scope: OrgScope, filter: Filter<BillDocument>, cap: number): Promise<number> {
  return billsOf(db, scope).count(filter, cap + 1);
}

/** Drafts of a run, oldest first. */
export function draftsOfRun(db: Db, scope: OrgScope, runId: BillingRunId, limit: number, session?: ClientSession): Promise<BillDocument[]> {
  return billsOf(db, scope)
    .find({ runId, status: 'draft' satisfies BillStatus }, session ? { session } : {})
    .limit(limit)
    .toArray();
}

/** How many drafts a run has now, their sum in yen, and how many of them ask for nothing. */
export async function sumOfDrafts(db: Db, scope: OrgScope, runId: BillingRunId): Promise<{ count: number; amount: number; zero: number }> {
  const status = 'draft' satisfies BillStatus;
  const [sum] = await billsOf(db, scope)
    .aggregate<{ count: number; amount: number; zero: number }>({ runId, status }, [
      {
        $group: {
          _id: null,
          count: { $sum: 1 },
          amount: { $sum: '$amount' },
          zero: { $sum: { $cond: [{ $eq: ['$amount', 0] }, 1, 0] } },
        },
      },
    ])
    .toArray();
  return { count: sum?.count ?? 0, amount: sum?.amount ?? 0, zero: sum?.zero ?? 0 };
}

export interface InsertOutcome {
  /** Rows that are there now, whoever wrote them. */
  readonly made: number;
  /** Rows refused because the member has a live bill of the item and year. */
  readonly refused: readonly BillId[];
}

/** One unordered insert of a batch; a row that is already there counts as made, so that a batch may be repeated. */
export async function insertBills(db: Db, scope: OrgScope, bills: readonly BillDocument[]): Promise<InsertOutcome> {
  const options: BulkWriteOptions = { ordered: false };
  try {
    await billsOf(db, scope).insert(bills, options);
    return { made: bills.length, refused: [] };
  } catch (error) {
    const ids = duplicatesOf(error).map((index) => bills[index]!._id);
    const present = new Set((await findBills(db, scope, ids)).map((bill) => bill._id));
    const refused = ids.filter((id) => !present.has(id));
    return { made: bills.length - refused.length, refused };
  }
}
