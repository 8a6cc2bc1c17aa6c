import { createHash } from 'node:crypto';
import type { ResultCode, UploadDebitResultOutput } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { newDebitResultId } from '@tsudoi/shared/kernel/ids';
import { startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { mintOrgScope, type OrgScope } from '@tsudoi/shared/service/org-scope';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import { type ChargeDocument, findCharges, insertMoneyEvents, listMoneyEvents, updateCharges } from '../charges/charge.repository.ts';
import { voidSlips, wantOthersVoided } from '../charges/other-slips.service.ts';
import { readDebitFile } from '../connectors/bank-files/debit-file.ts';
import type { MoneyEvent, MoneyEventKind } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import { type Effect, applyEvent } from '../inbox/inbox.rules.ts';
import { messageOfDiscrepancy, messagesOfMove } from '../outbound/outbound.service.ts';
import { unpackFile } from '../platform/packed-file.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, insertDiscrepancies, raisedAmong } from '../reconciliation/discrepancy.repository.ts';
import {
  type CollectionDocument,
  type DebitResultDocument,
  type ResultRow,
  findCollection,
  finishResult,
  insertResult,
  linesOf,
  listCollections,
  moveCollection,
  resultOfFile,
  setResults,
  unfinishedResults,
} from './collection.repository.ts';
import { directDebit } from './collection.service.ts';
import { findContract } from './debit-contract.repository.ts';
import { consignorOf, monthDayOf } from './debit-file.service.ts';
import { effectOf, eventOfCode, isResultDay, matchRows, refusalOf } from './debit.rules.ts';
import { moveMandates } from './mandate-result.service.ts';

/** A hundred thousand rows of 120 letters and a line end. */
const mostBytes = 12_300_000;
const batchSize = 50;
/** How long whoever sent the file waits for it to be booked (some two thousand rows); the server hangs up after twenty seconds. */
const waitMs = 8000;

type Refused = Extract<UploadDebitResultOutput, { outcome: 'refused' }>;
const refused = (problem: Refused['problem'], line = 1): Refused => ({ outcome: 'refused', problem, line });

/**
 * Takes the bank's result of a month: looked through as a whole, kept, and only then worked through in batches, so that a
 * process that is killed goes on where it was. A file is taken once (case 44). Of a long one the answer does not wait for the end:
 * the job goes on with it. Whatever the contract says today, it is a request that was made that it answers to.
 */
export async function uploadResult(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  packed: string,
): Promise<UploadDebitResultOutput> {
  const db = platform.databases.payments;
  const until = platform.clock.realNow().getTime() + waitMs;
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
  try {
    await insertResult(db, scope, result);
  } catch (error) {
    const first = isDuplicateKey(error) ? await resultOfFile(db, scope, fileHash) : null;
    if (!first) throw error;
    return takenBefore(first);
  }
  crashPoint('debit.stored');
  const applied = await applyResult(platform, connectors, scope, result, () => platform.clock.realNow().getTime() < until);
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

/** Long results, and those at which a process was killed, are worked through to their end. */
export async function resumeResults(platform: Platform, connectors: Connectors): Promise<void> {
  for (const result of await unfinishedResults(platform.databases.payments))
    // One organisation's trouble is not the others'.
    await applyResult(platform, connectors, mintOrgScope(result.orgId), result).catch((err: unknown) =>
      platform.log.error({ err, orgId: result.orgId, resultId: result._id }, 'a result of direct debits could not be booked'),
    );
}

/** Works a result through, as long as there is time. Returns whether that was to its end. */
async function applyResult(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  result: DebitResultDocument,
  hasTime = () => true,
): Promise<boolean> {
  const db = platform.databases.payments;
  const collection = await findCollection(db, scope, result.collectionId);
  if (!collection) return true;
  // Once for all batches: a list may have very many.
  const lines = new Map((await linesOf(db, scope, [collection._id])).map((line) => [line._id, line]));
  for (let from = 0; from < result.rows.length; from += batchSize) {
    if (!hasTime()) return false;
    const rows = result.rows.slice(from, from + batchSize);
    const others = await inTransaction(platform.databases.client, (session) =>
      applyRows(platform, scope, collection, result, rows, session),
    );
    crashPoint('debit.applied');
    // Nobody waits for other providers here: what is wanted is wanted, and the janitor goes on with it.
    void voidSlips(platform, connectors, scope, others).catch((err: unknown) =>
      platform.log.warn({ err }, 'other slips of a bill that was drawn could not be voided yet'),
    );
    await moveMandates(platform, scope, collection, lines, rows);
  }
  await finishResult(db, scope, result._id);
  // What was given up has its result after all: money that came all the same is late money.
  await moveCollection(db, scope, collection._id, ['made', 'done', 'dropping', 'dropped'], { state: 'done' });
  platform.nudgeOutbox();
  return true;
}

const sourceOf = (result: DebitResultDocument, { line }: ResultRow): string => `debit:${result._id}:${line}`;

/**
 * One transaction: the events, what they do to their charges, what the bank said, and what the server has to hear. Returns the other
 * slips of what has been drawn, which are wanted voided.
 */
async function applyRows(
  platform: Platform,
  scope: OrgScope,
  collection: CollectionDocument,
  result: DebitResultDocument,
  rows: readonly ResultRow[],
  session: ClientSession,
): Promise<ChargeDocument[]> {
  const { clock, databases } = platform;
  const db = databases.payments;
  const chargeIds = rows.flatMap(({ chargeId }) => chargeId ?? []);
  const charges = new Map((await findCharges(db, scope, chargeIds, session)).map((charge) => [charge._id, charge]));
  const known = await listMoneyEvents(db, scope, chargeIds, session);
  const seen = new Set(known.map(({ inboxId }) => inboxId));
  const effects: Effect[] = [];
  const raised: { row: DiscrepancyDocument; charge: ChargeDocument | null; number: string }[] = [];
  for (const row of rows) {
    const charge = row.chargeId === null ? undefined : charges.get(row.chargeId);
    const inboxId = sourceOf(result, row);
    if (!charge || effectOf(row.code).needsStaff) {
      const reason = charge ? ('debit_result_other' as const) : ('debit_row_unknown' as const);
      if (!(await raisedAmong(db, scope, [inboxId], reason, session)).has(inboxId))
        raised.push({
          row: discrepancyOf(platform, scope, inboxId, reason, row, charge),
          charge: charge ?? null,
          number: row.customerNumber,
        });
    }
    if (!charge || seen.has(inboxId)) continue;
    const kind = eventOfCode(charge.state, row.code);
    if (kind !== null)
      effects.push(
        applyEvent(
          charge,
          known.filter(({ chargeId }) => chargeId === charge._id),
          eventOf(platform, collection, charge, row, kind),
          inboxId,
        ),
      );
  }
  await insertMoneyEvents(
    db,
    scope,
    effects.map(({ event }) => event),
    session,
  );
  const moved = effects.filter(({ changes }) => changes.version !== undefined);
  await updateCharges(
    db,
    scope,
    moved.map(({ charge, changes }) => ({ charge, set: { ...changes, version: changes.version! } })),
    session,
  );
  for (const code of new Set(rows.map((row) => row.code))) {
    const some = rows.filter((row) => row.code === code).flatMap(({ chargeId }) => chargeId ?? []);
    await setResults(db, scope, some, code, clock.now(), session);
  }
  await insertDiscrepancies(
    db,
    scope,
    raised.map(({ row }) => row),
    session,
  );
  await insertOutbox(
    db,
    [
      ...effects.flatMap(({ move }) => (move ? messagesOfMove(move, clock) : [])),
      ...raised.map(({ row, charge, number }) => messageOfDiscrepancy(row, charge, number, clock)),
    ],
    session,
  );
  const drawn = effects.flatMap(({ charge, move }) => (move?.steps.includes('final') ? [charge] : []));
  return wantOthersVoided(platform, scope, drawn, session);
}

function eventOf(
  platform: Platform,
  collection: CollectionDocument,
  charge: ChargeDocument,
  row: ResultRow,
  kind: MoneyEventKind,
): MoneyEvent {
  return {
    kind,
    // Money was drawn on the debit day; everything else is known when the bank says it.
    occurredAt: kind === 'final' ? startOfJstDate(collection.debitOn) : platform.clock.now(),
    orderNumber: charge.paymentNumber,
    providerPaymentId: null,
    providerSessionId: null,
    amount: row.amount,
    currency: 'JPY',
    refunded: null,
    instructions: null,
    expiresAt: null,
  };
}

function discrepancyOf(
  platform: Platform,
  scope: OrgScope,
  inboxId: string,
  reason: 'debit_result_other' | 'debit_row_unknown',
  row: ResultRow,
  charge: ChargeDocument | undefined,
): DiscrepancyDocument {
  return {
    _id: newDiscrepancyId(),
    orgId: scope.orgId,
    inboxId,
    reason,
    provider: directDebit,
    chargeId: charge?._id ?? null,
    expected: charge?.amount ?? null,
    received: effectOf(row.code).isPaid ? row.amount : null,
    raisedAt: platform.clock.now(),
  };
}
