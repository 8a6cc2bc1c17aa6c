import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import { growthExponent, median, percentile, type Side } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench members`, performance.md P4: pages of the roll beside the bare driver on the same engine. */
const baselineEntry = 'scripts/bench/baseline/member-baseline.ts';
const ownEntry = 'server/test/member-bench.ts';
const floors = { ratio: 0.8, exponent: 0.1, slowestMs: 1000, commands: 6, lastToFirst: 1.1 };

interface Timed {
  readonly shape: string;
  readonly place: 'first' | 'middle' | 'last';
  readonly ms: number;
  readonly rows: number;
  readonly commands: number;
}

export async function benchMembers(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes) {
    await withDatabase(mode, async ({ uri, place }) => {
      const ours = await startWorker(ownEntry);
      const baseline = await startWorker(baselineEntry);
      try {
        const { value: opened } = await ours.ask<{ prefix: string }>('open', { uri });
        await baseline.ask('open', { uri, prefix: opened.prefix });
        const sizes = [10_000, 30_000, 100_000];
        const rolls = new Map<number, number>();
        for (const size of sizes) {
          const { value, spent } = await ours.ask<number>('addRoll', { members: size });
          rolls.set(size, value);
          request.say(`  ${size} members made in ${Math.round(spent.wallMs / 1000)} s`);
        }
        await compareWithDriver(request, report, place, ours, baseline, rolls.get(sizes[0]!)!);
        await growth(report, place, ours, rolls);
        await neighbours(request, report, place, ours, rolls.get(sizes[0]!)!);
        const { value } = await ours.ask<{ missing: number; doubled: number; foreign: number }>('check', { roll: rolls.get(sizes[0]!)! });
        report.guarantee(
          place,
          'members.check: everybody once over all pages, nobody of another organisation',
          value.missing + value.doubled + value.foreign,
          'members.',
        );
      } finally {
        await Promise.all([ours.stop(), baseline.stop()]);
      }
    });
  }
}

async function compareWithDriver(
  request: BenchRequest,
  report: Report,
  place: Place,
  ours: Worker,
  baseline: Worker,
  roll: number,
): Promise<void> {
  const { value: queries } = await ours.ask<unknown[]>('queries', { roll });
  const read = async (side: Side) => (side === 'ours' ? ours.ask<number>('pages', { roll }) : baseline.ask<number>('pages', { queries }));
  const [same, theirs] = [await read('ours'), await read('baseline')];
  const compared = await comparePairs({
    metrics: ['wall', 'cpu'],
    gated: ['wall', 'cpu'],
    quads: request.full ? 16 : 8,
    warmUps: 1,
    repeatUntil: Math.min(request.repeatUntil, Date.now() + 60_000),
    // Growth and neighbours still follow.
    stopAt: request.stopAt - 110_000,
    run: async (side: Side) => {
      const { spent } = await read(side);
      return { wall: spent.wallMs / queries.length, cpu: spent.cpuMicros / queries.length };
    },
  });
  report.compared(place, 'members.page', 'ms/page', compared.wall, floors.ratio);
  report.compared(place, 'members.cpu', 'µs/page', compared.cpu, null);
  report.atMost(
    place,
    'members.cpu-more',
    'µs/page',
    compared.cpu.ours - compared.cpu.baseline,
    null,
    'ours minus baseline, counts and types of the page included',
  );
  report.guarantee(place, 'members.check: as many rows as the driver', Math.abs(same.value - theirs.value), 'members.');
}

async function timesOf(ours: Worker, roll: number, rounds: number): Promise<Timed[]> {
  const times: Timed[] = [];
  await ours.ask('timed', { roll });
  for (let round = 0; round < rounds; round += 1) times.push(...(await ours.ask<Timed[]>('timed', { roll })).value);
  return times;
}

const msOf = (times: readonly Timed[]) => times.map(({ ms }) => ms);

/** Time per page over the size of the organisation, the slowest of the largest, and how far into the list matters. */
async function growth(report: Report, place: Place, ours: Worker, rolls: ReadonlyMap<number, number>): Promise<void> {
  const measured = new Map<number, Timed[]>();
  for (const [size, roll] of rolls) measured.set(size, await timesOf(ours, roll, 7));
  const lists = [...measured].map(([size, times]) => ({
    size,
    time: median(msOf(times.filter(({ shape }) => !shape.startsWith('search')))),
  }));
  report.atMost(place, 'members.growth', 'exponent', growthExponent(lists), floors.exponent, [...measured.keys()].join('/'));
  const largest = measured.get(Math.max(...measured.keys()))!;
  const slowest = largest.reduce((one, other) => (other.ms > one.ms ? other : one));
  report.atMost(
    place,
    'members.slowest',
    'ms p95',
    percentile(msOf(largest), 0.95),
    floors.slowestMs,
    `of 100,000; median ${Math.round(median(msOf(largest)))}, slowest ${Math.round(slowest.ms)}: ${slowest.shape}, ${slowest.place}`,
  );
  const searches = largest.filter(({ shape }) => shape.startsWith('search'));
  report.atMost(place, 'members.search', 'ms p95', percentile(msOf(searches), 0.95), floors.slowestMs, 'of 100,000');
  const at = (where: Timed['place']) => median(msOf(largest.filter((one) => one.place === where && !one.shape.startsWith('search'))));
  report.atMost(place, 'members.last-page', 'x of the first', at('last') / at('first'), floors.lastToFirst, 'of 100,000');
  report.atMost(place, 'members.round-trips', 'per page', median(largest.map(({ commands }) => commands)), floors.commands);
}

/** What other organisations cost one: a hundred, a thousand, and as many up to ten thousand as the time allows. */
async function neighbours(request: BenchRequest, report: Report, place: Place, ours: Worker, roll: number): Promise<void> {
  const points: { size: number; time: number }[] = [];
  let organizations = 3;
  let perSecond = 10;
  for (const wanted of [100, 1000, 10_000]) {
    const left = Math.max(0, (request.stopAt - Date.now()) / 1000 - 15);
    const added = Math.min(wanted - organizations, Math.floor(left * perSecond));
    if (added < 50) break;
    const { value: small, spent } = await ours.ask<number>('addOthers', { organizations: added, members: 100 });
    perSecond = (added / spent.wallMs) * 1000 * 0.8;
    organizations += added;
    const times = [...(await timesOf(ours, small, 5)), ...(await timesOf(ours, roll, 5))];
    points.push({ size: organizations, time: median(msOf(times)) });
    request.say(`  ${organizations} organisations: ${Math.round(median(msOf(times)) * 10) / 10} ms a page`);
  }
  if (points.length < 2) return;
  report.atMost(
    place,
    'members.neighbours',
    'exponent',
    growthExponent(points),
    floors.exponent,
    `${points.map(({ size }) => size).join('/')} organisations`,
  );
}
