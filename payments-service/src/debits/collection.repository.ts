import type { DebitCollectionView, ResultCode } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { ChargeId, DebitCollectionId, DebitResultId, MandateId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db, MongoClient } from 'mongodb';

/** The debits of one month. Its list is gathered in parts, one for every message to the server. */
export interface CollectionDocument {
  _id: DebitCollectionId;
  orgId: OrgId;
  month: JstMonth;
  debitOn: JstDate;
  state: DebitCollectionView['state'];
  partCount: number;
  /** Those that were answered. */
  parts: number[];
  openedAt: Date;
  madeAt: Date | null;
  /** The file as it was made, packed and sealed: asked for again it is the same. */
  sealedFile: string | null;
  /** How many results have been taken; absent where none was. */
  resultCount?: number;
}

/** One debit: its charge and what the bank said of it. */
export interface DebitLineDocument {
  _id: ChargeId;
  orgId: OrgId;
  collectionId: DebitCollectionId;
  mandateId: MandateId;
  memberId: MemberId;
  customerNumber: string;
  amount: Yen;
  withdrawn: boolean;
  /** Given up without a result; absent where it was not. */
  dropped?: boolean;
  result: ResultCode | null;
  resultAt: Date | null;
  /** Of which of its list's results that is: none that came before is booked behind it. */
  resultNumber?: number;
}

export interface ResultRow {
  readonly line: number;
  readonly customerNumber: string;
  readonly amount: Yen;
  readonly code: ResultCode;
  /** Null: no charge of the collection answers to it. */
  readonly chargeId: ChargeId | null;
}

/** A result file that was taken: what it said, and how far it has been worked through. */
export interface DebitResultDocument {
  _id: DebitResultId;
  orgId: OrgId;
  collectionId: DebitCollectionId;
  fileHash: string;
  rows: ResultRow[];
  state: 'applying' | 'applied';
  takenAt: Date;
  /** The how manieth of its list; absent in those of before. */
  number?: number;
}

const collections = (db: Db): Collection<CollectionDocument> => db.collection<CollectionDocument>('debit_collections');
const lines = (db: Db): Collection<DebitLineDocument> => db.collection<DebitLineDocument>('debit_lines');
const results = (db: Db): Collection<DebitResultDocument> => db.collection<DebitResultDocument>('debit_results');

export function findCollection(db: Db, scope: OrgScope, collectionId: DebitCollectionId): Promise<CollectionDocument | null> {
  return collections(db).findOne({ orgId: scope.orgId, _id: collectionId });
}

export function collectionOfMonth(db: Db, scope: OrgScope, month: JstMonth): Promise<CollectionDocument | null> {
  return collections(db).findOne({ orgId: scope.orgId, month });
}

/** Newest month first. */
export function listCollections(db: Db, scope: OrgScope): Promise<CollectionDocument[]> {
  return collections(db).find({ orgId: scope.orgId }).sort({ month: -1 }).limit(60).toArray();
}

export async function insertCollection(db: Db, scope: OrgScope, collection: CollectionDocument, session: ClientSession): Promise<void> {
  await collections(db).insertOne({ ...collection, orgId: scope.orgId }, { session });
}

/** A part is answered; twice is once. */
export async function answerPart(db: Db, scope: OrgScope, collectionId: DebitCollectionId, part: number): Promise<void> {
  await collections(db).updateOne({ orgId: scope.orgId, _id: collectionId }, { $addToSet: { parts: part } });
}

export async function moveCollection(
  db: Db,
  scope: OrgScope,
  collectionId: DebitCollectionId,
  from: readonly CollectionDocument['state'][],
  changes: Partial<CollectionDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await collections(db).updateOne(
    { orgId: scope.orgId, _id: collectionId, state: { $in: [...from] } },
    { $set: changes },
    session ? { session } : {},
  );
  return matchedCount === 1;
}

export function findLine(db: Db, scope: OrgScope, chargeId: ChargeId): Promise<DebitLineDocument | null> {
  return lines(db).findOne({ orgId: scope.orgId, _id: chargeId });
}

export async function insertLine(db: Db, scope: OrgScope, line: DebitLineDocument, session: ClientSession): Promise<void> {
  await lines(db).insertOne({ ...line, orgId: scope.orgId }, { session });
}

export function linesOf(db: Db, scope: OrgScope, collectionIds: readonly DebitCollectionId[]): Promise<DebitLineDocument[]> {
  return lines(db)
    .find({ orgId: scope.orgId, collectionId: { $in: [...collectionIds] } })
    .toArray();
}

export async function withdrawLines(db: Db, scope: OrgScope, chargeIds: readonly ChargeId[]): Promise<void> {
  await lines(db).updateMany({ orgId: scope.orgId, _id: { $in: [...chargeIds] } }, { $set: { withdrawn: true } });
}

/** Given up: no bank is waited for any more. Five hundred at most are one write. */
export async function markDropped(db: Db, scope: OrgScope, chargeIds: readonly ChargeId[]): Promise<void> {
  for (let from = 0; from < chargeIds.length; from += 500)
    await lines(db).updateMany({ orgId: scope.orgId, _id: { $in: chargeIds.slice(from, from + 500) } }, { $set: { dropped: true } });
}

/** The same code for many at once, so that a batch is few round trips. */
export async function setResults(
  db: Db,
  scope: OrgScope,
  chargeIds: readonly ChargeId[],
  said: Required<Pick<DebitLineDocument, 'result' | 'resultAt' | 'resultNumber'>>,
  session: ClientSession,
): Promise<void> {
  if (chargeIds.length > 0) await lines(db).updateMany({ orgId: scope.orgId, _id: { $in: [...chargeIds] } }, { $set: said }, { session });
}

/** Debits of which a later result than this one has been booked. */
export async function saidLater(
  db: Db,
  scope: OrgScope,
  chargeIds: readonly ChargeId[],
  { number = 0 }: Pick<DebitResultDocument, 'number'>,
  session: ClientSession,
): Promise<ReadonlySet<ChargeId>> {
  const filter = { orgId: scope.orgId, _id: { $in: [...chargeIds] } };
  const found = chargeIds.length === 0 ? [] : await lines(db).find(filter, { session }).toArray();
  return new Set(found.flatMap(({ _id, resultNumber = 0 }) => (resultNumber > number ? [_id] : [])));
}

export function resultOfFile(db: Db, scope: OrgScope, fileHash: string): Promise<DebitResultDocument | null> {
  return results(db).findOne({ orgId: scope.orgId, fileHash });
}

/**
 * Takes a result, as the next one of its list; null while another one of the list is being worked through. Whoever takes one counts it
 * at the list, so that of two at the same moment one is first and the other looks again.
 * @throws MongoServerError (duplicate key) when the file was taken already
 */
export function takeResult(client: MongoClient, db: Db, scope: OrgScope, result: DebitResultDocument): Promise<DebitResultDocument | null> {
  const { orgId } = scope;
  const { collectionId } = result;
  return inTransaction(client, async (session) => {
    const under = results(db).find({ orgId, collectionId, state: 'applying' }, { session, projection: { state: 1 } });
    if ((await under.limit(1).toArray()).length > 0) return null;
    const counted = await collections(db).findOneAndUpdate(
      { orgId, _id: collectionId },
      { $inc: { resultCount: 1 } },
      { session, returnDocument: 'after', projection: { resultCount: 1 } },
    );
    const taken = { ...result, orgId, number: counted!.resultCount! };
    await results(db).insertOne(taken, { session });
    return taken;
  });
}

export async function finishResult(db: Db, scope: OrgScope, resultId: DebitResultId): Promise<void> {
  await results(db).updateOne({ orgId: scope.orgId, _id: resultId }, { $set: { state: 'applied' } });
}

/** Whether a result of this list is being worked through. */
export async function hasUnfinishedResult(db: Db, scope: OrgScope, collectionId: DebitCollectionId): Promise<boolean> {
  const found = await results(db).find({ orgId: scope.orgId, collectionId, state: 'applying' }).limit(1).toArray();
  return found.length > 0;
}

/** The order in which the bank's words came: later ones may correct those of before. */
const asTaken = { takenAt: 1, _id: 1 } as const;

/** What of a list is being worked through, the first that was taken first. */
export function unfinishedOf(db: Db, scope: OrgScope, collectionId: DebitCollectionId): Promise<DebitResultDocument[]> {
  return results(db).find({ orgId: scope.orgId, collectionId, state: 'applying' }).sort(asTaken).toArray();
}

/** Results, of whatever organisation, at which a process was killed, the first that was taken first. */
export function unfinishedResults(db: Db): Promise<DebitResultDocument[]> {
  return results(db).find({ state: 'applying' }).sort(asTaken).limit(50).toArray();
}

/** Lists, of whatever organisation, of which no file was made before a day. */
export function unsentCollections(db: Db, before: JstDate): Promise<CollectionDocument[]> {
  return collections(db)
    .find({ state: { $in: ['gathering', 'ready', 'making'] }, debitOn: { $lt: before } })
    .limit(50)
    .toArray();
}

/** Lists, of whatever organisation, that are being given up. */
export function droppingCollections(db: Db): Promise<CollectionDocument[]> {
  return collections(db).find({ state: 'dropping' }).limit(50).toArray();
}

export async function createDropIndexes(db: Db): Promise<void> {
  await collections(db).createIndexes([{ key: { state: 1, debitOn: 1 }, name: 'by_day' }]);
  await results(db).createIndexes([{ key: { orgId: 1, collectionId: 1, state: 1 }, name: 'org_collection' }]);
}

export async function createCollectionIndexes(db: Db): Promise<void> {
  await collections(db).createIndexes([
    { key: { orgId: 1, month: -1 }, name: 'one_a_month', unique: true },
    { key: { orgId: 1, _id: 1, state: 1 }, name: 'row' },
  ]);
  await lines(db).createIndexes([
    { key: { orgId: 1, collectionId: 1 }, name: 'org_collection' },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
  ]);
  await results(db).createIndexes([
    { key: { orgId: 1, fileHash: 1 }, name: 'a_file_once', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { state: 1 }, name: 'unfinished', partialFilterExpression: { state: 'applying' } },
  ]);
}
