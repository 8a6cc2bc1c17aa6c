import type { BankFileView, DepositShare, depositStates } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { BankFileId, DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { MemberId, OrgId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { duplicatesOf, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { Binary, Collection, Db, Filter, UpdateFilter } from 'mongodb';

export type DepositState = (typeof depositStates)[number];

/** A file of a bank; the same bytes are read once. */
export interface BankFileDocument extends Omit<BankFileView, 'bankFileId' | 'readAt' | 'left'> {
  _id: BankFileId;
  orgId: OrgId;
  hash: string;
  /** `reading`: begun; whoever brings the file again goes on with it, and where it is kept a job does. */
  state: 'reading' | 'read';
  /** So many lines are taken in, and counted here. Absent in files of before 2026-11-28. */
  reached?: number;
  /** Of a long file: its bytes (gzip), until it is read to its end. */
  packed?: Binary;
  readAt: Date;
}

/** One line of a bank's notice: money in the organisation's own account, and what the office decided about it. */
export interface DepositDocument {
  _id: DepositId;
  orgId: OrgId;
  bankFileId: BankFileId;
  /** Account, day, inquiry number and sum: the same line in another file is the same money. */
  lineKey: string;
  /** Of a 取消: the key of what it takes back. */
  takesBack: string | null;
  /** Sorts the desk: by day, then as the file has them. */
  place: string;
  state: DepositState;
  round: number;
  bookedOn: JstDate;
  /** 起算日; absent where it is the day above, and in rows of before 2026-11-29. */
  valuedOn?: JstDate;
  /** The 取消 that took it back, or asks for that; absent where none did, and in rows of before 2026-11-29. */
  takenBy?: DepositId;
  /** Of a 取消 that was put away: the deposits that it could have meant by then. */
  weighed?: DepositId[];
  /** Of a 取消 that several fit: the one that people have chosen. Absent where nobody had to. */
  chosen?: DepositId;
  amount: Yen;
  remitter: string;
  senderCode: string;
  from: string;
  account: string;
  inquiryNumber: string;
  recallAsked: boolean;
  note: string;
  shares: DepositShare[];
  paymentIds: PaymentId[];
  decidedBy: string;
  decidedAt: Date | null;
}

/** Whose money a remitter's line was when somebody confirmed it. */
export interface RemitterDocument {
  orgId: OrgId;
  /** `c:` the sender's code, `m:` the line itself. */
  key: string;
  memberId: MemberId;
  times: number;
  lastOn: JstDate;
  /** Bank and branch it came from; '' for the code, which is the sender's own. */
  from: string;
}

const filesOf = (db: Db): Collection<BankFileDocument> => db.collection<BankFileDocument>('bank_files');
const depositsOf = (db: Db): Collection<DepositDocument> => db.collection<DepositDocument>('deposits');
/** The embedded engine compares each row that it finds with every entry of a list (docs/decisions/0034). */
const keysAtOnce = 700;
const remittersOf = (db: Db): Collection<RemitterDocument> => db.collection<RemitterDocument>('remitters');

/** The file of these bytes: as it is known, or as it begins. */
export async function beginFile(db: Db, scope: OrgScope, file: BankFileDocument): Promise<BankFileDocument> {
  const known = () => filesOf(db).findOne({ orgId: scope.orgId, hash: file.hash });
  const before = await known();
  if (before) return before;
  try {
    await filesOf(db).insertOne({ ...file, orgId: scope.orgId });
    return file;
  } catch (error) {
    const other = isDuplicateKey(error) ? await known() : null;
    if (!other) throw error;
    return other;
  }
}

/** How far a file was read; whoever else reads it meanwhile comes to the same. */
export async function noteProgress(db: Db, scope: OrgScope, id: BankFileId, change: Partial<BankFileDocument>): Promise<void> {
  await filesOf(db).updateOne({ orgId: scope.orgId, _id: id, state: 'reading' }, { $set: change });
}

export async function endFile(db: Db, scope: OrgScope, id: BankFileId, change: Partial<BankFileDocument>): Promise<void> {
  await filesOf(db).updateOne({ orgId: scope.orgId, _id: id }, { $set: { ...change, state: 'read' }, $unset: { packed: '' } });
}

/** Long files of all organisations that wait for their rest. */
export async function unfinishedFiles(db: Db): Promise<BankFileDocument[]> {
  const files = await filesOf(db).find({ state: 'reading' }).toArray();
  return files.filter(({ packed }) => packed !== undefined);
}

/** The newest first; of those that were not read to their end the ones that go on by themselves. */
export async function recentFiles(db: Db, scope: OrgScope, most: number): Promise<BankFileDocument[]> {
  const all = await filesOf(db).find({ orgId: scope.orgId }).toArray();
  const files = all.filter(({ state, packed }) => state === 'read' || packed !== undefined);
  return files.toSorted((left, right) => right.readAt.getTime() - left.readAt.getTime()).slice(0, most);
}

/** In one round trip where they are new; how many of them another file had brought already. */
export async function insertDeposits(db: Db, scope: OrgScope, rows: readonly DepositDocument[]): Promise<number> {
  if (rows.length === 0) return 0;
  try {
    await depositsOf(db).insertMany(
      rows.map((row) => ({ ...row, orgId: scope.orgId })),
      { ordered: false },
    );
    return 0;
  } catch (error) {
    return broughtByOthers(
      db,
      scope,
      duplicatesOf(error).map((at) => rows[at]!),
    );
  }
}

/** Of lines that were there before, those of other files: a file that is gone on with meets its own. */
async function broughtByOthers(db: Db, scope: OrgScope, rows: readonly DepositDocument[]): Promise<number> {
  let others = 0;
  for (let from = 0; from < rows.length; from += keysAtOnce) {
    const some = rows.slice(from, from + keysAtOnce);
    const lineKey = { $in: some.map((row) => row.lineKey) };
    const there = await depositsOf(db)
      .find({ orgId: scope.orgId, lineKey }, { projection: { bankFileId: 1 }, batchSize: keysAtOnce })
      .toArray();
    others += there.filter(({ bankFileId }) => bankFileId !== some[0]!.bankFileId).length;
  }
  return others;
}

export function findDeposit(db: Db, scope: OrgScope, id: DepositId): Promise<DepositDocument | null> {
  return depositsOf(db).findOne({ orgId: scope.orgId, _id: id });
}

export function depositsByKeys(db: Db, scope: OrgScope, lineKeys: readonly string[]): Promise<DepositDocument[]> {
  return depositsOf(db)
    .find({ orgId: scope.orgId, lineKey: { $in: [...lineKeys] } })
    .sort({ lineKey: 1 })
    .toArray();
}

/** 取消 that wait for what they take back, or for the office to undo it; or that the office has put away. */
export function recallsIn(db: Db, scope: OrgScope, state: 'open' | 'put_away'): Promise<DepositDocument[]> {
  return (
    depositsOf(db)
      // A bound, not a type: only that is looked up in the index.
      .find({ orgId: scope.orgId, state, takesBack: { $gt: '' } })
      .toArray()
  );
}

export function pageOfDeposits(
  db: Db,
  scope: OrgScope,
  states: readonly DepositState[],
  after: string | null,
  size: number,
  descending: boolean,
): Promise<DepositDocument[]> {
  const bound: Filter<DepositDocument> = after === null ? {} : { place: descending ? { $lt: after } : { $gt: after } };
  return depositsOf(db)
    .find({ orgId: scope.orgId, state: { $in: [...states] }, ...bound })
    .sort({ place: descending ? -1 : 1 })
    .limit(size)
    .toArray();
}

/** How many lines are in which state, and how much money: a 取消 is one to be looked at, and is no money that came. */
export async function depositSums(
  db: Db,
  scope: OrgScope,
): Promise<ReadonlyMap<string, { readonly count: number; readonly amount: number }>> {
  const rows = await depositsOf(db)
    .aggregate<{ _id: string; count: number; amount: number }>([
      { $match: { orgId: scope.orgId, state: { $in: ['open', 'settling', 'held'] } } },
      { $group: { _id: '$state', count: { $sum: 1 }, amount: { $sum: { $cond: [{ $gt: ['$takesBack', ''] }, 0, '$amount'] } } } },
    ])
    .toArray();
  return new Map(rows.map(({ _id, count, amount }) => [_id, { count, amount }]));
}

/** False when it is no longer as the caller has seen it. */
export async function moveDeposit(
  db: Db,
  scope: OrgScope,
  id: DepositId,
  from: { readonly states: readonly DepositState[]; readonly round?: number },
  update: UpdateFilter<DepositDocument>,
): Promise<boolean> {
  const round = from.round === undefined ? {} : { round: from.round };
  const { modifiedCount } = await depositsOf(db).updateOne(
    { orgId: scope.orgId, _id: id, state: { $in: [...from.states] }, ...round },
    update,
  );
  return modifiedCount === 1;
}

export function remittersByKeys(db: Db, scope: OrgScope, keys: readonly string[]): Promise<RemitterDocument[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return remittersOf(db)
    .find({ orgId: scope.orgId, key: { $in: [...keys] } }, { batchSize: 20_000 })
    .toArray();
}

/** One more time that this remitter was this member, or, with -1, one time less. */
export async function learnRemitter(
  db: Db,
  scope: OrgScope,
  { key, memberId, from, on }: { readonly key: string; readonly memberId: MemberId; readonly from: string; readonly on: JstDate },
  times: 1 | -1,
): Promise<void> {
  const which = { orgId: scope.orgId, key, memberId, from };
  if (times === 1) await remittersOf(db).updateOne(which, { $inc: { times }, $max: { lastOn: on } }, { upsert: true });
  else {
    await remittersOf(db).updateOne(which, { $inc: { times } });
    await remittersOf(db).deleteMany({ ...which, times: { $lte: 0 } });
  }
}

/** The organisation is no more: what it knew of payers goes, sums and days stay. */
export async function forgetRemitters(db: Db, scope: OrgScope): Promise<number> {
  const { modifiedCount } = await depositsOf(db).updateMany(
    { orgId: scope.orgId, $or: [{ remitter: { $ne: '' } }, { senderCode: { $ne: '' } }] },
    { $set: { remitter: '', senderCode: '', note: '' } },
  );
  const { deletedCount } = await remittersOf(db).deleteMany({ orgId: scope.orgId });
  // What waits in a long file goes as well.
  await filesOf(db).updateMany({ orgId: scope.orgId, state: 'reading' }, { $unset: { packed: '' } });
  return modifiedCount + deletedCount;
}

/** For the job that goes on with long files. */
export async function createUnfinishedFileIndexes(db: Db): Promise<void> {
  await filesOf(db).createIndexes([{ key: { state: 1 }, name: 'state' }]);
}

export async function createDepositIndexes(db: Db): Promise<void> {
  await filesOf(db).createIndexes([
    { key: { orgId: 1, hash: 1 }, name: 'one_per_content', unique: true },
    { key: { orgId: 1, state: 1, readAt: 1 }, name: 'recent' },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
  ]);
  await depositsOf(db).createIndexes([
    { key: { orgId: 1, lineKey: 1 }, name: 'one_per_line', unique: true },
    { key: { orgId: 1, state: 1, place: 1 }, name: 'desk' },
    { key: { orgId: 1, state: 1, takesBack: 1 }, name: 'recalls' },
    { key: { orgId: 1, _id: 1, state: 1, round: 1 }, name: 'row' },
  ]);
  await remittersOf(db).createIndexes([{ key: { orgId: 1, key: 1, memberId: 1, from: 1 }, name: 'one_per_member', unique: true }]);
}
