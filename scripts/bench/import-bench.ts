import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import { type Side, growthExponent, median, percentile } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench import`, performance.md P5: a roll from its first byte to its last member beside the bare driver. */
const baselineEntry = 'scripts/bench/baseline/import-baseline.ts';
const ownEntry = 'server/test/import-bench.ts';
const floors = { ratio: 0.9, exponent: 1.05, ownExponent: 0.05, extraMebibytes: 64, secondsFor10000: 60, listMs: 500 };
/** Of the 100,000 rows of P5 as many as leave time for fifteen pairs: what an import does once must not look like its rows. */
const sliceRows = 5000;

interface Ran {
  readonly importJobId: string;
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
      await memory(request, report, place, uri);
      await acceptance(request, report, place, uri);
    });
}

/**
 * Rows 18 and 19 of interface.md 7: ten thousand rows of Shift_JIS come in and go again within a minute each, while another
 * organisation reads its list from the very process that takes them in.
 */
async function acceptance(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const rows = request.full ? 100_000 : 10_000;
  const ours = await startWorker(ownEntry);
  try {
    await ours.ask('open', { uri });
    const { value: neighbour } = await ours.ask<number>('neighbour', { members: 1000 });
    const { value: organization } = await ours.ask<number>('prepare', { rows, encoding: 'shift_jis' });
    const reading = ours.ask<number[]>('lists', { organization: neighbour });
    const { value: ran } = await ours.ask<Ran>('run', { organization });
    await ours.ask('stopLists');
    const { value: times } = await reading;
    const { value: undone, spent } = await ours.ask<Record<string, number>>('undo', { organization, importJobId: ran.importJobId });
    const untouched = (ran.outcomes.added ?? 0) + (ran.outcomes.changed ?? 0) - (undone['removed'] ?? 0) - (undone['restored'] ?? 0);
    report.guarantee(place, 'import.undo: everything that came in is taken back', Math.abs(untouched), 'import.acceptance');
    const scale = rows / 10_000;
    report.atMost(
      place,
      'import.acceptance-18',
      's',
      ran.allMs / 1000,
      floors.secondsFor10000 * scale,
      `${rows} rows of Shift_JIS, at most`,
    );
    report.atMost(place, 'import.acceptance-18-undo', 's', spent.wallMs / 1000, floors.secondsFor10000 * scale, 'taken back, at most');
    report.atMost(place, 'import.acceptance-19', 'ms p95', percentile(times, 0.95), floors.listMs, `of ${times.length} lists meanwhile`);
  } finally {
    await ours.stop();
  }
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

/** Made by a process of its own: what it takes to make the file is not the memory of the import. */
async function fileOf(rows: number): Promise<unknown> {
  const maker = await startWorker(ownEntry);
  try {
    return (await maker.ask('file', { rows, encoding: 'utf-8' })).value;
  } finally {
    await maker.stop();
  }
}

interface Grown {
  readonly ours: number[];
  readonly baseline: number[];
}

/**
 * Time over the size of the file. The sizes are taken there and back, none first each time: the engine's files grow with every
 * row, and what came last must not look like what is largest. The bare driver takes the same sizes between ours, for what the
 * engine itself grows by.
 */
async function growth(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const sizes = request.full ? [10_000, 30_000, 100_000] : [10_000, 20_000, 30_000];
  const [smallest, middle, largest] = sizes as [number, number, number];
  const grown = new Map<number, Grown>(sizes.map((size) => [size, { ours: [], baseline: [] }]));
  for (const [at, size] of [middle, largest, smallest, smallest, largest, middle].entries()) {
    const ours = await startWorker(ownEntry);
    const baseline = await startWorker(baselineEntry);
    try {
      const { value: opened } = await ours.ask<{ prefix: string }>('open', { uri });
      const first = await takeIn(ours, 1000, 'utf-8');
      const { value: sample } = await ours.ask('sample', { organization: first.organization });
      await baseline.ask('open', { uri, prefix: opened.prefix, sample });
      await baseline.ask('prepare', { bytes: await fileOf(size) });
      const { value: organization } = await ours.ask<number>('prepare', { rows: size, encoding: 'utf-8' });
      await ours.ask('collect');
      const runs: Record<Side, () => Promise<void>> = {
        ours: async () => {
          const { value } = await ours.ask<Ran>('run', { organization });
          grown.get(size)!.ours.push(value.allMs);
          request.say(`  ${size} rows in ${(value.allMs / 1000).toFixed(1)} s, of which check ${(value.checkedMs / 1000).toFixed(1)} s`);
        },
        baseline: async () => {
          const { spent } = await baseline.ask('run');
          grown.get(size)!.baseline.push(spent.wallMs);
          request.say(`  ${size} rows by the bare driver in ${(spent.wallMs / 1000).toFixed(1)} s`);
        },
      };
      for (const side of at % 2 === 0 ? (['ours', 'baseline'] as const) : (['baseline', 'ours'] as const)) await runs[side]();
    } finally {
      await Promise.all([ours.stop(), baseline.stop()]);
    }
  }
  const slope = (side: Side) => growthExponent(sizes.map((size) => ({ size, time: median(grown.get(size)![side]) })));
  const seconds = median(grown.get(10_000)!.ours) / 1000;
  report.atMost(place, 'import.10000-rows', 's', seconds, floors.secondsFor10000, 'upload, check and run, at most');
  const [own, bare] = [slope('ours'), slope('baseline')];
  // What is linear for the database has an exponent of one; where it has not, only what we add to it is ours.
  const isLinear = bare <= 1;
  report.atMost(place, 'import.growth', 'exponent', own, isLinear ? floors.exponent : null, `${sizes.join('/')} rows`);
  report.atMost(place, 'import.growth-bare', 'exponent', bare, null, 'of the bare driver beside it');
  report.atMost(
    place,
    'import.growth-own',
    'exponent',
    own - bare,
    isLinear ? null : floors.ownExponent,
    'ours less the bare driver, which grows faster than its rows here',
  );
}

/**
 * The memory of a fresh process over more rows. A young process lets its heap grow once, until the collector first looks through
 * all of it some 20,000 rows later, and is smaller ever after; so sizes are compared that both are beyond that, in processes
 * that have done nothing before, there and back.
 */
async function memory(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const few = 30_000;
  const many = request.full ? 100_000 : 60_000;
  const peaks = new Map<number, number[]>([few, many].map((rows) => [rows, []]));
  for (const rows of [few, many, many, few]) peaks.get(rows)!.push(await peakAt(rows, uri));
  const extra = median(peaks.get(many)!) - median(peaks.get(few)!);
  report.atMost(place, 'import.memory', 'MiB', extra / 2 ** 20, floors.extraMebibytes, `peak at ${many} minus peak at ${few}`);
}

/** Highest memory of a fresh process over one file. */
async function peakAt(rows: number, uri: string): Promise<number> {
  const ours = await startWorker(ownEntry);
  try {
    await ours.ask('open', { uri });
    const { value: organization } = await ours.ask<number>('prepare', { rows, encoding: 'utf-8' });
    await ours.ask('collect');
    // The bytes of the file are the network's here, not the product's.
    return (await ours.ask<Ran>('run', { organization })).spent.peakRss;
  } finally {
    await ours.stop();
  }
}
