import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import { type Side, growthExponent, median } from './statistics.ts';
import { startWorker } from './worker.ts';

/** `npm run bench receipts`, performance.md P8: receipts beside pdfkit with a shared font, and readers beside a run's papers. */
const ownEntry = 'server/test/receipt-bench.ts';
const baselineEntry = 'server/test/receipt-baseline-bench.ts';
/** At most 0.6 of the baseline's CPU; the target is 0.33. */
const floors = { cpu: 1 / 0.6, kilobytes: 20, exponent: 1.02, waiting: 1.5 };
const perSlice = 100;

export async function benchReceipts(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes)
    await withDatabase(mode, async ({ uri, place }) => {
      await drawing(request, report, place);
      await readers(request, report, place, uri);
    });
}

async function drawing(request: BenchRequest, report: Report, place: Place): Promise<void> {
  const ours = await startWorker(ownEntry);
  const baseline = await startWorker(baselineEntry);
  const sizes: number[] = [];
  let drawn = 0;
  try {
    const compared = await comparePairs({
      metrics: ['cpu', 'wall'],
      gated: ['cpu'],
      quads: 8,
      warmUps: 3,
      repeatUntil: request.repeatUntil,
      stopAt: request.stopAt - 150_000,
      run: async (side: Side) => {
        const { value, spent } = await (side === 'ours' ? ours : baseline).ask<number>('draw', { from: drawn, count: perSlice });
        drawn += perSlice;
        if (side === 'ours') sizes.push(value / perSlice / 1000);
        return { cpu: spent.cpuMicros / perSlice / 1000, wall: spent.wallMs / perSlice };
      },
    });
    report.compared(place, 'receipts.cpu', 'ms/receipt', compared.cpu, floors.cpu);
    report.compared(place, 'receipts.time', 'ms/receipt', compared.wall, null);
    report.atMost(place, 'receipts.size', 'kB', median(sizes), floors.kilobytes, 'of a file');
    const counts = request.full ? [1000, 3000, 10_000] : [200, 400, 800];
    const spent = new Map<number, number[]>(counts.map((size) => [size, []]));
    // In an order of their own each time, so that what the machine does meanwhile falls on no size alone.
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
      [2, 1, 0],
      [0, 2, 1],
    ])
      for (const at of order) {
        const size = counts[at]!;
        spent.get(size)!.push((await ours.ask('draw', { from: 0, count: size })).spent.cpuMicros);
      }
    const times = [...spent].map(([size, each]) => ({ size, time: median(each) }));
    report.atMost(place, 'receipts.growth', 'exponent', growthExponent(times), floors.exponent, times.map(({ size }) => size).join('/'));
    report.guarantee(
      place,
      'receipts.check: the text is the bill’s, rare letters are drawn',
      (await ours.ask<number>('check')).value,
      'receipts.',
    );
  } finally {
    await Promise.all([ours.stop(), baseline.stop()]);
  }
}

const p99 = (waits: readonly number[]) => waits.toSorted((left, right) => left - right)[Math.ceil(waits.length * 0.99) - 1]!;

interface Waited {
  readonly waits: readonly number[];
  readonly issued: number;
}

async function readers(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const worker = await startWorker(ownEntry);
  const members = request.full ? 10_000 : 1500;
  try {
    await worker.ask('open', { uri, members });
    await worker.ask('read', { seconds: 5, beside: false });
    const { value: idle } = await worker.ask<Waited>('read', { seconds: 15, beside: false });
    const { value: busy, spent } = await worker.ask<Waited>('read', { seconds: 0, beside: true });
    request.say(`  ${busy.issued} papers of a run in ${Math.round(spent.wallMs)} ms beside ${busy.waits.length} readers`);
    report.atMost(
      place,
      'receipts.readers',
      'x idle p99',
      p99(busy.waits) / p99(idle.waits),
      floors.waiting,
      `p99 ${p99(idle.waits).toFixed(1)} → ${p99(busy.waits).toFixed(1)} ms`,
    );
    report.guarantee(place, 'receipts.issued: every bill of the run has its paper', members - busy.issued, 'receipts.readers');
  } finally {
    await worker.stop();
  }
}
