import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { BankFileView, ReadBankFileOutput } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { type BankFileId, newBankFileId, newDepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { Binary, type Db } from 'mongodb';
import { type BankAccount, type DepositLine, parseDepositNotice } from '../connectors/bank-files/parse.ts';
import { unpackFile } from '../platform/packed-file.ts';
import type { Platform } from '../platform/platform.ts';
import { type KeyedLine, keyLines } from './deposit-line.rules.ts';
import {
  type BankFileDocument,
  type DepositDocument,
  beginFile,
  endFile,
  insertDeposits,
  noteProgress,
  unfinishedFiles,
} from './deposit.repository.ts';
import { countEvidence } from './evidence-count.service.ts';
import { type Desk, settleRecalls } from './recall.service.ts';

/**
 * Rows that go to the database together: the wait for its disk is shared by what is on the way at once. Fewer would take more round
 * trips; more would be kept so long that they are in memory for good until all of it is cleaned (performance.md P7).
 */
const rowsInBatch = 1250;
const batchesAtOnce = 2;
/** So many lines of a file are in memory at once, however many it has; how far it came is noted every few pieces. */
const linesAtOnce = batchesAtOnce * rowsInBatch;
const linesBetweenNotes = 4 * linesAtOnce;
/** When the rows are in and their keys are not counted yet: so often it is looked whether there is time left. */
const countedWithinMs = 200;

export function toFileView(document: BankFileDocument): BankFileView {
  const { _id, orgId: _org, hash: _hash, state, packed: _packed, reached = 0, readAt, ...file } = document;
  return { bankFileId: _id, ...file, left: state === 'read' ? 0 : Math.max(1, file.count - reached), readAt: readAt.toISOString() };
}

/** A hundred thousand lines (performance.md P7), with the heads and sums of many accounts. */
const mostBytes = 21_000_000;

const shown = ({ bankName, branchName, number }: BankAccount): string =>
  [bankName, branchName, number].filter((part) => part !== '').join(' ');

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
    ...(line.valuedOn === line.bookedOn ? {} : { valuedOn: line.valuedOn }),
    amount: yen(line.amount),
    remitter: line.remitter,
    senderCode: line.senderCode,
    from: [line.bank, line.branch].filter((part) => part !== '').join(' '),
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

/** Of the lines behind the first so many, one by one: nothing of a line is kept but its row. */
function* rowsOf(scope: OrgScope, bankFileId: BankFileId, lines: Iterable<DepositLine>, from: number): Generator<DepositDocument> {
  let at = 0;
  for (const line of keyLines(lines)) {
    at += 1;
    if (at > from) yield depositOf(scope, bankFileId, line);
  }
}

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

const countNames = ['added', 'known', 'cancels', 'byNumber', 'byName', 'unknown'] as const;
type Counts = Pick<BankFileView, (typeof countNames)[number]>;

async function insertInBatches(db: Db, scope: OrgScope, rows: readonly DepositDocument[], counts: Counts): Promise<void> {
  const batches = [...inPieces(rows, rowsInBatch)];
  for (const known of await Promise.all(batches.map((some) => insertDeposits(db, scope, some)))) {
    counts.added -= known;
    counts.known += known;
  }
  counts.added += rows.length;
  counts.cancels += rows.filter(({ takesBack }) => takesBack !== null).length;
}

export interface Reading {
  readonly now: Date;
  readonly today: JstDate;
  /** False once whoever brought the file has waited long enough; the rest is kept, and gone on with by `resumeFiles`. */
  readonly hasTime?: () => boolean;
}

/**
 * Takes a bank's file in: read whole or not at all, each line once, whatever files it stands in. The same bytes again change
 * nothing; a file that was begun and not ended is gone on with. No line becomes a Payment here.
 */
export async function takeBankFile(
  desk: Desk,
  scope: OrgScope,
  upload: { readonly fileName: string; readonly packed: Uint8Array; readonly readBy: string },
  at: Reading,
): Promise<ReadBankFileOutput> {
  const db = desk.databases.payments;
  const bytes = unpackFile(upload.packed, mostBytes);
  if (typeof bytes === 'string') return { outcome: 'refused', fault: bytes === 'too_large' ? 'too_long' : 'not_deposit_notice', line: 0 };
  const reading = parseDepositNotice(bytes, at.today);
  if (!reading.ok) return { outcome: 'refused', fault: reading.fault, line: reading.line };
  const facts = { accounts: reading.accounts.map(shown), count: reading.count, total: yen(reading.total) };
  const file = await beginFile(db, scope, {
    _id: newBankFileId(),
    orgId: scope.orgId,
    hash: createHash('sha256').update(bytes).digest('hex'),
    state: 'reading',
    fileName: upload.fileName,
    ...facts,
    reached: 0,
    added: 0,
    known: 0,
    cancels: 0,
    byNumber: 0,
    byName: 0,
    unknown: 0,
    readBy: upload.readBy,
    readAt: at.now,
  });
  if (file.state === 'read') return { outcome: 'known', file: toFileView(file) };
  const read = await goOn(desk, scope, { ...file, ...facts }, reading.lines, at);
  if (read.state === 'read') return { outcome: 'read', file: toFileView(read) };
  await noteProgress(db, scope, file._id, { packed: new Binary(upload.packed) });
  return { outcome: 'reading', file: toFileView(read) };
}

/** Takes in what has not been yet, as long as there is time, and counts it with what has. */
async function goOn(
  desk: Desk,
  scope: OrgScope,
  file: BankFileDocument,
  lines: Iterable<DepositLine>,
  { now, hasTime = () => true }: Reading,
): Promise<BankFileDocument> {
  const db = desk.databases.payments;
  const from = file.reached ?? 0;
  // A file of before has counts of a reading that broke off, and none of how far it came.
  const counts = Object.fromEntries(countNames.map((name) => [name, from === 0 ? 0 : file[name]])) as Record<keyof Counts, number>;
  let reached = from;
  const breakOff = async (): Promise<BankFileDocument> => {
    await noteProgress(db, scope, file._id, { ...counts, reached });
    return { ...file, ...counts, reached };
  };
  const over = new AbortController();
  const counting = countEvidence(db, scope, lines, over.signal);
  // Whether it failed is looked at when the lines are in.
  const counted = counting.then(
    () => true,
    () => true,
  );
  try {
    for (const piece of inPieces(rowsOf(scope, file._id, lines, from), linesAtOnce)) {
      if (!hasTime()) return await breakOff();
      await insertInBatches(db, scope, piece, counts);
      reached += piece.length;
      if (reached % linesBetweenNotes === 0) await noteProgress(db, scope, file._id, { ...counts, reached });
    }
    let isCounted = false;
    while (!isCounted) {
      if (!hasTime()) return await breakOff();
      isCounted = await Promise.race([counted, setTimeout(countedWithinMs, false)]);
    }
    Object.assign(counts, await counting);
  } finally {
    over.abort();
    await counted;
  }
  await settleRecalls(desk, scope);
  const { accounts, count, total } = file;
  const change = { accounts, count, total, ...counts, reached, readAt: now };
  await endFile(db, scope, file._id, change);
  return { ...file, ...change, state: 'read' };
}

/** Long files, and those of a process that was killed meanwhile, are read to their end. */
export async function resumeFiles(platform: Desk & Pick<Platform, 'log'>): Promise<void> {
  const { databases, clock, log } = platform;
  for (const file of await unfinishedFiles(databases.payments)) {
    const at = { now: clock.now(), today: clock.today() };
    const upload = { fileName: file.fileName, readBy: file.readBy, packed: file.packed!.buffer };
    // One organisation's trouble is not the others'.
    await takeBankFile(platform, mintOrgScope(file.orgId), upload, at).catch((err: unknown) =>
      log.error({ err, orgId: file.orgId, bankFileId: file._id }, 'the rest of a bank file could not be read'),
    );
  }
}
