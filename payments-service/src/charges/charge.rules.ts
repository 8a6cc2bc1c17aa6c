import type { ChargeMethod, ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, addYen, maxYen, subtractYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
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
const afterFinal: Row = {
  partly_refunded: 'partly_refunded',
  refunded: 'refunded',
  charged_back: 'charged_back',
  part_charged_back: 'partly_refunded',
};

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
  partly_refunded: { ...afterFinal, refund_returned: 'final', chargeback_won: 'final' },
  refunded: { refund_returned: 'final', chargeback_won: 'final' },
  charged_back: { chargeback_won: 'final', refund_returned: 'charged_back' },
};

export interface DatedEvent {
  readonly _id: string;
  readonly kind: MoneyEventKind;
  readonly occurredAt: Date;
  /** Sum refunded in all so far, where the event tells one. */
  readonly refunded?: Yen | null;
  /** The very refund that it tells of, where the provider tells of each by itself. */
  readonly refund?: { readonly id: string; readonly amount: Yen };
  /** The very dispute that it tells of, and its sum. */
  readonly dispute?: string;
  readonly amount?: Yen | null;
}

const kindRank = new Map(moneyEventKinds.map((kind, rank) => [kind, rank]));

/** Provider time first, then the natural order of kinds, then the id: never arrival. */
export function orderEvents<E extends DatedEvent>(events: readonly E[]): E[] {
  return [...events].sort(
    (left, right) =>
      left.occurredAt.getTime() - right.occurredAt.getTime() ||
      kindRank.get(left.kind)! - kindRank.get(right.kind)! ||
      (left._id < right._id ? -1 : 1),
  );
}

/** Where a charge stands, as far as its money goes. */
export interface Standing {
  readonly state: ChargeState;
  /** How often money that was charged back has been won back: each time it is a new Payment. */
  readonly rounds: number;
  /** Sum given back in all, in parts. */
  readonly refunded: Yen;
  /** What of it disputes took in parts. */
  readonly disputed: Yen;
  /** What had gone back in parts and is here again, all parts together. */
  readonly back: Yen;
}

export interface DerivedState extends Standing {
  /** The part that each dispute has. */
  readonly disputes: ReadonlyMap<string, Yen>;
  /** Events that the table does not take from where the charge was. */
  readonly stale: readonly string[];
  /** Provider time of the event that led into each state last. */
  readonly reachedAt: ReadonlyMap<ChargeState, Date>;
}

/**
 * The state of a charge from all its stored events; every order of arrival gives the same answer. `whole` is the sum of the charge,
 * null where no part of it can have been disputed.
 */
export function deriveState(base: ChargeState, events: readonly DatedEvent[], whole: Yen | null = null): DerivedState {
  let state = base;
  let rounds = 0;
  let gone = nothingGone;
  const stale: string[] = [];
  const reachedAt = new Map<ChargeState, Date>();
  for (const event of orderEvents(events)) {
    const next = isOver(state, event, gone) ? undefined : chargeTransitions[state][kindOf(event, gone, whole)];
    if (next === undefined) {
      stale.push(event._id);
      continue;
    }
    if (hasMoney(next)) gone = withPart(gone, event, whole);
    if (state === 'charged_back' && next !== state) rounds += 1;
    // What is here again is the money that was paid then: its time stays.
    if (!comesBack.has(event.kind)) reachedAt.set(next, event.occurredAt);
    state = comesBack.has(event.kind) ? standsAfterReturn(gone) : next;
  }
  const { disputes, back } = gone;
  return { state, rounds, refunded: sumOf(gone), disputed: sumYen(disputes.values()), disputes, back, stale, reachedAt };
}

/** Parts that had gone back before are not won, nor does one that is here again bring the others. */
function standsAfterReturn(gone: Gone): ChargeState {
  if (gone.rest) return 'charged_back';
  return sumOf(gone) > 0 ? 'partly_refunded' : 'final';
}

const comesBack = new Set<MoneyEventKind>(['chargeback_won', 'refund_returned']);

/** What has gone back in parts: by the sums that a provider tells, or by each refund where it tells of them one by one. */
interface Gone {
  readonly told: Yen;
  readonly refunds: ReadonlyMap<string, Yen>;
  /** Taken by disputes about a part, each by itself. */
  readonly disputes: ReadonlyMap<string, Yen>;
  /** The dispute that took all that was left, and how much that was. */
  readonly rest: { readonly dispute: string; readonly amount: Yen } | null;
  readonly back: Yen;
}
const nothingGone: Gone = { told: zeroYen, refunds: new Map(), disputes: new Map(), rest: null, back: zeroYen };

const sumOf = ({ told, refunds, disputes }: Gone): Yen => addYen(maxYen(told, sumYen(refunds.values())), sumYen(disputes.values()));

/** A dispute that took nothing gives nothing back; one about a part is known by what people said of it. */
function isOver(state: ChargeState, { kind, refund, dispute = '', amount }: DatedEvent, { disputes }: Gone): boolean {
  if (kind === 'refund_returned') return refund === undefined;
  if (kind === 'part_charged_back') return dispute === '' || (amount ?? 0) < 1;
  return kind === 'chargeback_won' && state !== 'charged_back' && !disputes.has(dispute);
}

function withPart(gone: Gone, { kind, refund, refunded, dispute = '', amount }: DatedEvent, whole: Yen | null): Gone {
  if (kind === 'charged_back') {
    const left = maxYen(zeroYen, subtractYen(whole ?? zeroYen, sumOf(gone)));
    return { ...gone, rest: { dispute, amount: amount ?? left } };
  }
  if (kind === 'part_charged_back') return { ...gone, disputes: new Map([...gone.disputes, [dispute, amount ?? zeroYen]]) };
  if (kind === 'chargeback_won') {
    const disputes = new Map(gone.disputes);
    disputes.delete(dispute);
    return { ...gone, disputes, rest: null, back: addYen(gone.back, gone.disputes.get(dispute) ?? zeroYen) };
  }
  if (kind === 'refund_returned' && refund) {
    const refunds = new Map(gone.refunds);
    refunds.delete(refund.id);
    const told = maxYen(zeroYen, subtractYen(gone.told, refund.amount));
    return withRestAsPart({ ...gone, told, refunds, back: addYen(gone.back, refund.amount) }, whole);
  }
  if (kind !== 'partly_refunded' && kind !== 'refunded') return gone;
  if (refund) return { ...gone, refunds: new Map([...gone.refunds, [refund.id, refund.amount]]) };
  // All of it, where a provider tells no sum of that.
  const all = kind === 'refunded' ? (amount ?? zeroYen) : zeroYen;
  return { ...gone, told: maxYen(gone.told, refunded ?? all) };
}

/** Once a refund from before it is here again, a dispute that took all that was left has a part, as one about a part has. */
function withRestAsPart(gone: Gone, whole: Yen | null): Gone {
  if (!gone.rest || whole === null) return gone;
  const parts = { ...gone, disputes: new Map([...gone.disputes, [gone.rest.dispute, gone.rest.amount]]), rest: null };
  return sumOf(parts) < whole ? parts : gone;
}

/**
 * Whether a refund made it all that has gone was said as it looked when it arrived: where each is told by itself, something had come
 * back by then, or a dispute has a part, what is gone decides.
 */
function kindOf(event: DatedEvent, gone: Gone, whole: Yen | null): MoneyEventKind {
  const { kind, refund, refunded } = event;
  const decides = gone.back > 0 || gone.disputes.size > 0 || (refund !== undefined && whole !== null);
  if ((kind !== 'refunded' && kind !== 'partly_refunded') || !decides) return kind;
  if (!refund && (refunded ?? null) === null) return kind;
  const all = whole ?? refunded ?? zeroYen;
  return sumOf(withPart(gone, event, whole)) < all ? 'partly_refunded' : whole === null ? kind : 'refunded';
}

/**
 * Less has gone back than had before, and not because a dispute that has all was won: what had gone in a part is here again, though
 * a dispute took the rest, or though the part of one turns out to have been won when it still had all that was left.
 */
export function isBroughtBack(before: Standing, after: Standing): boolean {
  const isHere = after.state === 'final' || after.state === 'partly_refunded';
  const isBack = after.rounds === before.rounds && after.back > before.back;
  if (before.state === 'charged_back') return isHere && isBack;
  const hadGone = before.state === 'partly_refunded' || before.state === 'refunded';
  return hadGone && isHere && (isBack || after.disputed < before.disputed) && after.refunded < before.refunded;
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
  if (isBroughtBack(before, after)) return [after.state];
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
