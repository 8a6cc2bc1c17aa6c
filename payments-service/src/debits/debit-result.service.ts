import { createHash } from 'node:crypto';
import type { UploadDebitResultOutput } from '@tsudoi/shared/contracts/payments/debit-result.contract';
import type { ResultCode } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { newDebitResultId } from '@tsudoi/shared/kernel/ids';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { readDebitFile } from '../connectors/bank-files/debit-file.ts';
import type { Connectors } from '../connectors/registry.ts';
import { unpackFile } from '../platform/packed-file.ts';
import type { Platform } from '../platform/platform.ts';
import { type DebitResultDocument, type ResultRow, linesOf, listCollections, resultOfFile, takeResult } from './collection.repository.ts';
import { findContract } from './debit-contract.repository.ts';
import { consignorOf, monthDayOf } from './debit-file.service.ts';
import { applyResult, finishEarlier } from './debit-result-apply.service.ts';
import { effectOf, isResultDay, matchRows, refusalOf } from './debit.rules.ts';

/** A hundred thousand rows of 120 letters and a line end. */
const mostBytes = 12_300_000;
/** How long whoever sent the file waits for it to be booked (some two thousand rows); the server hangs up after twenty seconds. */
const waitMs = 8000;

type Refused = Extract<UploadDebitResultOutput, { outcome: 'refused' }>;
const refused = (problem: Refused['problem'], line = 1): Refused => ({ outcome: 'refused', problem, line });

/**
 * Takes the bank's result of a month: looked through as a whole, kept, and only then worked through in batches, so that a
 * process that is killed goes on where it was. A file is taken once (case 44). Of a long one the answer does not wait for the end:
 * the job goes on with it. Whatever the contract says today, it is a request that was made that it answers to. What the bank says
 * later of the same list may correct what it said before (case 45), so it is taken only once that has been booked to its end.
 */
export async function uploadResult(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  packed: string,
): Promise<UploadDebitResultOutput> {
  const { databases } = platform;
  const db = databases.payments;
  const until = platform.clock.realNow().getTime() + waitMs;
  const hasTime = () => platform.clock.realNow().getTime() < until;
  const bytes = unpackFile(Buffer.from(packed, 'base64'), mostBytes);
  if (typeof bytes === 'string') return refused('not_packed');
  const file = readDebitFile(bytes);
  if (file.outcome === 'unreadable') return refused(file.problem, file.line);
  const fileHash = createHash('sha256').update(bytes).digest('hex');
  const same = await resultOfFile(db, scope, fileHash);
  if (same) return takenBefore(same);
  // The newest of that day: its year is nowhere in the file.
  const collection = (await listCollections(db, scope)).find(
    (one) => monthDayOf(one) === file.header.monthDay && one.sealedFile !== null && isResultDay(one, platform.clock.today()),
  );
  const consignorCode = collection?.sealedFile
    ? consignorOf(platform, collection.sealedFile)
    : ((await findContract(db, scope))?.consignorCode ?? null);
  const refusal = refusalOf(file, consignorCode);
  if (refusal) return refusal;
  if (!collection) return refused('other_month');
  const lines = (await linesOf(db, scope, [collection._id])).filter(({ withdrawn }) => !withdrawn);
  const matched = matchRows(file.rows, lines);
  const rows = matched.map(({ row, line }, at): ResultRow => {
    const { customerNumber, amount } = row;
    return { line: at + 2, customerNumber, amount, code: row.result as ResultCode, chargeId: line?._id ?? null };
  });
  const result: DebitResultDocument = {
    _id: newDebitResultId(),
    orgId: scope.orgId,
    collectionId: collection._id,
    fileHash,
    rows,
    state: 'applying',
    takenAt: platform.clock.now(),
  };
  let taken: DebitResultDocument | null = null;
  while (taken === null) {
    if (!(await finishEarlier(platform, connectors, scope, collection._id, hasTime))) return refused('earlier_result');
    try {
      taken = await takeResult(databases.client, db, scope, result);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // Of two at the same moment one was first: the same file, or another one that this one waits for.
    const first = taken === null ? await resultOfFile(db, scope, fileHash) : null;
    if (first) return takenBefore(first);
  }
  crashPoint('debit.stored');
  const applied = await applyResult(platform, connectors, scope, taken, hasTime);
  const known = knownRows(result).length;
  const { done } = countsOf(result);
  return {
    outcome: 'taken',
    collectionId: collection._id,
    ...countsOf(result),
    failed: known - done,
    unknown: rows.length - known,
    applied,
  };
}

const knownRows = ({ rows }: DebitResultDocument) => rows.filter(({ chargeId }) => chargeId !== null);

function countsOf(result: DebitResultDocument): { resultId: string; rows: number; done: number } {
  const done = knownRows(result).filter(({ code }) => effectOf(code).isPaid).length;
  return { resultId: result._id, rows: result.rows.length, done };
}

const takenBefore = (result: DebitResultDocument): UploadDebitResultOutput => ({ ...refused('same_file'), taken: countsOf(result) });
