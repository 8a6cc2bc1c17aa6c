import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { bestInFlight, comparePairs } from './pairs.ts';
import { drawFrom, growthExponent, median, type Side } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench billing`, performance.md P3: making the bills of a year beside the bare driver on the same engine. */
const baselineEntry = 'scripts/bench/baseline/billing-baseline.ts';
const ownEntry = 'server/test/billing-bench.ts';
const floors = {
  ratio: 0.7,
  exponent: 1.05,
  commandsPer1000: 3,
  mailCommandsPer1000: 111,
  extraMebibytes: 32,
  secondsFor10000: 12,
  secondsToMails: 600,
  repeatShare: 0.6,
};

interface Ran {
  readonly made: number;
  readonly state: string;
  readonly commands: number;
}

/** Years are used once: a member has one bill per item and year. */
let lastYear = 2025;
const nextYear = () => (lastYear += 1);

export async function benchBilling(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes) {
    lastYear = 2025;
    await withDatabase(mode, async ({ uri, place }) => {
      const members = 10_000;
      await compareWithDriver(request, report, place, uri, members);
      await growth(request, report, place, uri);
    });
  }
}

async function compareWithDriver(request: BenchRequest, report: Report, place: Place, uri: string, members: number): Promise<void> {
  const ours = await startWorker(ownEntry);
  const baseline = await startWorker(baselineEntry);
  try {
    const { value: opened } = await ours.ask<{ prefix: string }>('open', { uri, watched: false });
    const { value: organization } = await ours.ask<number>('addOrganization', { members });
    request.say(`  ${members} members, ${place.database}, ${place.mode}`);
    const whole = await planAndRun(ours, organization);
    report.atMost(place, 'billing.10000-bills', 's', whole.seconds, floors.secondsFor10000, 'plan, start and bills, at most');
    const { value: rows } = await ours.ask<unknown[]>('sample', { organization, count: members });
    await baseline.ask('open', { uri, prefix: opened.prefix, rows });
    const insertBuilt = async (inFlight: number) => {
      await baseline.ask('build', { count: members });
      return baseline.ask('insert', { inFlight });
    };
    const inFlight = await bestInFlight(insertBuilt);
    const ran: number[] = [];
    const compared = await comparePairs({
      metrics: ['wall', 'cpu'],
      gated: ['wall'],
      quads: request.full ? 16 : 8,
      warmUps: 2,
      repeatUntil: request.repeatUntil,
      // The mails, growth and memory still follow.
      stopAt: request.stopAt - 180_000,
      run: async (side: Side) => {
        if (side === 'baseline') {
          const { spent } = await insertBuilt(inFlight);
          return { wall: spent.wallMs / members, cpu: spent.cpuMicros / members };
        }
        const fiscalYear = nextYear();
        await ours.ask('plan', { organization, fiscalYear });
        const { value, spent } = await ours.ask<Ran>('run', { organization, fiscalYear });
        ran.push(fiscalYear);
        return { wall: spent.wallMs / value.made, cpu: spent.cpuMicros / value.made };
      },
    });
    report.compared(place, 'billing.time', 'ms/bill', compared.wall, floors.ratio);
    report.compared(place, 'billing.cpu', 'µs/bill', compared.cpu, null);
    report.atMost(place, 'billing.cpu-more', 'µs/bill', compared.cpu.ours - compared.cpu.baseline, null, 'ours minus baseline');
    await guarantees(report, place, ours, organization, ran, compared.wall.ours * members);
    await untilMailed(report, place, ours, { organization, fiscalYear: ran.at(-1)! }, whole.seconds);
  } finally {
    await Promise.all([ours.stop(), baseline.stop()]);
  }
}

async function planAndRun(ours: Worker, organization: number): Promise<{ seconds: number; ran: Ran }> {
  const fiscalYear = nextYear();
  const plan = await ours.ask('plan', { organization, fiscalYear });
  const { value, spent } = await ours.ask<Ran>('run', { organization, fiscalYear });
  return { seconds: (plan.spent.wallMs + spent.wallMs) / 1000, ran: value };
}

async function guarantees(
  report: Report,
  place: Place,
  ours: Worker,
  organization: number,
  ran: readonly number[],
  usualMs: number,
): Promise<void> {
  const broken = async () => {
    let count = 0;
    for (const fiscalYear of ran) {
      const { value } = await ours.ask<{ missing: number; doubled: number; yenApart: number }>('check', { organization, fiscalYear });
      count += Math.abs(value.missing) + value.doubled + (value.yenApart === 0 ? 0 : 1);
    }
    return count;
  };
  report.guarantee(place, 'billing.check: none missing, none doubled, equal to the yen', await broken(), 'billing.');
  const { spent } = await ours.ask('repeat', { organization, fiscalYear: ran.at(-1)! });
  report.atMost(place, 'billing.repeat', 'x of a run', spent.wallMs / usualMs, floors.repeatShare, 'a finished run done again, at most');
  report.guarantee(place, 'billing.check: doing it again changes nothing', await broken(), 'billing.');
}

/** Row 17 of interface.md 7, for twice as many members: ten minutes from the first button until every mail is queued. */
async function untilMailed(report: Report, place: Place, ours: Worker, run: { organization: number; fiscalYear: number }, madeIn: number) {
  const { value, spent } = await ours.ask<{ opened: number; state: string }>('confirm', run);
  const seconds = madeIn + spent.wallMs / 1000;
  const note = `plan, bills and ${value.opened} confirmed in ${(spent.wallMs / 1000).toFixed(1)} s until every mail is queued, at most`;
  report.atMost(place, 'billing.10000-mails', 's', seconds, floors.secondsToMails, note);
  const { value: mails } = await ours.ask<{ missing: number; doubled: number }>('checkMails', run);
  const broken = mails.missing + mails.doubled + (value.state === 'completed' ? 0 : 1);
  report.guarantee(place, 'billing.mails: one for each bill that asks for money', broken, 'billing.10000-mails');
}

/** Round trips, time and memory over the size of the organisation; sizes are shuffled and each memory has a process of its own. */
async function growth(request: BenchRequest, report: Report, place: Place, uri: string): Promise<void> {
  const sizes = request.full ? [10_000, 30_000, 100_000] : [2500, 5000, 10_000];
  const rounds = request.full ? 3 : 5;
  const ours = await startWorker(ownEntry);
  const times = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const commands = new Map<number, number>();
  let mailed = { commands: 0, opened: 1 };
  try {
    await ours.ask('open', { uri, watched: true });
    const organizations = new Map<number, number>();
    for (const size of sizes) organizations.set(size, (await ours.ask<number>('addOrganization', { members: size })).value);
    const draw = drawFrom(sizes.length);
    for (let round = 0; round <= rounds; round += 1) {
      if (round > 1 && Date.now() > request.stopAt) break;
      for (const size of [...sizes].sort(() => draw(3) - 1)) {
        const fiscalYear = nextYear();
        await ours.ask('plan', { organization: organizations.get(size)!, fiscalYear });
        const { value, spent } = await ours.ask<Ran>('run', { organization: organizations.get(size)!, fiscalYear });
        // The first round warms up.
        if (round > 0) times.get(size)!.push(spent.wallMs);
        commands.set(size, value.commands);
      }
    }
    const [organization, fiscalYear] = [organizations.get(sizes.at(-1)!)!, nextYear()];
    await ours.ask('plan', { organization, fiscalYear });
    await ours.ask('run', { organization, fiscalYear });
    mailed = (await ours.ask<typeof mailed>('confirm', { organization, fiscalYear })).value;
  } finally {
    await ours.stop();
  }
  const [small, large] = [sizes[0]!, sizes.at(-1)!];
  const slope = ((commands.get(large)! - commands.get(small)!) * 1000) / (large - small);
  report.atMost(place, 'billing.round-trips', 'per 1,000 bills', slope, floors.commandsPer1000, `${commands.get(large)} for ${large}`);
  const each = (mailed.commands * 1000) / mailed.opened;
  report.atMost(place, 'billing.mail-round-trips', 'per 1,000 bills', each, floors.mailCommandsPer1000, 'confirmation to queued mail');
  const exponent = growthExponent(sizes.map((size) => ({ size, time: median(times.get(size)!) })));
  report.atMost(place, 'billing.growth', 'exponent', exponent, floors.exponent, `${sizes.join('/')} members`);
  // Below ten thousand a young heap is still finding its size, whatever the run does.
  const [usual, many] = [10_000, request.full ? 100_000 : 30_000];
  const extra = (await peakOf(uri, many)) - (await peakOf(uri, usual));
  report.atMost(place, 'billing.memory', 'MiB', extra / 2 ** 20, floors.extraMebibytes, `peak at ${many} minus peak at ${usual}`);
}

/**
 * The highest resident memory of a fresh process over two runs of one size. Its heap is bounded: left to itself, a longer
 * run lets more rubbish lie, and what is asked here is how much a run needs.
 */
async function peakOf(uri: string, members: number): Promise<number> {
  const ours = await startWorker(ownEntry, { NODE_OPTIONS: '--max-old-space-size=160' });
  try {
    await ours.ask('open', { uri, watched: false });
    const { value: organization } = await ours.ask<number>('addOrganization', { members });
    await ours.ask('collect');
    let peak = 0;
    for (let round = 0; round < 2; round += 1) {
      const fiscalYear = nextYear();
      await ours.ask('plan', { organization, fiscalYear });
      peak = Math.max(peak, (await ours.ask('run', { organization, fiscalYear })).spent.peakRss);
    }
    return peak;
  } finally {
    await ours.stop();
  }
}
