import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { DebitCollectionId } from '@tsudoi/shared/kernel/ids';
import { startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope, type OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import { type ChargeDocument, findCharges, insertMoneyEvents, listMoneyEvents, updateCharges } from '../charges/charge.repository.ts';
import { voidSlips, wantOthersVoided } from '../charges/other-slips.service.ts';
import type { MoneyEvent, MoneyEventKind } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import { type Effect, applyEvent } from '../inbox/inbox.rules.ts';
import { messageOfDiscrepancy, messagesOfMove } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, insertDiscrepancies, raisedAmong } from '../reconciliation/discrepancy.repository.ts';
import {
  type CollectionDocument,
  type DebitResultDocument,
  type ResultRow,
  findCollection,
  finishResult,
  linesOf,
  moveCollection,
  saidLater,
  setResults,
  unfinishedOf,
  unfinishedResults,
} from './collection.repository.ts';
import { directDebit } from './collection.service.ts';
import { effectOf, eventOfCode } from './debit.rules.ts';
import { moveMandates } from './mandate-result.service.ts';

const batchSize = 50;

/** Long results, and those at which a process was killed, are worked through to their end. */
export async function resumeResults(platform: Platform, connectors: Connectors): Promise<void> {
  const stuck = new Set<DebitCollectionId>();
  for (const result of await unfinishedResults(platform.databases.payments)) {
    // What the bank said later of the same list waits for what it said before.
    if (stuck.has(result.collectionId)) continue;
    // One organisation's trouble is not the others'.
    await applyResult(platform, connectors, mintOrgScope(result.orgId), result).catch((err: unknown) => {
      stuck.add(result.collectionId);
      platform.log.error({ err, orgId: result.orgId, resultId: result._id }, 'a result of direct debits could not be booked');
    });
  }
}

/** Works what was taken before of a list through, in the order in which it came. Returns whether that was to its end. */
export async function finishEarlier(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  collectionId: DebitCollectionId,
  hasTime: () => boolean,
): Promise<boolean> {
  for (const result of await unfinishedOf(platform.databases.payments, scope, collectionId))
    if (!(await applyResult(platform, connectors, scope, result, hasTime))) return false;
  return true;
}

/** Works a result through, as long as there is time. Returns whether that was to its end. */
export async function applyResult(
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
  // What was given up has its result after all: money that came all the same is late money.
  await moveCollection(db, scope, collection._id, ['made', 'done', 'dropping', 'dropped'], { state: 'done' });
  await finishResult(db, scope, result._id);
  platform.nudgeOutbox();
  return true;
}

const sourceOf = (result: DebitResultDocument, { line }: ResultRow): string => `debit:${result._id}:${line}`;

/**
 * One transaction: the events, what they do to their charges, what the bank said, and what the server has to hear. Of a debit of which
 * a later file has been booked, an older one says nothing any more: whoever still works through that one has been overtaken. Returns
 * the other slips of what has been drawn, which are wanted voided.
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
  const later = await saidLater(db, scope, chargeIds, result, session);
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
    if (!charge || seen.has(inboxId) || later.has(charge._id)) continue;
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
    const some = rows
      .filter((row) => row.code === code)
      .flatMap(({ chargeId }) => (chargeId === null || later.has(chargeId) ? [] : [chargeId]));
    await setResults(db, scope, some, { result: code, resultAt: clock.now(), resultNumber: result.number ?? 0 }, session);
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
