import type { PaymentState } from '@tsudoi/shared/contracts/payments/payment.contract';
import { type Yen, addYen, maxYen, minYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';

/** What is known of the payments that a charge has made, oldest first. */
export interface PostedPayment {
  readonly state: PaymentState;
  readonly sequence: number;
  readonly received: Yen;
  readonly reversed: Yen;
}

export type SettledVerdict =
  | { readonly effect: 'create'; readonly round: number }
  /** The provisional payment becomes confirmed; no money moves. */
  | { readonly effect: 'confirm' }
  /** The money is there already; only the fact is newer, so that a late older reversal has no effect. */
  | { readonly effect: 'advance' }
  /** Newer than a refund that holds: what took the rest back has not arrived yet. */
  | { readonly effect: 'wait' }
  | { readonly effect: 'stale' };

/**
 * A settled fact on what is posted already. Facts of one charge carry its version: an older one has no effect, so that
 * every order of arrival ends in the same state (security.md T5).
 */
export function onSettled(posted: readonly PostedPayment[], state: 'provisional' | 'final', sequence: number): SettledVerdict {
  const latest = posted.at(-1);
  if (!latest) return { effect: 'create', round: 0 };
  if (sequence <= latest.sequence) return { effect: 'stale' };
  if (latest.state === 'reversed') return { effect: 'create', round: posted.length };
  if (latest.state === 'charged_back') return { effect: 'create', round: posted.length };
  if (latest.state === 'provisional') return state === 'final' ? { effect: 'confirm' } : { effect: 'advance' };
  if (state === 'provisional') return { effect: 'stale' };
  return latest.state === 'confirmed' ? { effect: 'advance' } : { effect: 'wait' };
}

export type ReversalKind = 'provisional_withdrawn' | 'refunded' | 'partly_refunded' | 'charged_back';
/** What had gone back is here again. */
export type ReturnKind = 'refund_returned' | 'part_won';
export const isReturn = (kind: ReversalKind | ReturnKind): kind is ReturnKind => kind === 'refund_returned' || kind === 'part_won';

const reversedState: Readonly<Record<ReversalKind, PaymentState>> = {
  provisional_withdrawn: 'reversed',
  refunded: 'refunded',
  partly_refunded: 'partly_refunded',
  charged_back: 'charged_back',
};

export type ReversedVerdict =
  /** What it takes back has not arrived yet: try again later. */
  | { readonly effect: 'wait' }
  | { readonly effect: 'stale' }
  /** What it tells has gone back is gone already; only the fact is newer, so that an older return has no effect. */
  | { readonly effect: 'advance' }
  /** `amount` 0: all of it is back already, only why it went is newer. */
  | { readonly effect: 'reverse'; readonly amount: Yen; readonly state: PaymentState };

/** `total` is the sum taken back in all so far; only what is new in it moves, and never more than was received. */
export function onReversed(posted: readonly PostedPayment[], kind: ReversalKind, total: Yen, sequence: number): ReversedVerdict {
  const latest = posted.at(-1);
  if (!latest) return { effect: 'wait' };
  if (sequence <= latest.sequence) return { effect: 'stale' };
  const whole = kind === 'refunded' || kind === 'charged_back';
  // All of it is taken back already, so this fact is about money of which we have not heard yet, or names the reason anew.
  if (latest.state === 'reversed' || (latest.state === 'charged_back' && !whole)) return { effect: 'wait' };
  const target = whole || kind === 'provisional_withdrawn' ? latest.received : minYen(total, latest.received);
  // Less than has gone back already: between the two the rest was taken back and won again.
  if (target < latest.reversed) return { effect: 'wait' };
  const amount = subtractYen(target, latest.reversed);
  if (amount === 0 && !(whole && latest.state !== reversedState[kind])) return { effect: 'advance' };
  return { effect: 'reverse', amount, state: reversedState[kind] };
}

export type ReturnedVerdict =
  | { readonly effect: 'wait' }
  | { readonly effect: 'stale' }
  | { readonly effect: 'return'; readonly amount: Yen; readonly state: PaymentState };

/**
 * `total` is the sum that is still gone: the rest of what had gone back is here again. `ofChargedBack`: of a payment of which a
 * dispute has all the rest.
 */
export function onReturned(posted: readonly PostedPayment[], total: Yen, sequence: number, ofChargedBack = false): ReturnedVerdict {
  const latest = posted.at(-1);
  if (!latest) return { effect: 'wait' };
  if (sequence <= latest.sequence) return { effect: 'stale' };
  const hasGone = ofChargedBack ? latest.state === 'charged_back' : latest.state === 'refunded' || latest.state === 'partly_refunded';
  // That it went has not arrived yet. Of a payment that was charged back all is gone, though the office gave a part of it back itself.
  if (!hasGone || (total > latest.reversed && !ofChargedBack)) return { effect: 'wait' };
  const amount = maxYen(zeroYen, subtractYen(latest.reversed, total));
  return { effect: 'return', amount, state: total === 0 ? 'confirmed' : 'partly_refunded' };
}

export interface LiveAllocation<K, B> {
  readonly key: K;
  readonly billId: B;
  readonly amount: Yen;
}

/**
 * Takes a sum back: from money on no bill, then from what bills have too much, so that none reopens while another is
 * overpaid, and then from the rest; of bills the newest allocation first. `surplusOf`: yen beyond what the bill asks for.
 */
export function splitReversal<K, B>(
  amount: Yen,
  unallocated: Yen,
  live: readonly LiveAllocation<K, B>[],
  surplusOf: (billId: B) => Yen,
): { fromUnallocated: Yen; fromAllocations: { key: K; amount: Yen; closes: boolean }[] } {
  const fromUnallocated = minYen(amount, unallocated);
  let rest = subtractYen(amount, fromUnallocated);
  const surplus = new Map(live.map(({ billId }) => [billId, surplusOf(billId)]));
  const newestFirst = live.toReversed().map((allocation) => {
    const tooMuch = minYen(minYen(rest, allocation.amount), surplus.get(allocation.billId)!);
    surplus.set(allocation.billId, subtractYen(surplus.get(allocation.billId)!, tooMuch));
    rest = subtractYen(rest, tooMuch);
    return { allocation, tooMuch };
  });
  const fromAllocations: { key: K; amount: Yen; closes: boolean }[] = [];
  for (const { allocation, tooMuch } of newestFirst) {
    const more = minYen(rest, subtractYen(allocation.amount, tooMuch));
    rest = subtractYen(rest, more);
    const taken = addYen(tooMuch, more);
    if (taken > 0) fromAllocations.push({ key: allocation.key, amount: taken, closes: taken === allocation.amount });
  }
  if (rest !== zeroYen) throw new RangeError('more is taken back than the payment holds');
  return { fromUnallocated, fromAllocations };
}

/** What of a payment lies on each bill. */
export function heldByBill<B>(live: readonly { readonly row: { readonly billId: B }; readonly left: Yen }[]): Map<B, Yen> {
  const held = new Map<B, Yen>();
  for (const { row, left } of live) held.set(row.billId, addYen(held.get(row.billId) ?? zeroYen, left));
  return held;
}

/** Of live rows per original: what is left after its reversals. */
export function liveAllocations<R extends { _id: string; amount: Yen; reverses: string | null }>(
  rows: readonly R[],
): { row: R; left: Yen }[] {
  const lefts = new Map<string, Yen>();
  for (const { _id, amount, reverses } of rows) lefts.set(reverses ?? _id, addYen(lefts.get(reverses ?? _id) ?? zeroYen, amount));
  return rows.map((row) => ({ row, left: lefts.get(row._id) ?? zeroYen })).filter(({ left }) => left > 0);
}
