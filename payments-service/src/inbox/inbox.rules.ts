import { type MoneyEventId, newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import type { MoneyEvent } from '../connectors/connector.ts';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import { deriveState, hasMoney, orderEvents, stepsBetween } from '../charges/charge.rules.ts';
import type { ChargeMove } from '../outbound/outbound.service.ts';
import { type HoldReason, reconcile } from '../reconciliation/reconciliation.rules.ts';

export interface Effect {
  readonly event: MoneyEventDocument;
  readonly held: HoldReason | null;
  /** Null: stored, no effect on the charge. */
  readonly move: ChargeMove | null;
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
    ...(event.code === undefined ? {} : { code: event.code }),
  };
  if (held !== null) return { event: row, held, move: null, charge, changes: {} };
  const counting = known.filter((other) => !other.held);
  const counted = [...counting, row];
  const before = deriveState(charge.base, counting);
  const after = deriveState(charge.base, counted);
  const told = whatItTells(charge, event);
  const steps = stepsBetween({ ...before, state: charge.state }, after);
  if (steps.length === 0) return { event: row, held, move: null, charge, changes: told };
  const move: ChargeMove = {
    charge,
    steps,
    at: (state) => after.reachedAt.get(state) ?? event.occurredAt,
    refunded: after.refunded,
    expiresAt: told.expiresAt ?? charge.expiresAt,
    causedBy: inboxId,
  };
  const settledBy = hasMoney(after.state) ? moneyPayment(counted, charge.settledBy) : null;
  return { event: row, held, charge, move, changes: { ...told, state: after.state, settledBy, version: charge.version + steps.length } };
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

/** Clocks differ by seconds; a provider's time beyond this is no time at which something happened. */
const clockSkewMs = 300_000;

/** Nothing has happened later than we heard of it: a receipt is not dated by a wrong clock. */
export function withoutFuture(event: MoneyEvent, heardAt: Date): MoneyEvent {
  return event.occurredAt.getTime() > heardAt.getTime() + clockSkewMs ? { ...event, occurredAt: heardAt } : event;
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
