import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import { type Side, growthExponent, median } from './statistics.ts';
import { startWorker } from './worker.ts';

/** `npm run bench export`, performance.md P5: the filtered roll as a file beside the bare driver. */
const baselineEntry = 'scripts/bench/baseline/export-baseline.ts';
const ownEntry = 'server/test/export-bench.ts';
const floors = { ratio: 1, exponent: 1.05, extraMebibytes: 64, firstByteMs: 100, xlsxMebibytes: 64 };

interface Ran {
  readonly bytes: number;
  readonly rows: number;
  readonly firstMs: number;
}
const listed = (members: number): number => members - Math.floor((members + 6) / 10);

export async function benchExport(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes)
    await withDatabase(mode, async ({ uri, place }) => {
      await compareWithDriver(request, report, place, uri);
      await growth(request, report, place, uri);
    });
}

async function compareWithDriver(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const ours = await startWorker(ownEntry);
  const baseline = await startWorker(baselineEntry);
  const members = 10_000;
  try {
    const { value: opened } = await ours.ask<{ prefix: string }>('open', { uri });
    const { value: organization } = await ours.ask<number>('prepare', { members });
    await baseline.ask('open', { uri, prefix: opened.prefix });
    const { value: names } = await ours.ask('names', { organization });
    const firsts: number[] = [];
    let broken = 0;
    const compared = await comparePairs({
      metrics: ['wall', 'cpu'],
      gated: ['wall'],
      quads: 8,
      warmUps: 3,
      repeatUntil: request.repeatUntil,
      stopAt: request.stopAt - 150_000,
      run: async (side: Side) => {
        if (side === 'baseline') {
          const { spent } = await baseline.ask('run', names);
          return { wall: (spent.wallMs * 1000) / members, cpu: spent.cpuMicros / members };
        }
        const { value, spent } = await ours.ask<Ran>('run', { organization, format: 'csv_utf8' });
        firsts.push(value.firstMs);
        if (value.rows !== listed(members)) broken += 1;
        return { wall: (spent.wallMs * 1000) / members, cpu: spent.cpuMicros / members };
      },
    });
    report.compared(place, 'export.time', 'µs/row', compared.wall, floors.ratio);
    report.compared(place, 'export.cpu', 'µs/row', compared.cpu, null);
    report.atMost(place, 'export.first-byte', 'ms', median(firsts), floors.firstByteMs, 'of the file, at most');
    report.guarantee(place, 'export.check: the rows of the list, each once', broken, 'export.');
  } finally {
    await Promise.all([ours.stop(), baseline.stop()]);
  }
}

async function growth(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const sizes = request.full ? [10_000, 30_000, 100_000] : [10_000, 20_000, 40_000];
  const times: { size: number; time: number }[] = [];
  const peaks = new Map<string, number>();
  for (const size of sizes) {
    const seeder = await startWorker(ownEntry);
    try {
      await seeder.ask('open', { uri });
      const { value: organization } = await seeder.ask<number>('prepare', { members: size });
      const spent: number[] = [];
      for (let round = 0; round < 4; round += 1) spent.push((await seeder.ask('run', { organization, format: 'csv_utf8' })).spent.wallMs);
      times.push({ size, time: median(spent.slice(1)) });
      request.say(`  ${size} members in ${Math.round(median(spent.slice(1)))} ms`);
      for (const format of ['csv_utf8', 'xlsx'] as const) {
        await seeder.ask('collect');
        peaks.set(`${format}:${size}`, (await seeder.ask('run', { organization, format })).spent.peakRss);
      }
    } finally {
      await seeder.stop();
    }
  }
  report.atMost(place, 'export.growth', 'exponent', growthExponent(times), floors.exponent, `${sizes.join('/')} members`);
  const extra = (format: string) => (peaks.get(`${format}:${sizes.at(-1)}`)! - peaks.get(`${format}:${sizes[0]}`)!) / 2 ** 20;
  const note = `peak at ${sizes.at(-1)} minus peak at ${sizes[0]}`;
  report.atMost(place, 'export.memory', 'MiB', extra('csv_utf8'), floors.extraMebibytes, note);
  report.atMost(place, 'export.memory-workbook', 'MiB', extra('xlsx'), floors.xlsxMebibytes, note);
}
