import type { ChargeMethod, ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, addYen, yen } from '@tsudoi/shared/kernel/yen';
import { type MoneyEventKind, moneyEventKinds } from '../connectors/connector.ts';

type Row = Partial<Readonly<Record<MoneyEventKind, ChargeState>>>;

const beforeMoney: Row = {
  instructions_issued: 'awaiting',
  authorized: 'authorized',
  try_failed: 'failed',
  expired: 'expired',
  voided: 'voided',
  provisional: 'provisional',
  final: 'final',
};
const lateMoney: Row = { final: 'final', provisional: 'provisional' };
const afterFinal: Row = { partly_refunded: 'partly_refunded', refunded: 'refunded', charged_back: 'charged_back' };

/**
 * The one transition table (domain.md 3.8): state × event → state. What is not listed is stale: stored, no effect.
 * Money beats everything that ends a charge without money, whatever came first.
 */
const chargeTransitions: Readonly<Record<ChargeState, Row>> = {
  created: beforeMoney,
  requested: beforeMoney,
  unknown: beforeMoney,
  awaiting: { provisional: 'provisional', final: 'final', expired: 'expired', voided: 'voided' },
  authorized: { final: 'final', voided: 'voided', try_failed: 'failed', expired: 'voided' },
  provisional: { final: 'final', provisional_withdrawn: 'awaiting' },
  failed: { ...lateMoney, authorized: 'authorized' },
  expired: lateMoney,
  voided: lateMoney,
  final: afterFinal,
  partly_refunded: { partly_refunded: 'partly_refunded', refunded: 'refunded', charged_back: 'charged_back' },
  refunded: {},
  charged_back: { chargeback_won: 'final' },
};

export interface DatedEvent {
  readonly _id: string;
  readonly kind: MoneyEventKind;
  readonly occurredAt: Date;
}

const kindRank = new Map(moneyEventKinds.map((kind, rank) => [kind, rank]));

/** Provider time first, then the natural order of kinds, then the id: never arrival. */
export function orderEvents<E extends DatedEvent>(events: readonly E[]): E[] {
  return [...events].sort(
    (left, right) =>
      left.occurredAt.getTime() - right.occurredAt.getTime() ||
      kindRank.get(left.kind)! - kindRank.get(right.kind)! ||
      (left._id < right._id ? -1 : left._id > right._id ? 1 : 0),
  );
}

export interface DerivedState {
  readonly state: ChargeState;
  /** Events that the table does not take from where the charge was. */
  readonly stale: readonly string[];
}

/** The state of a charge from all its stored events; every order of arrival gives the same answer. */
export function deriveState(base: ChargeState, events: readonly DatedEvent[]): DerivedState {
  let state = base;
  const stale: string[] = [];
  for (const event of orderEvents(events)) {
    const next = chargeTransitions[state][event.kind];
    if (next === undefined) stale.push(event._id);
    else state = next;
  }
  return { state, stale };
}

const live: readonly ChargeState[] = ['created', 'requested', 'awaiting', 'authorized', 'provisional', 'unknown'];
const paid: readonly ChargeState[] = ['provisional', 'final', 'partly_refunded', 'refunded', 'charged_back'];

export function isLive(state: ChargeState): boolean {
  return live.includes(state);
}

/** Whether a charge has reached money at some time, so that a Payment stands against it. */
export function hasMoney(state: ChargeState): boolean {
  return paid.includes(state);
}

/** Upper limits per method, the member's part of the fee included (domain.md 4.2; oracle 54). */
export const methodLimits: Readonly<Record<ChargeMethod, Yen>> = {
  card: yen(9_999_999),
  konbini: yen(299_999),
  payeasy: yen(999_999),
};

export function isWithinLimit(method: ChargeMethod, amount: Yen, memberFee: Yen): boolean {
  return addYen(amount, memberFee) <= methodLimits[method];
}
