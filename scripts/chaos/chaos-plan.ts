import { testRandom } from '@tsudoi/shared/service/test-random';

const targets = ['payments-service', 'server', 'database'] as const;
export type Target = (typeof targets)[number];

export interface Kill {
  readonly target: Target;
  /** How many callbacks are acknowledged when it comes. */
  readonly after: number;
}

export interface ChaosPlan {
  readonly seed: number;
  readonly payments: number;
  /**
   * The payment, by its place, that each callback tells of, in the order in which they come. Every other payment is told of a
   * second time, and the rest once: what is lost of a payment that comes again is never seen to be lost.
   */
  readonly deliveries: readonly number[];
  readonly kills: readonly Kill[];
}

/**
 * security.md 2, G2: what is killed how often while callbacks come in, half as many again as there are payments: 10,000 in full;
 * `draw`: so many different ones of the three.
 */
const sizes = {
  ci: { payments: 120, draw: 2 },
  quick: { payments: 500, kills: { 'payments-service': 5, server: 3, database: 2 } },
  full: { payments: 6667, kills: { 'payments-service': 100, server: 60, database: 40 } },
} as const satisfies Record<string, { payments: number } & ({ draw: number } | { kills: Record<Target, number> })>;

/** In milliseconds, once what was killed last is back. */
export const drainedWithin = 60_000;

export type ChaosSize = keyof typeof sizes;
export const chaosSizes = Object.keys(sizes) as ChaosSize[];

/** What is killed when. The seed decides all of it, so a run that found something can be made again. */
export function chaosPlan(size: ChaosSize, seed: number): ChaosPlan {
  const chosen = sizes[size];
  const { payments } = chosen;
  const random = testRandom(seed);
  const drawn =
    'draw' in chosen
      ? random.shuffled(targets).slice(0, chosen.draw)
      : random.shuffled(targets.flatMap((target) => Array.from({ length: chosen.kills[target] }, () => target)));
  // One moment in each of so many equal stretches, away from both ends: always in the middle of callbacks, never two at once.
  const places = Array.from({ length: payments }, (_, place) => place);
  const total = payments + Math.floor(payments / 2);
  const stretch = total / (drawn.length + 1);
  const kills = drawn.map((target, place) => ({ target, after: Math.floor(stretch * (place + 0.5 + random.below(1000) / 1000)) }));
  const deliveries = random.shuffled([...places, ...random.shuffled(places).slice(0, total - payments)]);
  return { seed, payments, deliveries, kills };
}
