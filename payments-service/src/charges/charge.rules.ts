import type { ChargeMethod, ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, maxYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { PayLinkId } from '@tsudoi/shared/kernel/ids';
import { moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { Connector, MoneyEventKind } from '../connectors/connector.ts';

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
  // Some providers call a hold that was let go a refund.
  authorized: { final: 'final', voided: 'voided', try_failed: 'failed', expired: 'voided', refunded: 'voided' },
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
  /** Sum refunded in all so far, where the event tells one. */
  readonly refunded?: Yen | null;
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

/** Where a charge stands, as far as its money goes. */
export interface Standing {
  readonly state: ChargeState;
  /** How often money that was charged back has been won back: each time it is a new Payment. */
  readonly rounds: number;
  /** Sum given back in all, in parts. */
  readonly refunded: Yen;
}

export interface DerivedState extends Standing {
  /** Events that the table does not take from where the charge was. */
  readonly stale: readonly string[];
  /** Provider time of the event that led into each state last. */
  readonly reachedAt: ReadonlyMap<ChargeState, Date>;
}

/** The state of a charge from all its stored events; every order of arrival gives the same answer. */
export function deriveState(base: ChargeState, events: readonly DatedEvent[]): DerivedState {
  let state = base;
  let rounds = 0;
  let refunded = zeroYen;
  const stale: string[] = [];
  const reachedAt = new Map<ChargeState, Date>();
  for (const event of orderEvents(events)) {
    const next = chargeTransitions[state][event.kind];
    if (next === undefined) {
      stale.push(event._id);
      continue;
    }
    if (event.kind === 'chargeback_won') rounds += 1;
    // Won back, it is the money that was paid then: its time stays.
    else reachedAt.set(next, event.occurredAt);
    if (next === 'partly_refunded') refunded = maxYen(refunded, event.refunded ?? zeroYen);
    // What is won back is what was charged back: parts that had gone back before are not.
    state = event.kind === 'chargeback_won' && refunded > 0 ? 'partly_refunded' : next;
  }
  return { state, rounds, refunded, stale, reachedAt };
}

/**
 * The states that the server has to hear of, one after another, so that it gets from one standing to another. Notices
 * arrive in any order, so one of them may move a charge over several states at once (a refund that came before its
 * capture): the money that came must be told all the same, or nobody has a Payment to take it back from (T5).
 */
export function stepsBetween(before: Standing, after: Standing): ChargeState[] {
  if (!hasMoney(after.state)) {
    const end = after.state === 'awaiting' ? [] : [after.state];
    // Reported money is taken back first, wherever the charge goes from there. A report that comes after its own withdrawal
    // is told of by neither: they cancel out, and the bill never shows paid (provider case 14).
    if (before.state === 'provisional') return ['awaiting', ...end];
    return before.state === after.state ? [] : [after.state];
  }
  const end = after.state === 'final' || after.state === 'provisional' ? [] : [after.state];
  if (!hasMoney(before.state)) return [after.state === 'provisional' ? 'provisional' : 'final', ...end];
  if (before.state === 'provisional') return after.state === 'provisional' ? [] : ['final', ...end];
  // Less is given back than was told: an older chargeback has come since, and what went back of money that was gone never did.
  const holdsMore = after.refunded < before.refunded || before.state === 'refunded';
  const stands = after.state === 'final' || after.state === 'partly_refunded';
  if (after.rounds > before.rounds || (stands && holdsMore))
    return [...(before.state === 'charged_back' ? [] : ['charged_back' as const]), 'final', ...end];
  if (before.state !== after.state) return [after.state];
  return after.state === 'partly_refunded' && after.refunded > before.refunded ? [after.state] : [];
}

const live: readonly ChargeState[] = ['created', 'requested', 'awaiting', 'authorized', 'provisional', 'unknown'];
const paid: readonly ChargeState[] = ['provisional', 'final', 'partly_refunded', 'refunded', 'charged_back'];

export function isLive(state: ChargeState): boolean {
  return live.includes(state);
}

/** It can still be paid into: a number that is out, or an account that takes more than one transfer. */
export function takesMoney(charge: { readonly state: ChargeState; readonly account?: { readonly open: boolean } }): boolean {
  return isLive(charge.state) || charge.account?.open === true;
}

/** Whether a charge has reached money at some time, so that a Payment stands against it. */
export function hasMoney(state: ChargeState): boolean {
  return paid.includes(state);
}

/** Upper limits per method, the member's part of the fee included (domain.md 4.2; oracle 54); a convenience store's is the operator's to say. */
export function mostOf(method: ChargeMethod, konbiniMost: Yen): Yen {
  if (method === 'konbini') return konbiniMost;
  return yen(method === 'payeasy' ? 999_999 : 9_999_999);
}

/** Why a sum, the member's part of the fee included, cannot be paid by a method; what a provider takes at least is its own. */
export function unfitSum(
  method: ChargeMethod,
  sum: Yen,
  konbiniMost: Yen,
  { least }: Pick<Connector, 'least'>,
): 'over_limit' | 'under_limit' | null {
  if (sum > mostOf(method, konbiniMost)) return 'over_limit';
  return sum < (least?.[method] ?? 0) ? 'under_limit' : null;
}

interface Payer {
  readonly payLinkId?: PayLinkId | null | undefined;
}

/** Who pays: a member themself, or whoever has a link. */
export function isSamePayer(left: Payer, right: Payer): boolean {
  return (left.payLinkId ?? null) === (right.payLinkId ?? null);
}
