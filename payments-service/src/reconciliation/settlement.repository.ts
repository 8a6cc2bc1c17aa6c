import type { SettlementState, TransferState } from '@tsudoi/shared/contracts/payments/settlement.contract';
import type { ChargeId, OrgId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import type { SettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db, UpdateFilter } from 'mongodb';
import type { MatchedLine, NamedDifference, Window } from './settlement.rules.ts';

/** What was read of a settlement. Written once, together with its lines, and never changed. */
interface SettlementReading extends Window {
  reference: string;
  remittance: Yen;
  steps: NamedDifference[];
  asking: number;
  open: number;
  openAmount: Yen;
  lineCount: number;
}

/** A provider's settlement of one account. */
export interface SettlementDocument {
  _id: SettlementId;
  orgId: OrgId;
  accountId: ProviderAccountId;
  provider: string;
  /** The provider's id of it; one of each account. */
  providerSettlementId: string;
  /** The notice that told of it first. */
  inboxId: string;
  state: SettlementState;
  announcedAt: Date;
  /** How often its reading was begun; whoever begins it last is the only one who may end it. */
  attempts: number;
  nextAt: Date;
  /** Charges that it pays, or takes back, and our books do not were asked about. */
  asked: boolean;
  /** Since when, by real time, and how many of its readings waited for the answers; absent where none did. */
  askedAt?: Date;
  waits?: number;
  reading: SettlementReading | null;
  /** Where its transfer stands, and how it came there: appended to, never edited. */
  transfer: TransferState;
  transfers: { state: TransferState; heardAt: Date }[];
}

/** A line as it was matched. Those of an attempt that was broken off are nobody's: they name another attempt than their settlement. */
export interface SettlementLineDocument extends MatchedLine<ChargeId> {
  _id: string;
  orgId: OrgId;
  settlementId: SettlementId;
  attempt: number;
  place: number;
}

function settlementsOf(db: Db): Collection<SettlementDocument> {
  return db.collection<SettlementDocument>('settlements');
}

function linesOf(db: Db): Collection<SettlementLineDocument> {
  return db.collection<SettlementLineDocument>('settlement_lines');
}

/** Keeps a settlement that was told of. True when it is new: the same one under another event is none. */
export async function insertSettlement(db: Db, scope: OrgScope, settlement: SettlementDocument): Promise<boolean> {
  try {
    await settlementsOf(db).insertOne({ ...settlement, orgId: scope.orgId });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

/** Settlements whose lines are to be fetched now, over all organisations: those first that have waited longest. */
export function dueSettlements(db: Db, realNow: Date, limit: number): Promise<SettlementDocument[]> {
  return settlementsOf(db)
    .find({ state: 'announced', nextAt: { $lte: realNow } })
    .sort({ nextAt: 1 })
    .limit(limit)
    .toArray();
}

/** Begins a reading. Null when somebody else has begun it since. */
export function beginReading(db: Db, scope: OrgScope, before: SettlementDocument, nextAt: Date): Promise<SettlementDocument | null> {
  return settlementsOf(db).findOneAndUpdate(
    { orgId: scope.orgId, _id: before._id, state: 'announced', attempts: before.attempts },
    { $set: { nextAt }, $inc: { attempts: 1 } },
    { returnDocument: 'after' },
  );
}

/** It is tried again then. */
export async function postponeReading(db: Db, scope: OrgScope, before: SettlementDocument, nextAt: Date): Promise<void> {
  await postpone(db, scope, before, { $set: { nextAt } });
}

/** It waits for what its charges were asked about: that is no reading that failed. */
export async function awaitAnswers(db: Db, scope: OrgScope, before: SettlementDocument, nextAt: Date, askedAt: Date): Promise<void> {
  await postpone(db, scope, before, { $set: { nextAt, asked: true, askedAt }, $inc: { waits: 1 } });
}

async function postpone(
  db: Db,
  scope: OrgScope,
  { _id, attempts }: SettlementDocument,
  changes: UpdateFilter<SettlementDocument>,
): Promise<void> {
  await settlementsOf(db).updateOne({ orgId: scope.orgId, _id, state: 'announced', attempts }, changes);
}

/** Ends a reading for good. @throws Error when somebody else has begun another, which undoes what was written with it */
export async function endReading(
  db: Db,
  scope: OrgScope,
  before: SettlementDocument,
  set: Pick<SettlementDocument, 'state' | 'reading'>,
  session: ClientSession,
): Promise<void> {
  const result = await settlementsOf(db).updateOne(
    { orgId: scope.orgId, _id: before._id, state: 'announced', attempts: before.attempts },
    { $set: set },
    { session },
  );
  if (result.matchedCount !== 1) throw new Error('a settlement is being read by somebody else');
}

/** Settlements of an account whose lines are read and count: not those that the provider took back. */
export async function countingSettlements(db: Db, scope: OrgScope, accountId: ProviderAccountId): Promise<SettlementDocument[]> {
  const read = await settlementsOf(db).find({ orgId: scope.orgId, accountId, state: 'read' }).toArray();
  return read.filter(({ transfer }) => transfer !== 'cancelled');
}

/** False when somebody else has heard of it since. */
export async function moveTransfer(
  db: Db,
  scope: OrgScope,
  { _id, transfer }: Pick<SettlementDocument, '_id' | 'transfer'>,
  to: SettlementDocument['transfers'][number],
  session: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await settlementsOf(db).updateOne(
    { orgId: scope.orgId, _id, transfer },
    { $set: { transfer: to.state }, $push: { transfers: to } },
    { session },
  );
  return matchedCount === 1;
}

/** Newest first, those after one. */
export function pageOfSettlements(db: Db, scope: OrgScope, after: SettlementId | null, limit: number): Promise<SettlementDocument[]> {
  const { orgId } = scope;
  return settlementsOf(db)
    .find(after ? { orgId, _id: { $lt: after } } : { orgId })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

export function findSettlement(db: Db, scope: OrgScope, settlementId: SettlementId): Promise<SettlementDocument | null> {
  return settlementsOf(db).findOne({ orgId: scope.orgId, _id: settlementId });
}

export function findSettlements(db: Db, scope: OrgScope, settlementIds: readonly SettlementId[]): Promise<SettlementDocument[]> {
  if (settlementIds.length === 0) return Promise.resolve([]);
  return settlementsOf(db)
    .find({ orgId: scope.orgId, _id: { $in: [...settlementIds] } })
    .toArray();
}

/** Those among these provider's ids that an account has told of, by that id. */
export async function knownSettlements(
  db: Db,
  scope: OrgScope,
  accountId: ProviderAccountId,
  providerSettlementIds: readonly string[],
): Promise<ReadonlyMap<string, SettlementDocument>> {
  const filter = { orgId: scope.orgId, accountId, providerSettlementId: { $in: [...providerSettlementIds] } };
  return new Map((await settlementsOf(db).find(filter).toArray()).map((row) => [row.providerSettlementId, row]));
}

/** Lines of an attempt, a part at a time: they count only once the attempt has ended. */
export async function insertLines(db: Db, scope: OrgScope, lines: readonly SettlementLineDocument[]): Promise<void> {
  if (lines.length > 0) await linesOf(db).insertMany(lines.map((line) => ({ ...line, orgId: scope.orgId })));
}

/** A page of the lines that count, from a place on to before another. */
export function pageOfLines(
  db: Db,
  scope: OrgScope,
  { _id, attempts }: SettlementDocument,
  places: { readonly from: number; readonly before: number },
  limit: number,
): Promise<SettlementLineDocument[]> {
  return linesOf(db)
    .find({ orgId: scope.orgId, settlementId: _id, attempt: attempts, place: { $gte: places.from, $lt: places.before } })
    .sort({ place: 1 })
    .limit(limit)
    .toArray();
}

/** Lines that name charges, those of broken-off attempts with them. */
export function linesOfCharges(db: Db, scope: OrgScope, chargeIds: readonly ChargeId[]): Promise<SettlementLineDocument[]> {
  if (chargeIds.length === 0) return Promise.resolve([]);
  return linesOf(db)
    .find({ orgId: scope.orgId, chargeId: { $in: [...chargeIds] } })
    .toArray();
}

export async function createSettlementIndexes(db: Db): Promise<void> {
  await settlementsOf(db).createIndexes([
    { key: { orgId: 1, accountId: 1, providerSettlementId: 1 }, name: 'one_of_each', unique: true },
    { key: { orgId: 1, accountId: 1, state: 1 }, name: 'org_account' },
    { key: { orgId: 1, _id: -1 }, name: 'desk' },
    { key: { orgId: 1, _id: 1, state: 1, attempts: 1 }, name: 'row' },
    { key: { state: 1, nextAt: 1 }, name: 'due', partialFilterExpression: { state: 'announced' } },
  ]);
  await linesOf(db).createIndexes([
    { key: { orgId: 1, settlementId: 1, attempt: 1, place: 1 }, name: 'org_place' },
    { key: { orgId: 1, chargeId: 1 }, name: 'org_charge' },
  ]);
  // Which charges had money in a window.
  await db.collection('money_events').createIndexes([{ key: { orgId: 1, kind: 1, occurredAt: 1 }, name: 'org_kind_time' }]);
}

/** Those that were kept before their transfers were followed have one that is on its way. */
export async function createSettlementTransfers(db: Db): Promise<void> {
  await settlementsOf(db).updateMany({ transfer: { $exists: false } }, { $set: { transfer: 'pending', transfers: [] } });
  await settlementsOf(db).createIndexes([{ key: { orgId: 1, _id: 1, transfer: 1 }, name: 'transfer' }]);
}
