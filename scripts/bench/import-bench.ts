import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import { type Side, growthExponent, median } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench import`, performance.md P5: a roll from its first byte to its last member beside the bare driver. */
const baselineEntry = 'scripts/bench/baseline/import-baseline.ts';
const ownEntry = 'server/test/import-bench.ts';
const floors = { ratio: 0.9, exponent: 1.05, extraMebibytes: 64, secondsFor10000: 60 };
const sliceRows = 2000;

interface Ran {
  readonly state: string;
  readonly counts: { readonly new: number; readonly changed: number; readonly error: number };
  readonly outcomes: { readonly added?: number; readonly changed?: number; readonly left_out?: number };
  readonly checkedMs: number;
  readonly allMs: number;
}

export async function benchImport(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes)
    await withDatabase(mode, async ({ uri, place }) => {
      await compareWithDriver(request, report, place, uri);
      await growth(request, report, place, uri);
    });
}

async function compareWithDriver(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const ours = await startWorker(ownEntry);
  const baseline = await startWorker(baselineEntry);
  try {
    const { value: opened } = await ours.ask<{ prefix: string }>('open', { uri });
    const first = await takeIn(ours, sliceRows, 'shift_jis');
    const { value: sample } = await ours.ask('sample', { organization: first.organization });
    await baseline.ask('open', { uri, prefix: opened.prefix, sample });
    const { value: bytes } = await ours.ask('file', { rows: sliceRows, encoding: 'utf-8' });
    await baseline.ask('prepare', { bytes });
    const taken: { organization: number; ran: Ran }[] = [first];
    const compared = await comparePairs({
      metrics: ['wall', 'cpu'],
      gated: ['wall'],
      quads: 8,
      warmUps: 2,
      repeatUntil: request.repeatUntil,
      stopAt: request.stopAt - 200_000,
      run: async (side: Side) => {
        if (side === 'baseline') {
          const { spent } = await baseline.ask('run');
          return { wall: spent.wallMs / sliceRows, cpu: spent.cpuMicros / sliceRows };
        }
        const one = await takeIn(ours, sliceRows, 'utf-8');
        taken.push(one);
        return { wall: one.wallMs / sliceRows, cpu: one.cpuMicros / sliceRows };
      },
    });
    report.compared(place, 'import.time', 'ms/row', compared.wall, floors.ratio);
    report.compared(place, 'import.cpu', 'µs/row', compared.cpu, null);
    let broken = 0;
    for (const { organization, ran } of taken) {
      const { value } = await ours.ask<{ apart: number; changedApart: number }>('check', { organization, rows: sliceRows });
      const asPlanned = ran.outcomes.added === ran.counts.new && ran.outcomes.changed === ran.counts.changed;
      broken += value.apart + value.changedApart + (asPlanned && ran.state === 'done' ? 0 : 1);
    }
    report.guarantee(place, 'import.check: as planned, none missing, none doubled', broken, 'import.');
  } finally {
    await Promise.all([ours.stop(), baseline.stop()]);
  }
}

async function takeIn(ours: Worker, rows: number, encoding: 'utf-8' | 'shift_jis') {
  const { value: organization } = await ours.ask<number>('prepare', { rows, encoding });
  const { value: ran, spent } = await ours.ask<Ran>('run', { organization });
  return { organization, ran, ...spent };
}

/** Time over the size of the file, and the memory of a fresh process at the smallest and the largest. */
async function growth(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const sizes = request.full ? [10_000, 30_000, 100_000] : [10_000, 20_000, 30_000];
  const times: { size: number; time: number }[] = [];
  const peaks = new Map<number, number>();
  for (const size of sizes) {
    const ours = await startWorker(ownEntry);
    try {
      await ours.ask('open', { uri });
      await takeIn(ours, 1000, 'utf-8');
      const { value: organization } = await ours.ask<number>('prepare', { rows: size, encoding: 'utf-8' });
      await ours.ask('collect');
      const { value, spent } = await ours.ask<Ran>('run', { organization });
      times.push({ size, time: median([value.allMs]) });
      // The bytes of the file are the network's here, not the product's.
      peaks.set(size, spent.peakRss);
      request.say(`  ${size} rows in ${(value.allMs / 1000).toFixed(1)} s, of which check ${(value.checkedMs / 1000).toFixed(1)} s`);
      if (size === 10_000)
        report.atMost(place, 'import.10000-rows', 's', value.allMs / 1000, floors.secondsFor10000, 'upload, check and run, at most');
    } finally {
      await ours.stop();
    }
  }
  report.atMost(place, 'import.growth', 'exponent', growthExponent(times), floors.exponent, `${sizes.join('/')} rows`);
  const extra = peaks.get(sizes.at(-1)!)! - peaks.get(sizes[0]!)!;
  report.atMost(place, 'import.memory', 'MiB', extra / 2 ** 20, floors.extraMebibytes, `peak at ${sizes.at(-1)} minus peak at ${sizes[0]}`);
}
