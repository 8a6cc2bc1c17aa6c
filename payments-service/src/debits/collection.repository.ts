import type { DebitCollectionView, ResultCode } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { ChargeId, DebitCollectionId, DebitResultId, MandateId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db } from 'mongodb';

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
  result: ResultCode,
  resultAt: Date,
  session: ClientSession,
): Promise<void> {
  if (chargeIds.length > 0)
    await lines(db).updateMany({ orgId: scope.orgId, _id: { $in: [...chargeIds] } }, { $set: { result, resultAt } }, { session });
}

export function resultOfFile(db: Db, scope: OrgScope, fileHash: string): Promise<DebitResultDocument | null> {
  return results(db).findOne({ orgId: scope.orgId, fileHash });
}

/** @throws MongoServerError (duplicate key) when the file was taken already */
export async function insertResult(db: Db, scope: OrgScope, result: DebitResultDocument): Promise<void> {
  await results(db).insertOne({ ...result, orgId: scope.orgId });
}

export async function finishResult(db: Db, scope: OrgScope, resultId: DebitResultId): Promise<void> {
  await results(db).updateOne({ orgId: scope.orgId, _id: resultId }, { $set: { state: 'applied' } });
}

/** Whether a result of this list is being worked through. */
export async function hasUnfinishedResult(db: Db, scope: OrgScope, collectionId: DebitCollectionId): Promise<boolean> {
  const found = await results(db).find({ orgId: scope.orgId, collectionId, state: 'applying' }).limit(1).toArray();
  return found.length > 0;
}

/** Results, of whatever organisation, at which a process was killed. */
export function unfinishedResults(db: Db): Promise<DebitResultDocument[]> {
  return results(db).find({ state: 'applying' }).limit(50).toArray();
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
