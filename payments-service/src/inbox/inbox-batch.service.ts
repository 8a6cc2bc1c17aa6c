import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { addYen } from '@tsudoi/shared/kernel/yen';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import { listAccounts } from '../accounts/account.repository.ts';
import { stopCards } from '../cards/card.service.ts';
import { type ChargeDocument, insertDeposits, insertMoneyEvents, listMoneyEvents, updateCharges } from '../charges/charge.repository.ts';
import { nextInquiryAt } from '../charges/inquiry.rules.ts';
import { wantOthersVoided } from '../charges/other-slips.service.ts';
import { findNamedCharges } from '../charges/named-charge.repository.ts';
import { chargeNamedBy } from '../charges/own-payment.rules.ts';
import type { MoneyEvent, Reading } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import { messageOfDiscrepancy, messagesOfMove } from '../outbound/outbound.service.ts';
import { writeEntries } from '../payouts/payout-entry.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, insertDiscrepancies } from '../reconciliation/discrepancy.repository.ts';
import type { HoldReason } from '../reconciliation/reconciliation.rules.ts';
import { announceSettlements } from '../reconciliation/settlement.service.ts';
import { type InboxRow, finishInbox } from './inbox.repository.ts';
import { type Effect, applyEvent, withoutFuture } from './inbox.rules.ts';
import { readRow } from './notice-charge.service.ts';
import { keepWaiting, raiseUnreadable } from './stray-notice.service.ts';

export interface Processed {
  /** Other slips of what has been paid, which are wanted voided. */
  readonly others: readonly ChargeDocument[];
  readonly refunded: readonly ChargeDocument[];
}

const refundKinds = new Set<MoneyEvent['kind']>(['partly_refunded', 'refunded', 'refund_failed']);

/** One transaction for up to fifty notices of one organisation. Returns the other slips of what reached money, and the charges of whose refunds was told. */
export async function processBatch(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  rows: readonly InboxRow[],
): Promise<Processed> {
  const { clock, databases } = platform;
  // Rows are kept in real time, events in business time.
  const moved = clock.now().getTime() - clock.realNow().getTime();
  const readings = rows.map((row) => {
    const reading = readRow(connectors, row);
    if (reading.outcome !== 'event') return { row, reading };
    return { row, reading: { ...reading, event: withoutFuture(reading.event, new Date(row.receivedAt.getTime() + moved)) } };
  });
  const fitting = await withoutOtherMode(platform, scope, readings);
  await announceSettlements(platform, scope, fitting);
  return inTransaction(databases.client, (session) => applyBatch(platform, scope, fitting, session));
}

/** Play money is not booked where real money is, nor the other way round (case 40); most providers have secrets of their own for each. */
async function withoutOtherMode<R extends { row: InboxRow; reading: Reading }>(
  platform: Platform,
  scope: OrgScope,
  readings: readonly R[],
): Promise<readonly { row: InboxRow; reading: Reading }[]> {
  if (!readings.some(({ reading }) => reading.outcome === 'event' && reading.event.mode)) return readings;
  const accounts = new Map((await listAccounts(platform.databases.payments, scope)).map(({ _id, mode }) => [_id as string, mode]));
  return readings.map(({ row, reading }) => {
    const told = reading.outcome === 'event' ? reading.event.mode : undefined;
    const mode = accounts.get(row.accountId);
    if (!told || mode === undefined || told === mode) return { row, reading };
    platform.log.warn({ inboxId: row._id, mode, told, security: true }, 'a notice of the other mode is not booked');
    return { row, reading: { outcome: 'nothing' as const } };
  });
}

async function applyBatch(
  platform: Platform,
  scope: OrgScope,
  readings: readonly { row: InboxRow; reading: Reading }[],
  session: ClientSession,
): Promise<Processed> {
  const { databases, clock } = platform;
  const db = databases.payments;
  const named = readings.flatMap(({ row, reading }) => (reading.outcome === 'event' ? [{ row, event: reading.event }] : []));
  const charges = await findNamedCharges(
    db,
    scope,
    named.map((entry) => entry.event),
    session,
  );
  const known =
    charges.length > 0
      ? await listMoneyEvents(
          db,
          scope,
          charges.map((charge) => charge._id),
          session,
        )
      : [];

  const current = new Map(charges.map((charge) => [charge._id as string, charge]));
  const effects: Effect[] = [];
  const orphans: { row: InboxRow; event: MoneyEvent }[] = [];
  for (const { row, event } of named) {
    // Only charges of the very account that was called (case 23).
    const own = [...current.values()].filter(({ accountId }) => accountId === row.accountId);
    const charge = chargeNamedBy(own, event);
    if (!charge) {
      orphans.push({ row, event });
      continue;
    }
    const effect = applyEvent(
      charge,
      known.filter((other) => other.chargeId === charge._id),
      event,
      row._id,
    );
    known.push(effect.event);
    effects.push(effect);
    if (Object.keys(effect.changes).length > 0) current.set(charge._id, { ...charge, ...effect.changes });
  }
  await insertMoneyEvents(
    db,
    scope,
    effects.map((effect) => effect.event),
    session,
  );
  const born = effects.flatMap((effect) => (effect.born ? [effect.born] : []));
  await insertDeposits(
    db,
    scope,
    born.map(({ charge }) => charge),
    session,
  );
  await updateCharges(db, scope, changedCharges(charges, current, clock.now()), session);
  const moved = charges
    .filter((charge) => effects.some((effect) => effect.charge._id === charge._id && effect.move !== null))
    .map((before) => ({ before, after: current.get(before._id)! }));
  await writeEntries(
    platform,
    scope,
    [...moved, ...born.map(({ charge, move }) => ({ before: move.charge, after: charge }))],
    known,
    session,
  );
  const discrepancies = effects.flatMap((effect) => {
    const reason = effect.held ?? effect.warning;
    return reason && !effect.isRepeat ? [discrepancyOf(effect, reason, clock.now())] : [];
  });
  const messages = [
    ...effects.flatMap((effect) => (effect.move ? messagesOfMove(effect.move, clock) : [])),
    ...born.flatMap(({ move }) => messagesOfMove(move, clock)),
    ...discrepancies.map(({ row, charge }) => messageOfDiscrepancy(row, charge, '', clock)),
  ];
  await insertDiscrepancies(
    db,
    scope,
    discrepancies.map(({ row }) => row),
    session,
  );
  await insertOutbox(db, messages, session);
  const ended = readings.flatMap(({ row, reading }) =>
    reading.outcome === 'card_ended' ? [{ accountId: row.accountId as ProviderAccountId, token: reading.token }] : [],
  );
  await stopCards(platform, scope, ended, session);
  await finishRows(db, scope, readings, effects, session);
  await keepWaiting(platform, scope, orphans, session);
  await raiseUnreadable(
    platform,
    scope,
    readings.filter(({ reading }) => reading.outcome === 'unreadable').map(({ row }) => row),
    session,
  );
  const paid = effects.flatMap((effect) =>
    effect.born || (!effect.move?.back && effect.move?.steps.some((step) => step === 'final' || step === 'provisional'))
      ? [effect.charge]
      : [],
  );
  const others = await wantOthersVoided(platform, scope, paid, session);
  crashPoint('inbox.applied');
  return {
    others,
    refunded: effects.filter(({ event }) => refundKinds.has(event.kind)).map(({ charge }) => charge),
  };
}

/** One guarded update per charge, however many events of the batch touched it. */
function changedCharges(before: readonly ChargeDocument[], after: ReadonlyMap<string, ChargeDocument>, at: Date) {
  return before.flatMap((charge) => {
    const now = after.get(charge._id)!;
    if (now === charge) return [];
    const { state, settledBy, providerIds, instructions, expiresAt, account, amount, fee, lines } = now;
    const asked =
      now.state === charge.state
        ? { inquiries: charge.inquiries, nextInquiryAt: charge.nextInquiryAt }
        : // In its new state it is asked about anew, if at all.
          { inquiries: 0, nextInquiryAt: nextInquiryAt({ ...now, inquiries: 0 }, at) };
    const deposits = account ? { account, amount, lines, ...(fee ? { fee } : {}) } : {};
    const version = Math.max(charge.version + 1, now.version);
    return [{ charge, set: { state, settledBy, providerIds, instructions, expiresAt, ...deposits, ...asked, version } }];
  });
}

/** What people may say of it once they have seen it: money that moved before moves once more, by what was received. */
const movesOf: Readonly<Partial<Record<HoldReason, NonNullable<DiscrepancyDocument['moves']>>>> = {
  refund_bounced: 'refund_back',
  chargeback_of_part: 'part_taken',
  withdrawn_after_final: 'taken_back',
};

function discrepancyOf(effect: Effect, reason: HoldReason, raisedAt: Date): { row: DiscrepancyDocument; charge: ChargeDocument } {
  const { charge, event } = effect;
  const moves = movesOf[reason];
  const expected = addYen(charge.account?.asked ?? charge.amount, charge.memberFee);
  return {
    charge,
    row: {
      _id: newDiscrepancyId(),
      orgId: charge.orgId,
      inboxId: event.inboxId,
      reason,
      provider: charge.provider,
      chargeId: charge._id,
      expected,
      // A withdrawal says no sum: it is about all of the payment.
      received: moves === 'taken_back' ? expected : (event.refund?.amount ?? event.amount),
      ...(effect.held !== null && event.kind === 'final' ? { bringsMoney: true as const } : {}),
      ...(moves ? { moves } : {}),
      raisedAt,
    },
  };
}

async function finishRows(
  db: Platform['databases']['payments'],
  scope: OrgScope,
  readings: readonly { row: InboxRow; reading: Reading }[],
  effects: readonly Effect[],
  session: ClientSession,
): Promise<void> {
  const byInbox = new Map(effects.map((effect) => [effect.event.inboxId, effect]));
  const none = (): InboxRow[] => [];
  const groups = { moved: none(), held: none(), stale: none(), settlements: none(), nothing: none() };
  for (const { row, reading } of readings) {
    const effect = byInbox.get(row._id);
    if (effect) groups[effect.held !== null ? 'held' : effect.move || effect.born ? 'moved' : 'stale'].push(row);
    else if (reading.outcome === 'settlement') groups.settlements.push(row);
    else if (reading.outcome === 'nothing') groups.nothing.push(row);
  }
  await finishInbox(db, scope, groups.moved, 'done', 'moved', session);
  await finishInbox(db, scope, groups.held, 'done', 'held', session);
  await finishInbox(db, scope, groups.stale, 'stale', 'no_effect', session);
  await finishInbox(db, scope, groups.settlements, 'done', 'settlement', session);
  await finishInbox(db, scope, groups.nothing, 'done', 'nothing_to_do', session);
}
