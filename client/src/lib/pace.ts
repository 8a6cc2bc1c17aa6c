import { useState } from 'react';

export interface Pace {
  readonly ratePerSecond: number;
  readonly etaSeconds: number;
}

/** How far a work was at a moment, as a page has seen it. */
export interface Seen {
  readonly at: number;
  readonly done: number;
}

/** Long enough for a batch to be no more than a ripple, short enough to follow a work that becomes slower (interface.md 5.1). */
const windowMs = 15_000;
const leastMs = 3000;

/** What was seen with one more, without what a moving average has left behind; what began anew is begun anew. */
export function seenLately(seen: readonly Seen[], latest: Seen): readonly Seen[] {
  const last = seen.at(-1);
  if (last && latest.done < last.done) return [latest];
  const from = seen.findLastIndex(({ at }) => at <= latest.at - windowMs);
  return [...seen.slice(Math.max(0, from)), latest];
}

/** Speed of late and time left; nothing before there is enough to judge by. */
export function paceOf(seen: readonly Seen[], total: number): Pace | null {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.at - first.at < leastMs || last.done <= first.done || last.done >= total) return null;
  const ratePerSecond = (last.done - first.done) / ((last.at - first.at) / 1000);
  return { ratePerSecond: Math.max(1, Math.round(ratePerSecond)), etaSeconds: Math.max(1, Math.ceil((total - last.done) / ratePerSecond)) };
}

/** Speed is measured by a page from what it has seen; the server counts, it does not guess. */
export function usePace(done: number, total: number, seenAt: number): Pace | null {
  const [seen, setSeen] = useState<readonly Seen[]>([{ at: seenAt, done }]);
  const last = seen.at(-1)!;
  if (last.at !== seenAt || last.done !== done) setSeen(seenLately(seen, { at: seenAt, done }));
  return paceOf(seen, total);
}
