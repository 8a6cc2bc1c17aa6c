import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type MoneyEventId, newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import type { MoneyEvent } from '../connectors/connector.ts';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import { deriveState, hasMoney, orderEvents } from '../charges/charge.rules.ts';
import type { ChargeMove } from '../outbound/outbound.service.ts';
import { type HoldReason, reconcile } from '../reconciliation/reconciliation.rules.ts';

export interface Effect {
  readonly event: MoneyEventDocument;
  readonly held: HoldReason | null;
  /** What the server is told, one after another; none: stored, no effect on the charge. */
  readonly moves: readonly ChargeMove[];
  readonly charge: ChargeDocument;
  readonly changes: Partial<ChargeDocument>;
}

/**
 * What one event does to its charge, from all events known so far. Pure: the same events give the same state in any
 * order of arrival. Held events are stored and do not count.
 */
export function applyEvent(
  charge: ChargeDocument,
  known: readonly MoneyEventDocument[],
  event: MoneyEvent,
  inboxId: string,
  id: MoneyEventId = newMoneyEventId(),
): Effect {
  const verdict = reconcile(event, charge);
  const held = verdict.outcome === 'hold' ? verdict.reason : null;
  const row: MoneyEventDocument = {
    _id: id,
    orgId: charge.orgId,
    chargeId: charge._id,
    inboxId,
    kind: event.kind,
    occurredAt: event.occurredAt,
    providerPaymentId: event.providerPaymentId,
    amount: event.amount,
    currency: event.currency,
    refunded: event.refunded,
    held: held !== null,
  };
  if (held !== null) return { event: row, held, moves: [], charge, changes: {} };
  const before = known.filter((other) => !other.held);
  const counted = [...before, row];
  const { state } = deriveState(charge.base, counted);
  const told = whatItTells(charge, event);
  const moreBack = state === 'partly_refunded' && refundedBy(counted) > refundedBy(before);
  if (state === charge.state && !moreBack) return { event: row, held, moves: [], charge, changes: told };
  const settledBy = hasMoney(state) ? moneyPayment(counted, charge.settledBy) : null;
  const moves = stepsTo(charge, state).map((to, step): ChargeMove => ({
    charge: step === 0 ? charge : { ...charge, state: 'final', version: charge.version + step },
    to,
    at: timeOfMove(counted, event, to),
    refunded: yen(refundedBy(counted)),
    expiresAt: told.expiresAt ?? charge.expiresAt,
    causedBy: inboxId,
  }));
  return { event: row, held, charge, moves, changes: { ...told, state, settledBy } };
}

/**
 * The moves that are told on the way. When word of a refund overtakes the word of its money, the charge jumps over
 * `final`; the books cannot: what was never put in cannot be taken out.
 */
function stepsTo(charge: ChargeDocument, to: ChargeState): ChargeState[] {
  const takenBack = to === 'partly_refunded' || to === 'refunded' || to === 'charged_back';
  return takenBack && charge.state !== 'final' && charge.state !== 'partly_refunded' ? ['final', to] : [to];
}

/** The provider tells the sum of all refunds so far, so the largest one heard is the newest, whatever came last. */
function refundedBy(events: readonly MoneyEventDocument[]): number {
  return Math.max(0, ...events.map(({ refunded }) => refunded ?? 0));
}

/** Numbers, deadlines and provider ids that an event carries and the charge does not have yet. */
function whatItTells(charge: ChargeDocument, event: MoneyEvent): Partial<ChargeDocument> {
  const told: Partial<ChargeDocument> = {};
  if (event.providerPaymentId && !charge.providerIds['paymentId'])
    told.providerIds = { ...charge.providerIds, paymentId: event.providerPaymentId };
  if (event.instructions && !charge.instructions) told.instructions = event.instructions;
  if (event.expiresAt && !charge.expiresAt) told.expiresAt = event.expiresAt;
  return told;
}

function moneyPayment(events: readonly MoneyEventDocument[], before: string | null): string | null {
  if (before !== null) return before;
  return orderEvents(events).find((event) => event.kind === 'final' || event.kind === 'provisional')?.providerPaymentId ?? null;
}

/** The provider's time of the event that brought the charge where it is now. */
function timeOfMove(events: readonly MoneyEventDocument[], latest: MoneyEvent, state: ChargeState): Date {
  if (state === 'final' || state === 'provisional') {
    return orderEvents(events).find((event) => event.kind === state)?.occurredAt ?? latest.occurredAt;
  }
  return latest.occurredAt;
}

/** When to look again for the charge of a notice: often at first, every ten minutes later, null after a day. */
export function nextLookAt(receivedAt: Date, now: Date): Date | null {
  const age = now.getTime() - receivedAt.getTime();
  if (age >= 86_400_000) return null;
  return new Date(now.getTime() + Math.min(600_000, Math.max(1000, age / 2)));
}

/** After a minute without its charge a notice is an orphan that staff should see (case 51), though it keeps waiting. */
export function isOrphan(receivedAt: Date, now: Date): boolean {
  return now.getTime() - receivedAt.getTime() >= 60_000;
}
