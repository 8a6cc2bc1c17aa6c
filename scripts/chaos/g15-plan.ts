import type { CrashPoint } from '@tsudoi/shared/service/crash-point';
import { testRandom } from '@tsudoi/shared/service/test-random';

/** How often each key comes at the same moment. */
export const callers = 16;
export const otherBodies = ['store', 'method', 'bill'] as const;
/** What the other body under the same key asks for instead. */
export type OtherBody = (typeof otherBodies)[number];

export interface KeyIntent {
  /** Null: all of them come with the same. */
  readonly other: OtherBody | null;
  /** Which of the callers come with the other body. */
  readonly others: ReadonlySet<number>;
}

/** Keys that come at the same time, and where the process ends that works for them. */
export interface KeyBatch {
  readonly intents: readonly KeyIntent[];
  readonly end: { readonly point: CrashPoint; readonly hit: number } | null;
}

export type KeySize = 'full' | 'quick';
const sizes: Readonly<Record<KeySize, { readonly keys: number; readonly ends: number }>> = {
  full: { keys: 500, ends: 20 },
  quick: { keys: 20, ends: 2 },
};
const together = 5;
/** Before the provider has heard of it, and before its answer is kept. */
const endPoints = ['charge.stored', 'charge.answered'] as const satisfies readonly CrashPoint[];

/** security.md 2, G15: every key sixteen times at once, one in four with two bodies, and in some batches the process ends. */
export function keyPlan(size: KeySize, seed: number): KeyBatch[] {
  const random = testRandom(seed);
  const { keys, ends } = sizes[size];
  const intents = random.shuffled(
    Array.from({ length: keys }, (_, place): KeyIntent => {
      if (place % 4 !== 0) return { other: null, others: new Set() };
      const places = random.shuffled(Array.from({ length: callers }, (_caller, caller) => caller));
      const others = new Set(places.slice(0, 1 + random.below(callers - 1)));
      return { other: otherBodies[(place / 4) % otherBodies.length]!, others };
    }),
  );
  const places = random.shuffled(Array.from({ length: keys / together }, (_, place) => place)).slice(0, ends);
  return Array.from({ length: keys / together }, (_, place) => {
    const at = places.indexOf(place);
    const end = at < 0 ? null : { point: endPoints[at % endPoints.length]!, hit: 1 + random.below(together) };
    return { intents: intents.slice(place * together, (place + 1) * together), end };
  });
}

export const keysOf = (plan: readonly KeyBatch[]): KeyIntent[] => plan.flatMap(({ intents }) => intents);
/** How many bills a plan asks for. */
export const billsFor = (plan: readonly KeyBatch[]): number => keysOf(plan).reduce((sum, { other }) => sum + (other === 'bill' ? 2 : 1), 0);

/** What one caller heard at last. */
export interface Heard {
  /** It came with the other body. */
  readonly other: boolean;
  readonly word: string;
}

const isOpened = ({ word }: Heard) => (JSON.parse(word) as { outcome?: string }).outcome === 'opened';
const conflict = JSON.stringify({ outcome: 'refused', reason: 'idempotency_mismatch' });

/** What is wrong with the answers to one key; null: one body was carried out and heard the same every time, the other was a conflict. */
export function wrongOf(heard: readonly Heard[]): string | null {
  const opened = heard.filter(isOpened);
  if (opened.length === 0) return `nobody got it: ${heard[0]?.word ?? 'nobody asked'}`;
  const done = opened[0]!.other;
  if (opened.some(({ other }) => other !== done)) return 'both bodies were carried out';
  const words = new Set(heard.filter(({ other }) => other === done).map(({ word }) => word));
  if (words.size > 1) return `different answers: ${[...words].join(' ')}`;
  const refused = heard.find(({ other, word }) => other !== done && word !== conflict);
  return refused ? `not a conflict: ${refused.word}` : null;
}
