import { type Yen, subtractYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';

/** What a receipt says about the money, as far as the stamp duty on paper depends on it (domain.md 4.2). */
export interface StampFacts {
  /** Received otherwise than by card: where a card was used no money changed hands. */
  readonly cash: Yen;
  /** Consumption tax in it, if the receipt shows it in yen; 「税込」 alone does not count. */
  readonly taxShown: Yen;
  /** Of business: not so of bodies that cannot share out a surplus. */
  readonly business: boolean;
}

export type StampReason = 'electronic' | 'card' | 'not_business' | 'below' | 'due';

/** 印紙税額一覧表, no. 17-1: up to and including each sum. */
const steps: readonly (readonly [upTo: number, duty: number])[] = [
  [1_000_000, 200],
  [2_000_000, 400],
  [3_000_000, 600],
  [5_000_000, 1000],
  [10_000_000, 2000],
  [20_000_000, 4000],
  [30_000_000, 6000],
  [50_000_000, 10_000],
  [100_000_000, 20_000],
  [200_000_000, 40_000],
  [300_000_000, 60_000],
  [500_000_000, 100_000],
  [1_000_000_000, 150_000],
  [Number.MAX_SAFE_INTEGER, 200_000],
];
const freeBelow = 50_000;

/** Yen of stamp, and why. */
export function stampDuty(facts: StampFacts, medium: 'electronic' | 'paper'): { readonly duty: Yen; readonly reason: StampReason } {
  const none = (reason: StampReason) => ({ duty: zeroYen, reason });
  if (medium === 'electronic') return none('electronic');
  if (facts.cash === 0) return none('card');
  if (!facts.business) return none('not_business');
  const net = subtractYen(facts.cash, facts.taxShown);
  if (net < freeBelow) return none('below');
  return { duty: yen(steps.find(([upTo]) => net <= upTo)![1]), reason: 'due' };
}
