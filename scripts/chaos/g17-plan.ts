import { testRandom } from '@tsudoi/shared/service/test-random';

/** security.md 2, G17: a provider that tells nothing of one payment in ten, and charges whose opening was answered by nobody. */
export interface SilencePlan {
  readonly seed: number;
  readonly payments: number;
  /** Which of the payments are never told of. */
  readonly dropped: ReadonlySet<number>;
  /** Openings that took effect at the provider and whose answer was lost, and those that never reached it. */
  readonly answersLost: number;
  readonly requestsLost: number;
  /** Minutes after which somebody looks at the latest; the schedule of inquiry.rules, written down apart. */
  readonly looks: readonly number[];
}

const sizes = {
  full: { payments: 1000, unanswered: 20 },
  quick: { payments: 100, unanswered: 4 },
  ci: { payments: 50, unanswered: 2 },
} as const;
export type SilenceSize = keyof typeof sizes;

export function silencePlan(size: SilenceSize, seed: number): SilencePlan {
  const { payments, unanswered } = sizes[size];
  const places = testRandom(seed).shuffled(Array.from({ length: payments }, (_, place) => place));
  return {
    seed,
    payments,
    dropped: new Set(places.slice(0, payments / 10)),
    answersLost: unanswered,
    requestsLost: unanswered,
    looks: [1, 6, 10, 36, 96, 456, 1896, 3336, 4776],
  };
}
