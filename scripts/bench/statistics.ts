/** Pure statistics of the benchmark (performance.md 2). Random numbers are handed in, so that a result can be repeated. */

/** Linear interpolation between the two neighbours. @throws Error on an empty list */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('there is no percentile of nothing');
  const sorted = [...values].sort((left, right) => left - right);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below);
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Distance between the quartiles: how much single slices say. */
export function quartileRange(values: readonly number[]): number {
  return percentile(values, 0.75) - percentile(values, 0.25);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 95 % interval of the median by resampling. `draw` gives whole numbers below its argument. */
export function bootstrapInterval(values: readonly number[], draw: (below: number) => number, resamples = 1000): Interval {
  const medians = Array.from({ length: resamples }, () => median(values.map(() => values[draw(values.length)]!)));
  return { low: percentile(medians, 0.025), high: percentile(medians, 0.975) };
}

/** A small repeatable generator (mulberry32): resampling needs spread, not secrecy. */
export function drawFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Slope of log(time) on log(size) by least squares: 1 is linear. @throws Error on fewer than two sizes */
export function growthExponent(points: readonly { readonly size: number; readonly time: number }[]): number {
  const logs = points.map(({ size, time }) => ({ x: Math.log(size), y: Math.log(time) }));
  const meanX = logs.reduce((sum, { x }) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, { y }) => sum + y, 0) / logs.length;
  const spread = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (!(spread > 0)) throw new Error('a growth exponent needs at least two sizes');
  return logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
}

export type Side = 'ours' | 'baseline';

/**
 * The order of slices: ours, baseline, baseline, ours, and so on, so that a drift of the machine hits both alike. The two
 * baseline slices in the middle are each other's control.
 */
export function slicesInOrder(quads: number): Side[] {
  return Array.from({ length: quads }, (): Side[] => ['ours', 'baseline', 'baseline', 'ours']).flat();
}

/** What a run of slices says: the ratio of each pair, and of each baseline against itself. */
export function pairRatios(slices: readonly number[]): { readonly pairs: number[]; readonly controls: number[] } {
  const pairs: number[] = [];
  const controls: number[] = [];
  for (let at = 0; at + 3 < slices.length; at += 4) {
    const [first, second, third, fourth] = slices.slice(at, at + 4) as [number, number, number, number];
    pairs.push(first / second, fourth / third);
    // Turned about in every other quad, so that a steady drift does not look like a difference.
    controls.push((at / 4) % 2 === 0 ? second / third : third / second);
  }
  return { pairs, controls };
}

/** Whether the machine was quiet enough to believe what it showed (rule 2). */
export function isConclusive(controls: readonly number[]): boolean {
  const middle = median(controls);
  return middle >= 0.95 && middle <= 1.05 && quartileRange(controls) <= 0.2;
}
