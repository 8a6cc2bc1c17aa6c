import { randomInt } from 'node:crypto';

export type Target = 'payments-service' | 'server' | 'database';

export interface ChaosPlan {
  readonly payments: number;
  /** Deliveries per payment: the first and its repetitions. */
  readonly deliveries: number;
  readonly kills: readonly Target[];
}

/** security.md 2, G2: what is killed how often while callbacks come in. */
const sizes = {
  ci: { payments: 150, kills: { 'payments-service': 1, server: 0, database: 1 } },
  quick: { payments: 500, kills: { 'payments-service': 5, server: 3, database: 2 } },
  full: { payments: 5000, kills: { 'payments-service': 100, server: 60, database: 40 } },
} as const;

export type ChaosSize = keyof typeof sizes;
export const chaosSizes = Object.keys(sizes) as ChaosSize[];

/** The kills of a size in an order that is drawn anew each time. */
export function chaosPlan(size: ChaosSize): ChaosPlan {
  const { payments, kills } = sizes[size];
  const drawn = Object.entries(kills).flatMap(([target, times]) => Array.from({ length: times }, () => target as Target));
  for (let index = drawn.length - 1; index > 0; index -= 1) {
    const other = randomInt(0, index + 1);
    [drawn[index], drawn[other]] = [drawn[other]!, drawn[index]!];
  }
  return { payments, deliveries: 2, kills: drawn };
}
