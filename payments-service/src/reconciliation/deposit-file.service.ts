import { createHash } from 'node:crypto';
import type { BankFileView, DepositEvidence, ReadBankFileOutput } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { type BankFileId, newBankFileId, newDepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { type BankAccount, parseDepositNotice } from '../connectors/bank-files/parse.ts';
import { type KeyedLine, keyLines } from './deposit-line.rules.ts';
import {
  type BankFileDocument,
  type DepositDocument,
  beginFile,
  depositByKey,
  endFile,
  insertDeposits,
  moveDeposit,
  waitingRecalls,
} from './deposit.repository.ts';
import { type Sought, evidenceFor } from './evidence.service.ts';

/** So many lines of a file are in memory at once, however many it has; fewer would take more round trips (performance.md P7). */
const linesAtOnce = 2500;

export function toFileView({ _id, orgId: _org, hash: _hash, state: _state, readAt, ...file }: BankFileDocument): BankFileView {
  return { bankFileId: _id, ...file, readAt: readAt.toISOString() };
}

const shown = ({ bankName, branchName, number }: BankAccount): string =>
  [bankName, branchName, number].filter((part) => part !== '').join(' ');

/** What a line says of whom it is from. */
const soughtOf = ({ line }: KeyedLine): Sought => ({
  remitter: line.remitter,
  senderCode: line.senderCode,
  from: [line.bank, line.branch].filter((part) => part !== '').join(' '),
  amount: yen(line.amount),
});

function depositOf(scope: OrgScope, bankFileId: BankFileId, keyed: KeyedLine): DepositDocument {
  const { line, lineKey, takesBack } = keyed;
  return {
    _id: newDepositId(),
    orgId: scope.orgId,
    bankFileId,
    lineKey,
    takesBack,
    place: `${line.bookedOn}/${bankFileId}/${String(line.line).padStart(7, '0')}`,
    state: 'open',
    round: 0,
    bookedOn: line.bookedOn,
    ...soughtOf(keyed),
    account: shown(line.account),
    inquiryNumber: line.inquiryNumber,
    recallAsked: false,
    note: '',
    shares: [],
    paymentIds: [],
    decidedBy: '',
    decidedAt: null,
  };
}

const isByNumber = (evidence: readonly DepositEvidence[]): boolean =>
  evidence.some(({ number, reference, learned }) => number !== null || reference !== null || learned !== null);

function* inPieces<T>(rows: Iterable<T>, size: number): Generator<readonly T[]> {
  let piece: T[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

type Counts = Pick<BankFileView, 'added' | 'known' | 'cancels' | 'byNumber' | 'byName' | 'unknown'>;

async function takeLines(db: Db, scope: OrgScope, bankFileId: BankFileId, lines: readonly KeyedLine[], counts: Counts): Promise<void> {
  const given = lines.filter(({ takesBack }) => takesBack === null).map(soughtOf);
  const rows = lines.map((line) => depositOf(scope, bankFileId, line));
  const [known, evidence] = await Promise.all([insertDeposits(db, scope, rows), evidenceFor(db, scope, given, false)]);
  counts.added += lines.length - known;
  counts.known += known;
  counts.cancels += lines.length - given.length;
  for (const found of evidence) counts[found.length === 0 ? 'unknown' : isByNumber(found) ? 'byNumber' : 'byName'] += 1;
}

/**
 * Takes a bank's file in: read whole or not at all, each line once, whatever files it stands in. The same bytes again change
 * nothing; a file that was begun and not ended is gone on with. No line becomes a Payment here.
 */
export async function takeBankFile(
  db: Db,
  scope: OrgScope,
  upload: { readonly fileName: string; readonly bytes: Uint8Array; readonly readBy: string },
  now: Date,
  today: JstDate,
): Promise<ReadBankFileOutput> {
  const hash = createHash('sha256').update(upload.bytes).digest('hex');
  const begun: BankFileDocument = {
    _id: newBankFileId(),
    orgId: scope.orgId,
    hash,
    state: 'reading',
    fileName: upload.fileName,
    accounts: [],
    count: 0,
    total: yen(0),
    added: 0,
    known: 0,
    cancels: 0,
    byNumber: 0,
    byName: 0,
    unknown: 0,
    readBy: upload.readBy,
    readAt: now,
  };
  const reading = parseDepositNotice(upload.bytes, today);
  if (!reading.ok) return { outcome: 'refused', fault: reading.fault, line: reading.line };
  const file = await beginFile(db, scope, begun);
  if (file.state === 'read') return { outcome: 'known', file: toFileView(file) };
  const counts: Counts = { added: 0, known: 0, cancels: 0, byNumber: 0, byName: 0, unknown: 0 };
  for (const lines of inPieces(keyLines(reading.lines), linesAtOnce)) await takeLines(db, scope, file._id, lines, counts);
  await settleRecalls(db, scope);
  const change = { ...counts, accounts: reading.accounts.map(shown), count: reading.count, total: yen(reading.total), readAt: now };
  await endFile(db, scope, file._id, change);
  return { outcome: 'read', file: toFileView({ ...file, ...change }) };
}

/** A 取消 takes back what nobody has decided about. What is settled already stays, and is marked for the office to undo. */
export async function settleRecalls(db: Db, scope: OrgScope): Promise<void> {
  for (const recall of await waitingRecalls(db, scope)) {
    const taken = await depositByKey(db, scope, recall.takesBack!);
    if (!taken) continue;
    const isGone =
      taken.state === 'recalled' ||
      (await moveDeposit(db, scope, taken._id, { states: ['open', 'held'] }, { $set: { state: 'recalled' } }));
    if (isGone) await moveDeposit(db, scope, recall._id, { states: ['open'] }, { $set: { state: 'recalled' } });
    else await moveDeposit(db, scope, taken._id, { states: ['settling', 'settled'] }, { $set: { recallAsked: true } });
  }
}
