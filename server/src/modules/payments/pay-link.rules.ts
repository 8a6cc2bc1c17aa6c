import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { PayLineState, PayLinkObstacle, PayLinkState } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { payLinkMaxDays } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';

interface BillAsked {
  readonly status: BillStatus;
  /** The state of a payment under way, or null. */
  readonly pending: ChargeState | null;
  /** In a link that is open. */
  readonly held: boolean;
}

/** Why a bill cannot be put in a link; null where it can. A number that is only waited for is taken back with it. */
export function payLinkObstacle({ status, pending, held }: BillAsked): PayLinkObstacle | null {
  if (status === 'draft') return 'draft';
  if (status === 'cancelled') return 'cancelled';
  if (status !== 'unpaid' && status !== 'partly_paid') return 'settled';
  if (held) return 'in_link';
  return pending === null || pending === 'awaiting' ? null : 'authorized';
}

/** A link is open on its last day, and for a year at most. */
export function isPayLinkDay(expiresOn: JstDate, today: JstDate): boolean {
  return expiresOn >= today && expiresOn <= addDays(today, payLinkMaxDays);
}

interface LineFacts {
  readonly status: BillStatus;
  /** The bill names this link. */
  readonly named: boolean;
  /** Money of this link lies on it. */
  readonly paidHere: boolean;
}

/** What became of a bill since the link was made. */
export function payLineState({ status, named, paidHere }: LineFacts): PayLineState {
  if (status === 'unpaid' || status === 'partly_paid') return named ? 'open' : 'released';
  // Put down to nothing, or taken back: there is nothing to pay.
  if (status === 'cancelled' || status === 'not_required' || status === 'draft') return 'cancelled';
  return paidHere ? 'paid_here' : 'paid_elsewhere';
}

interface LinkFacts {
  readonly withdrawn: boolean;
  readonly over: boolean;
  readonly lines: readonly PayLineState[];
  /** A payment of what is open is under way. */
  readonly pending: boolean;
}

/** Derived, never set: from what became of its bills, and from the calendar. */
export function payLinkState({ withdrawn, over, lines, pending }: LinkFacts): PayLinkState {
  if (withdrawn) return 'withdrawn';
  if (!lines.includes('open')) return lines.some((line) => line === 'paid_here' || line === 'paid_elsewhere') ? 'paid' : 'empty';
  if (over) return 'expired';
  return pending ? 'paying' : 'open';
}

export const isPayable = (state: PayLinkState): boolean => state === 'open' || state === 'paying';

/** A transfer may have been on its way when the link ended. */
export const takesTransfer = (state: PayLinkState): boolean => isPayable(state) || state === 'expired';

interface Link {
  readonly state: PayLinkState;
  readonly parts: readonly { readonly state: PayLineState }[];
}

/** Nothing that it named is owed any more. Where a bill of it asks elsewhere now, money that comes may be for that one. */
export const isPaidWhole = ({ state, parts }: Link): boolean => state === 'paid' && parts.every((part) => part.state !== 'released');

/** The bank's word is money that is there: what is paid may have been paid twice (providers.md, case 11). */
export const takesDeposit = (link: Link): boolean => takesTransfer(link.state) || isPaidWhole(link);

interface AskedLine {
  readonly billId: string;
  readonly amount: number;
}

/** The same bills with the same sums, in whatever order: what is shown is what is asked for (the frozen sum). */
export function isSameAsking(left: readonly AskedLine[], right: readonly AskedLine[]): boolean {
  const keys = (lines: readonly AskedLine[]) => lines.map(({ billId, amount }) => `${billId} ${amount}`).toSorted();
  return keys(left).join() === keys(right).join();
}

/** Five addresses open a link: one more, and the oldest of them dies. */
export function withHash(hashes: readonly string[], hash: string): string[] {
  return [...hashes, hash].slice(-5);
}

/**
 * Nothing of a link is asked for any more, and nothing was paid through it: what it asked for is the members', or others have paid
 * it. Its invoice holds no more; of one by which something was paid it does, whatever became of the rest.
 */
export const asksForNothing = ({ state, parts }: Link): boolean => !isPayable(state) && parts.every((part) => part.state !== 'paid_here');
