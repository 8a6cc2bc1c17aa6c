import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import type { Answers, Posted } from './post-caller.ts';
import { growthExponent, median, percentile } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench login`, performance.md P11: logins as fast as the hashes allow, and everybody else hardly notices. */
const cost = 10;
const people = 60;
const floors = { hashes: 0.97, listInStorm: 1.5, burstSeconds: 5, exponent: 1.05, knownToUnknown: 1.1 };
const burst = 500;
const reads = { rate: 20, seconds: 6 };

interface Office {
  readonly url: string;
  readonly slug: string;
  readonly emails: readonly string[];
  readonly password: string;
  readonly token: string;
}

let sender = 0;
/** Logins of people one after another, each from an address of its own: what is counted by address shall not stand in the way. */
function loginsOf({ url, slug, emails, password }: Office, count: number): Posted[] {
  return Array.from({ length: count }, () => {
    sender += 1;
    return {
      url: `${url}/trpc/identity.adminLogin`,
      body: JSON.stringify({ org: slug, email: emails[sender % emails.length], password }),
      headers: { 'x-forwarded-for': `10.${(sender >> 16) & 255}.${(sender >> 8) & 255}.${sender & 255}` },
    };
  });
}

const readsOf = ({ url, token }: Office): Posted[] =>
  Array.from({ length: reads.rate * reads.seconds }, () => ({
    url: `${url}/trpc/members.list`,
    body: '{}',
    headers: { authorization: `Bearer ${token}` },
  }));

export async function benchLogin(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes) {
    await withDatabase(mode, async ({ uri, place }) => {
      const [crowd, readers, ours, baseline] = [
        await startWorker('scripts/bench/post-caller.ts'),
        await startWorker('scripts/bench/post-caller.ts'),
        await startWorker('server/test/login-bench.ts'),
        await startWorker('scripts/bench/baseline/login-baseline.ts'),
      ];
      try {
        const { value: office } = await ours.ask<Office>('open', { uri, people, cost });
        await baseline.ask('open', { cost });
        await hashes(request, report, place, crowd, baseline, office);
        await growth(report, place, crowd, office);
        await knownOrUnknown(report, place, crowd, office);
        await readingInAStorm(report, place, crowd, readers, baseline, office);
        await burstOfAll(report, place, crowd, office);
      } finally {
        await Promise.all([crowd.stop(), readers.stop(), ours.stop(), baseline.stop()]);
      }
    });
  }
}

/** Three seconds' worth: while the first dozen come in and the last half hash is waited for, one core has nothing to hash. */
const inSlice = 96;

async function logIn(crowd: Worker, office: Office, count: number, atOnce: number): Promise<Answers> {
  return (await crowd.ask<Answers>('press', { posts: loginsOf(office, count), atOnce })).value;
}

/** With always enough of them waiting, and never so many that one is turned away. */
async function hashes(request: BenchRequest, report: Report, place: Place, crowd: Worker, baseline: Worker, office: Office): Promise<void> {
  let refused = 0;
  const compared = await comparePairs({
    metrics: ['wall'],
    gated: ['wall'],
    quads: 8,
    warmUps: 1,
    repeatUntil: request.repeatUntil,
    stopAt: request.stopAt,
    async run(side) {
      if (side === 'baseline')
        return { wall: (await baseline.ask<{ wallMs: number }>('compare', { count: inSlice })).value.wallMs / inSlice };
      const { wallMs, statuses } = await logIn(crowd, office, inSlice, 12);
      refused += inSlice - (statuses[200] ?? 0);
      return { wall: wallMs / inSlice };
    },
  });
  report.compared(place, 'login.hashes', 'ms/login', compared.wall, floors.hashes);
  report.guarantee(place, 'login.check: every login with the right password got in', refused, 'login.');
}

async function growth(report: Report, place: Place, crowd: Worker, office: Office): Promise<void> {
  const points: { size: number; time: number }[] = [];
  for (const size of [24, 12, 48]) {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) times.push((await logIn(crowd, office, size, 12)).wallMs);
    points.push({ size, time: median(times) });
  }
  report.atMost(place, 'login.exponent', 'of time in logins', growthExponent(points), floors.exponent);
}

/** Wrong passwords of accounts that are there and of none, one after another in turn: security.md G12. */
async function knownOrUnknown(report: Report, place: Place, crowd: Worker, office: Office): Promise<void> {
  const pairs = 120;
  const posts = loginsOf({ ...office, password: 'not the password' }, 2 * pairs).map((post, at) =>
    at % 2 === 0 ? post : { ...post, body: post.body.replace('"hito', '"nobody') },
  );
  const { latencies, statuses } = (await crowd.ask<Answers>('press', { posts, atOnce: 1 })).value;
  const [known, unknown] = [0, 1].map((side) => median(latencies.filter((_, at) => at % 2 === side))) as [number, number];
  const note = `${known.toFixed(1)} ms known, ${unknown.toFixed(1)} ms unknown`;
  report.atMost(place, 'login.known-to-unknown', 'x median time', Math.max(known / unknown, unknown / known), floors.knownToUnknown, note);
  report.guarantee(place, 'login.check: every wrong password was refused alike', 2 * pairs - (statuses[401] ?? 0), 'login.known');
}

/** Said beside it: the same reads while bare hashes run in another process, the least that hashing on these cores costs a reader. */
async function readingInAStorm(
  report: Report,
  place: Place,
  crowd: Worker,
  readers: Worker,
  baseline: Worker,
  office: Office,
): Promise<void> {
  const read = async () => (await readers.ask<Answers>('pace', { posts: readsOf(office), rate: reads.rate })).value;
  await read();
  const beside = async (press: () => Promise<unknown>) => {
    let storming = true;
    const storm = (async () => {
      while (storming) await press();
    })();
    const answers = await read();
    storming = false;
    await storm;
    return answers;
  };
  const quiet = await read();
  const stormy = await beside(() => logIn(crowd, office, 40, 20));
  const bare = await beside(() => baseline.ask('compare', { count: inSlice }));
  const p99 = ({ latencies }: Answers) => percentile(latencies, 0.99);
  const [before, meanwhile] = [p99(quiet), p99(stormy)];
  const note = `${before.toFixed(1)} ms quiet, ${meanwhile.toFixed(1)} ms in the storm, ${p99(bare).toFixed(1)} ms beside bare hashes`;
  report.atMost(place, 'login.list-p99-in-storm', 'x quiet', meanwhile / before, floors.listInStorm, note);
  const unread = [quiet, stormy, bare].reduce((sum, { statuses }) => sum + reads.rate * reads.seconds - (statuses[200] ?? 0), 0);
  report.guarantee(place, 'login.check: every list was read', unread, 'login.list');
}

/** Five hundred at the same moment: as many as can be hashed soon get in, the others are told to come again. */
async function burstOfAll(report: Report, place: Place, crowd: Worker, office: Office): Promise<void> {
  const { statuses, wallMs } = await logIn(crowd, office, burst, burst);
  const [entered, later] = [statuses[200] ?? 0, statuses[429] ?? 0];
  report.atMost(
    place,
    'login.burst-of-500',
    's until all are answered',
    wallMs / 1000,
    floors.burstSeconds,
    `${entered} in, ${later} later`,
  );
  report.guarantee(place, 'login.check: in a burst everybody is let in or told to come again', burst - entered - later, 'login.burst');
  report.guarantee(place, 'login.check: a burst is bounded', later === 0 ? 1 : 0, 'login.burst');
}
