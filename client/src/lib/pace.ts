import { useState } from 'react';

export interface Pace {
  readonly ratePerSecond: number;
  readonly etaSeconds: number;
}

/** How much was done at a moment, in milliseconds of the page's clock. */
export interface Sighting {
  readonly at: number;
  readonly done: number;
}

/** Before this there is not enough to judge by (interface.md 5.1). */
const earliestMs = 3000;
/** What was faster or slower before this says nothing of what is left. */
const windowMs = 15_000;

/** What is remembered once something new was seen: the last stretch, and one sighting at its far edge. */
export function remembered(seen: readonly Sighting[], now: Sighting): readonly Sighting[] {
  const last = seen.at(-1);
  // Work that begins anew has nothing to do with what was before.
  if (last !== undefined && now.done < last.done) return [now];
  const from = seen.findLastIndex(({ at }) => at <= now.at - windowMs);
  return [...seen.slice(Math.max(0, from)), now];
}

/** Speed of late and the time that is left; nothing before there is enough to judge by, and nothing at the end. */
export function paceOf(seen: readonly Sighting[], total: number): Pace | null {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.done <= first.done || last.done >= total || last.at - first.at < earliestMs) return null;
  const ratePerSecond = (last.done - first.done) / ((last.at - first.at) / 1000);
  return { ratePerSecond: Math.max(1, Math.round(ratePerSecond)), etaSeconds: Math.max(1, Math.ceil((total - last.done) / ratePerSecond)) };
}

/** The pace of work that others do, measured by this page from what it has seen; the server counts, it does not guess. */
export function usePace(done: number, total: number, at: number): Pace | null {
  const [seen, setSeen] = useState<readonly Sighting[]>([{ at, done }]);
  const last = seen.at(-1)!;
  if (last.at !== at || last.done !== done) setSeen(remembered(seen, { at, done }));
  return paceOf(seen, total);
}
