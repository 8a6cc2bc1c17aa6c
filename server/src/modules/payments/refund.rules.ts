import type { RefundState } from '@tsudoi/shared/contracts/payments/refund.contract';
import { type Yen, addYen, maxYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';

type RefundEvent = 'approve' | 'decline' | 'transfer' | 'return' | 'repeat' | 'sent' | 'unknown' | 'done' | 'refused';

/**
 * The one transition table. What is not listed has no effect. `unknown` is left by the word of the payments-service alone: the
 * provider's, or people's once nobody answers any more. A refund that was through may still bounce, and one that was refused is never taken up again: it is asked for anew.
 */
const transitions: Readonly<Record<RefundState, Partial<Readonly<Record<RefundEvent, RefundState>>>>> = {
  requested: { approve: 'approved', decline: 'refused' },
  approved: { decline: 'refused', transfer: 'done', sent: 'sent', unknown: 'unknown', done: 'done', refused: 'refused' },
  sent: { sent: 'sent', done: 'done', refused: 'refused' },
  unknown: { unknown: 'unknown', sent: 'sent', done: 'done', refused: 'refused' },
  done: { return: 'returned', refused: 'refused' },
  // 組戻し: the money is with the organisation again, until somebody transfers it once more or keeps it as a credit.
  returned: { repeat: 'approved', decline: 'refused' },
  refused: {},
};

export const openRefundStates = ['requested', 'approved', 'sent', 'unknown', 'returned'] as const;
export const closedRefundStates = ['done', 'refused'] as const;

interface Order {
  readonly amount: Yen;
  readonly way: 'provider' | 'transfer';
  readonly state: RefundState;
}

/** Null: it does not go from here to there. What is with the provider is not taken back, and what is to be transferred is not sent to it. */
export function nextRefundState({ state, way }: Order, event: RefundEvent): RefundState | null {
  if ((event === 'transfer' || event === 'return') && way !== 'transfer') return null;
  if (event === 'decline' && state === 'approved' && way === 'provider') return null;
  return transitions[state][event] ?? null;
}

/** The provider is asked no more, and never said what became of it: then it is for people (case 28). */
export const isUnanswered = ({ state, way, code }: Pick<Order, 'state' | 'way'> & { readonly code: string }): boolean =>
  way === 'provider' && (state === 'unknown' || state === 'sent') && code === 'no_answer';

interface Money {
  readonly received: Yen;
  readonly reversed: Yen;
  /** What of `reversed` the office gave back itself. */
  readonly refunded?: Yen;
  /** What of it disputes took. */
  readonly disputed?: Yen;
}

const sumOf = (orders: readonly Order[]): Yen => sumYen(orders.map(({ amount }) => amount));

/**
 * What can still be given back. A refund that its provider has finished and the ledger has not yet heard of counts once,
 * whichever of the two messages came first.
 */
export function refundableYen(money: Money, orders: readonly Order[]): Yen {
  const open = sumOf(orders.filter(({ state }) => openRefundStates.some((one) => one === state)));
  const done = sumOf(orders.filter(({ state, way }) => state === 'done' && way === 'provider'));
  const { refunded: byHand = zeroYen, disputed = zeroYen } = money;
  const byProvider = maxYen(yenLeft(money.reversed, byHand, disputed), done);
  return maxYen(zeroYen, yenLeft(money.received, byProvider, byHand, disputed, open));
}

const yenLeft = (received: Yen, ...gone: readonly Yen[]): Yen => subtractYen(received, sumYen(gone));

/** Whether money has gone back by the provider that no refund which is through explains: as much as this one. */
export function isSeenAtProvider(
  { reversed, refunded = zeroYen, disputed = zeroYen }: Money,
  amount: Yen,
  others: readonly Order[],
): boolean {
  const done = sumOf(others.filter(({ state, way }) => state === 'done' && way === 'provider'));
  return yenLeft(reversed, refunded, disputed, done) >= amount;
}

/** What of the money that is here is promised to refunds that are not through. */
export function promisedYen(money: Money, orders: readonly Order[]): Yen {
  return subtractYen(subtractYen(money.received, money.reversed), refundableYen(money, orders));
}

/** What of a payment was asked to go back before, or went back by hand. */
export function refundedBefore({ refunded = zeroYen }: Pick<Money, 'refunded'>, orders: readonly Order[]): Yen {
  const transferred = sumOf(orders.filter(({ state, way }) => state === 'done' && way === 'transfer'));
  return addYen(sumOf(orders.filter(({ state }) => state !== 'refused')), maxYen(zeroYen, subtractYen(refunded, transferred)));
}

/** Refunds of one payment count together, by whichever way, so that a large one is not split to need nobody else. */
export function needsApproval(limit: Yen, amount: Yen, money: Pick<Money, 'refunded'>, orders: readonly Order[]): boolean {
  return amount + refundedBefore(money, orders) > limit;
}
