import { sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { bestInFlight, comparePairs } from './pairs.ts';
import { type Side, growthExponent } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench reconcile`, performance.md P7: a bank's file beside a join in memory that knows every bill already. */
const ownEntry = 'payments-service/test/reconcile-bench.ts';
const baselineEntry = 'scripts/bench/baseline/reconcile-baseline.ts';
const floors = { ratio: 0.5, lines: 1.03, bills: 0.1, extraMebibytes: 96, roundTrips: 3, again: 0.5 };
/** Files of one comparison, over as many open bills. */
interface Sizes {
  readonly lines: number;
  readonly bills: number;
}
/** As performance.md names them; all day long it is the first that comes. */
const daily: Sizes = { lines: 2000, bills: 100_000 };
const largest: Sizes = { lines: 100_000, bills: 1_000_000 };

interface Ran {
  readonly outcome: 'read' | 'known';
  readonly file: { added: number; known: number; byNumber: number; byName: number; unknown: number };
  readonly commands: number;
}

interface Bill {
  readonly number: string;
  readonly kana: string;
  readonly reference: string;
}

const syllables = Array.from('アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ');
/** Every member a name of their own, three letters and four: namesakes cost what there are of them, not what is open. */
function nameAt(at: number): string {
  let left = at;
  let name = '';
  for (let letter = 0; letter < 7; letter += 1) {
    name += syllables[left % syllables.length]! + (letter === 2 ? ' ' : '');
    left = Math.floor(left / syllables.length);
  }
  return name;
}
const billAt = (at: number): Bill => ({
  number: `2016-${String(at).padStart(7, '0')}`,
  kana: nameAt(at),
  reference: `2026-${String(at).padStart(6, '0')}`,
});

let accounts = 0;
/** 70 % by number, 20 % by name and sum, 5 % too little, too much or for several, 5 % of nobody. Every file is another account's. */
function fileOf(lines: number, bills: number): Uint8Array {
  accounts += 1;
  const deposits = Array.from({ length: lines }, (_, at) => {
    const { number, kana, reference } = billAt((at * 7919) % bills);
    const share = at % 20;
    const remitter =
      share < 7
        ? `${kana} ${number}`
        : share < 14
          ? `${kana} ${reference}`
          : share < 18
            ? kana
            : share < 19
              ? `${number} ${kana}`
              : `ン ${nameAt(at)}`;
    return { day: '080511', amount: share === 18 ? 7560 + (at % 3) * 7000 : 10_000, remitter, inquiryNumber: String((at % 999_999) + 1) };
  });
  return sampleDepositFile({ made: '080512', account: String(accounts), deposits });
}

export async function benchReconcile(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes)
    await withDatabase(mode, async ({ uri, place }) => {
      await compareWithMap(request, report, place, uri, 'reconcile', request.full ? daily : { ...daily, bills: 30_000 });
      await counters(report, place, uri);
      await growth(request, report, place, uri);
    });
  if (!request.full) return;
  // In a database of its own: millions of rows stand in the other one by now.
  for (const mode of request.modes)
    await withDatabase(mode, ({ uri, place }) => compareWithMap(request, report, place, uri, 'reconcile.largest', largest));
}

async function open(entry: string, uri: string, watched = false): Promise<Worker> {
  const worker = await startWorker(entry);
  await worker.ask('open', { uri, prefix: 'tsudoi_bench_reconcile', watched });
  return worker;
}

async function owe(worker: Worker, count: number): Promise<number> {
  const { value: organization } = await worker.ask<number>('organization');
  await bring(worker, count, organization);
  return organization;
}

async function bring(worker: Worker, count: number, organization: number): Promise<void> {
  for (let from = 0; from < count; from += 20_000)
    await worker.ask('bills', {
      organization,
      rows: Array.from({ length: Math.min(20_000, count - from) }, (_, at) => billAt(from + at)),
    });
}

async function take(worker: Worker, organization: number, bytes: Uint8Array) {
  await worker.ask('file', { bytes });
  return worker.ask<Ran>('run', { organization });
}

/** What the comparison writes is in the way of nothing: every file is another account's. */
async function compareWithMap(request: BenchRequest, report: Report, place: Place, uri: string, name: string, sizes: Sizes): Promise<void> {
  const { lines, bills } = sizes;
  const ours = await open(ownEntry, uri);
  const baseline = await open(baselineEntry, uri);
  try {
    const organization = await owe(ours, bills);
    await bring(baseline, bills, 0);
    const joined = async (inFlight: number) => {
      await baseline.ask('file', { bytes: fileOf(lines, bills) });
      return baseline.ask('run', { inFlight });
    };
    const inFlight = await bestInFlight(joined);
    const taken: Ran[] = [];
    const compared = await comparePairs({
      metrics: ['wall', 'cpu'],
      gated: ['wall'],
      quads: 8,
      warmUps: lines > 10_000 ? 0 : 2,
      repeatUntil: request.repeatUntil,
      stopAt: request.stopAt - 150_000,
      run: async (side: Side) => {
        if (side === 'baseline') {
          const { spent } = await joined(inFlight);
          return { wall: spent.wallMs / lines, cpu: spent.cpuMicros / lines };
        }
        const { value, spent } = await take(ours, organization, fileOf(lines, bills));
        taken.push(value);
        return { wall: spent.wallMs / lines, cpu: spent.cpuMicros / lines };
      },
    });
    report.compared(place, `${name}.time`, 'ms/line', compared.wall, floors.ratio);
    report.compared(place, `${name}.cpu`, 'µs/line', compared.cpu, null);
    const lost = taken.reduce((sum, { file }) => sum + Math.abs(lines - file.added) + Math.abs(file.unknown - lines / 20), 0);
    const named = taken.reduce((sum, { file }) => sum + Math.abs(file.byNumber + file.byName - (lines * 19) / 20), 0);
    const { value: rows } = await ours.ask<number>('count', { organization });
    const broken = lost + named + Math.abs(rows - taken.length * lines);
    report.guarantee(place, `${name}.check: every line once, found as it was made`, broken, name);
  } finally {
    await Promise.all([ours.stop(), baseline.stop()]);
  }
}

/** Counting costs: it is done apart. */
async function counters(report: Report, place: Place, uri: string): Promise<void> {
  const counted = await open(ownEntry, uri, true);
  try {
    const organization = await owe(counted, daily.bills);
    const first = await take(counted, organization, fileOf(10_000, daily.bills));
    const again = await counted.ask<Ran>('run', { organization });
    const share = again.spent.wallMs / first.spent.wallMs;
    report.atMost(place, 'reconcile.again', 'of the first time', share, floors.again, 'the same 10,000 lines');
    const broken = again.value.outcome === 'known' ? 0 : 1;
    report.guarantee(place, 'reconcile.check: again nothing', broken, 'reconcile.again');
    // What a file costs once is no line's.
    const more = await take(counted, organization, fileOf(30_000, daily.bills));
    const each = (more.value.commands - first.value.commands) / 20;
    const of = `what further lines take; ${first.value.commands} for 10,000 and ${more.value.commands} for 30,000`;
    report.atMost(place, 'reconcile.round-trips', 'commands/1000 lines', each, floors.roundTrips, of);
  } finally {
    await counted.stop();
  }
}

/** Time over lines and over open bills, and the memory of the most lines; a fresh process and organisation for every size. */
async function growth(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const lines = request.full ? [10_000, 30_000, 100_000] : [3000, 10_000, 30_000];
  const bills = request.full ? [10_000, 100_000, 1_000_000] : [10_000, 30_000, 100_000];
  const over = async (sizes: readonly number[], of: (size: number) => readonly [lines: number, bills: number]) => {
    const times = new Map<number, number[]>(sizes.map((size) => [size, []]));
    let extra = 0;
    for (const size of [sizes[1]!, sizes[2]!, sizes[0]!]) {
      const [lineCount, billCount] = of(size);
      const worker = await open(ownEntry, uri);
      try {
        const organization = await owe(worker, billCount);
        await take(worker, organization, fileOf(1000, billCount));
        for (let round = 0; round < 2; round += 1) {
          const bytes = fileOf(lineCount, billCount);
          await worker.ask('file', { bytes });
          const before = (await worker.ask('collect')).spent.peakRss;
          const { spent } = await worker.ask<Ran>('run', { organization });
          times.get(size)!.push(spent.wallMs);
          extra = Math.max(extra, spent.peakRss - before);
          request.say(`  ${lineCount} lines over ${billCount} bills in ${(spent.wallMs / 1000).toFixed(2)} s`);
        }
      } finally {
        await worker.stop();
      }
    }
    return { slope: growthExponent(sizes.map((size) => ({ size, time: Math.min(...times.get(size)!) }))), extra };
  };
  const byLines = await over(lines, (size) => [size, 10_000]);
  report.atMost(place, 'reconcile.growth-lines', 'exponent', byLines.slope, floors.lines, `${lines.join('/')} lines`);
  report.atMost(place, 'reconcile.memory', 'MiB', byLines.extra / 2 ** 20, floors.extraMebibytes, `over ${lines.at(-1)} lines, at most`);
  const byBills = await over(bills, (size) => [5000, size]);
  report.atMost(place, 'reconcile.growth-bills', 'exponent', byBills.slope, floors.bills, `${bills.join('/')} open bills`);
}
