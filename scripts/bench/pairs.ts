import type { Spent } from '@tsudoi/shared/service/bench-worker';
import type { Comparison } from './measure.ts';
import { bootstrapInterval, drawFrom, isConclusive, median, pairRatios, type Side, slicesInOrder } from './statistics.ts';

/** What one slice cost, by metric: less is better. */
export type Slice<M extends string> = Readonly<Record<M, number>>;

interface PairedRun<M extends string> {
  readonly metrics: readonly M[];
  /** Metrics that must be conclusive: the run is repeated for them, up to three times. */
  readonly gated: readonly M[];
  readonly quads: number;
  readonly warmUps: number;
  /** No repetition begins after this. */
  readonly repeatUntil: number;
  /** No group of four slices begins after this; a comparison cut short says nothing. */
  readonly stopAt: number;
  /** False when there is nothing left to repeat with. */
  mayRepeat?(): boolean;
  run(side: Side): Promise<Slice<M>>;
}

const attempts = 3;
const fewestPairs = 15;

/** Runs both sides in turn, ABBA, and gives for each metric the median of the pairs' ratios (rules 1 and 2). */
export async function comparePairs<M extends string>(paired: PairedRun<M>): Promise<Record<M, Comparison>> {
  const found = new Map<M, Comparison>();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    for (let warmUp = 0; warmUp < paired.warmUps; warmUp += 1) {
      await paired.run('ours');
      await paired.run('baseline');
    }
    const order = slicesInOrder(paired.quads);
    const slices: Slice<M>[] = [];
    for (const [at, side] of order.entries()) {
      if (at % 4 === 0 && at >= 8 && Date.now() > paired.stopAt) break;
      slices.push(await paired.run(side));
    }
    for (const metric of paired.metrics) {
      if (found.get(metric)?.conclusive) continue;
      found.set(
        metric,
        compare(
          order,
          slices.map((slice) => slice[metric]),
        ),
      );
    }
    if (paired.gated.every((metric) => found.get(metric)!.conclusive) || Date.now() > paired.repeatUntil || paired.mayRepeat?.() === false)
      break;
  }
  return Object.fromEntries(found) as Record<M, Comparison>;
}

function compare(order: readonly Side[], costs: readonly number[]): Comparison {
  const { pairs, controls } = pairRatios(costs.map((cost) => 1 / cost));
  const of = (side: Side) => median(costs.filter((_, at) => order[at] === side));
  return {
    ours: of('ours'),
    baseline: of('baseline'),
    ratio: median(pairs),
    interval: bootstrapInterval(pairs, drawFrom(pairs.length)),
    conclusive: pairs.length >= fewestPairs && isConclusive(controls),
  };
}

/** The baseline is tuned too (rule 7): how many of its writes under way at once are fastest. */
export async function bestInFlight(run: (inFlight: number) => Promise<{ readonly spent: Spent }>): Promise<number> {
  const times: { inFlight: number; time: number }[] = [];
  for (const inFlight of [1, 2, 4, 4, 2, 1]) times.push({ inFlight, time: (await run(inFlight)).spent.wallMs });
  return times.reduce((best, next) => (next.time < best.time ? next : best)).inFlight;
}
