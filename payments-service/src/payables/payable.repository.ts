import { isDeepStrictEqual } from 'node:util';
import type { Payable } from '@tsudoi/shared/queue/billing.messages';
import type { BillId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db, Document, Filter } from 'mongodb';
import type * as z from 'zod';
import { payableKeys } from './payable-keys.rules.ts';

/** An open bill as this service sees it, so that it can reconcile without asking. */
export interface PayableDocument {
  _id: BillId;
  orgId: OrgId;
  memberId: MemberId;
  memberNumber: string;
  memberKana: string;
  amount: Yen;
  dueOn: JstDate;
  state: 'open' | 'closed';
  payRef?: string;
  /** By which it is found as well. */
  formerNumbers?: string[];
  /** What a remitter's line can name it by; none once it is closed. */
  keys?: string[];
  /** Of the change that was taken last; absent: as it was opened. */
  revision?: number;
  /** How many charges have been opened for it: two that are opened at once meet here. */
  charges?: number;
}

/** A payable as a bank deposit finds it. */
export type SoughtPayable = Pick<PayableDocument, '_id' | 'memberId' | 'memberNumber' | 'formerNumbers' | 'amount' | 'keys'>;

function collection(db: Db): Collection<PayableDocument> {
  return db.collection<PayableDocument>('payables');
}

/** Idempotent: a payable that is known keeps its state, a closed one is never opened again by a late message. */
export async function openPayables(db: Db, scope: OrgScope, payables: readonly z.output<typeof Payable>[]): Promise<void> {
  const known = await collection(db)
    .find({ orgId: scope.orgId, _id: { $in: payables.map((payable) => payable.payableId) } }, { projection: { _id: 1, state: 1 } })
    .toArray();
  const knownIds = new Set<string>(known.map((row) => row._id));
  const rows = payables
    .filter((payable) => !knownIds.has(payable.payableId))
    .map(({ payableId, ...payable }): PayableDocument => ({
      _id: payableId,
      orgId: scope.orgId,
      ...payable,
      keys: payableKeys(payable),
      state: 'open',
    }));
  if (rows.length > 0) await collection(db).insertMany(rows, { ordered: false });
}

/**
 * Brings a payable to what the bill asks for and says of its member now, once and in the order of the bill's revisions. One that
 * is not known yet is kept as this says: the `opened` that is still on its way then finds it and changes nothing.
 */
export async function changePayable(
  db: Db,
  scope: OrgScope,
  { payableId, ...payable }: z.output<typeof Payable>,
  revision: number,
): Promise<void> {
  const known = await collection(db).findOne({ orgId: scope.orgId, _id: payableId });
  if (!known)
    await collection(db).insertOne({
      _id: payableId,
      orgId: scope.orgId,
      ...payable,
      keys: payableKeys(payable),
      state: 'open',
      revision,
    });
  else if ((known.revision ?? 0) < revision) {
    // What an older message leaves out, and its day, stay as they are.
    const { dueOn: _asOpened, ...told } = payable;
    const keys = known.state === 'closed' ? [] : payableKeys({ ...known, ...told });
    await collection(db).updateOne({ orgId: scope.orgId, _id: payableId }, { $set: { ...told, keys, revision } });
  }
}

/**
 * False while one of them is not known yet: an `opened` that is being tried again may come after its `closed`, and must
 * not leave a cancelled bill open. The caller has the message brought again.
 */
export async function closePayables(db: Db, scope: OrgScope, payableIds: readonly BillId[]): Promise<boolean> {
  const ids = [...new Set(payableIds)];
  const result = await collection(db).updateMany({ orgId: scope.orgId, _id: { $in: ids } }, { $set: { state: 'closed', keys: [] } });
  return result.matchedCount === ids.length;
}

export function findPayables(db: Db, scope: OrgScope, payableIds: readonly BillId[]): Promise<PayableDocument[]> {
  return collection(db)
    .find({ orgId: scope.orgId, _id: { $in: [...payableIds] } })
    .toArray();
}

/**
 * For whoever opens a charge, in its transaction: false when another one was opened since these were read. By id alone, since
 * with more beside it the embedded engine reads them all (docs/decisions/0023).
 */
export async function takeTurn(db: Db, scope: OrgScope, read: readonly PayableDocument[], session: ClientSession): Promise<boolean> {
  for (const { _id, charges = 0 } of read) {
    const before = await collection(db).findOneAndUpdate({ orgId: scope.orgId, _id }, { $inc: { charges: 1 } }, { session });
    if ((before?.charges ?? 0) !== charges) return false;
  }
  return true;
}

/** Whether nobody has opened a charge for any of them since these were read. */
export async function isStillTurn(db: Db, scope: OrgScope, read: readonly PayableDocument[]): Promise<boolean> {
  const ids = read.map(({ _id }) => _id);
  const now = new Map((await findPayables(db, scope, ids)).map(({ _id, charges = 0 }) => [_id, charges]));
  return read.every(({ _id, charges = 0 }) => now.get(_id) === charges);
}

/** Whatever one of the keys names, at most a thousand keys' worth at once; one round trip however many bills there are. */
export function payablesByKeys(db: Db, scope: OrgScope, keys: readonly string[]): Promise<SoughtPayable[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return collection(db)
    .find<SoughtPayable>(
      { orgId: scope.orgId, keys: { $in: [...keys] } },
      { projection: { _id: 1, memberId: 1, memberNumber: 1, formerNumbers: 1, amount: 1, keys: 1 }, batchSize: 20_000 },
    )
    .toArray();
}

/** What else is named by whatever one of the keys names, a bill at a time; as many keys at once as above. */
export async function keysOfPayables(db: Db, scope: OrgScope, keys: readonly string[]): Promise<string[][]> {
  if (keys.length === 0) return [];
  const rows = await collection(db)
    .find<Pick<PayableDocument, 'keys'>>(
      { orgId: scope.orgId, keys: { $in: [...keys] } },
      { projection: { _id: 0, keys: 1 }, batchSize: 20_000 },
    )
    .toArray();
  return rows.map(({ keys: own = [] }) => own);
}

/** Empties the readings of an organisation's members; how many there were. Sums, numbers and states stay. */
export async function forgetNames(db: Db, scope: OrgScope): Promise<number> {
  const { modifiedCount } = await collection(db).updateMany(
    { orgId: scope.orgId, memberKana: { $ne: '' } },
    { $set: { memberKana: '', keys: [] } },
  );
  return modifiedCount;
}

export async function createPayableIndexes(db: Db): Promise<void> {
  await collection(db).createIndexes([{ key: { orgId: 1, state: 1, dueOn: 1 }, name: 'org_open' }]);
}

/** Gives the payables of before their keys, and the index that deposits are matched by. */
export async function createPayableKeys(db: Db): Promise<void> {
  await writeKeys(db, { state: 'open', keys: { $exists: false } });
  await collection(db).createIndexes([{ key: { orgId: 1, keys: 1 }, name: 'org_keys' }]);
}

/** Makes the keys of open payables anew, by the forms of names that are known now. Those of organisations that are gone stay without. */
export const renewPayableKeys = (db: Db): Promise<void> => writeKeys(db, { state: 'open', 'keys.0': { $exists: true } });

/**
 * Gives a payable the keys of what was read of it; null where it has them. One that was changed, closed or forgotten since has its own,
 * or none, already. That is asked in the update: with more than its id in the filter the embedded engine reads all rows for each
 * (docs/decisions/0008).
 */
export function keyUpdateOf(row: PayableDocument): { readonly filter: Filter<PayableDocument>; readonly update: Document[] } | null {
  const keys = payableKeys(row);
  if (isDeepStrictEqual(keys, row.keys)) return null;
  const asRead = [
    { $eq: ['$state', 'open'] },
    { $eq: ['$memberKana', { $literal: row.memberKana }] },
    { $eq: [{ $ifNull: ['$revision', 0] }, row.revision ?? 0] },
  ];
  const update = [{ $set: { keys: { $cond: [{ $and: asRead }, { $literal: keys }, '$keys'] } } }];
  return { filter: { orgId: row.orgId, _id: row._id }, update };
}

async function writeKeys(db: Db, which: Filter<PayableDocument>): Promise<void> {
  let updates: { updateOne: { filter: Filter<PayableDocument>; update: Document[] } }[] = [];
  const write = async () => {
    if (updates.length > 0) await collection(db).bulkWrite(updates, { ordered: false });
    updates = [];
  };
  for await (const row of collection(db).find(which)) {
    const updateOne = keyUpdateOf(row);
    if (updateOne === null) continue;
    updates.push({ updateOne });
    if (updates.length === 1000) await write();
  }
  await write();
}
