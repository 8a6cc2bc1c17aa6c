import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import { isWhole } from './chaos/books.ts';
import { type ChaosSize, chaosPlan, chaosSizes } from './chaos/chaos-plan.ts';
import { runChaos } from './chaos/chaos-run.ts';
import { runCrashPoints } from './chaos/crash-run.ts';
import { startDatabase } from './database/database.ts';
import { dataDirectory } from './demo/demo-session.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** G2: a storm of callbacks with kills, and the books compared after it. */
async function kills(size: ChaosSize, seed: number): Promise<boolean> {
  const plan = chaosPlan(size, seed);
  const outcome = await runChaos(plan, dataDirectory(), say);
  say(`G2: kills ${outcome.killed.length}, lost ${outcome.lost}, doubled ${outcome.doubled}, torn ${outcome.torn}`);
  return isWhole(outcome) && outcome.killed.length === plan.kills.length;
}

/** G3: every named crash point so many times, on a database of its own. */
async function points(rounds: number, seed: number): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'tsudoi-points-'));
  const database = await startDatabase({ mode: 'durable-test', directory, dataDirectory: dataDirectory() });
  const prefix = 'tsudoi_points';
  const databases = await connectMongo(database.uri, prefix, 5);
  try {
    say(`seed ${seed}`);
    const place = { databases, databaseUri: database.uri, prefix };
    const { crashes, differing } = await runCrashPoints({ ...place, rounds, random: testRandom(seed), say });
    for (const line of differing) say(`DIFFERS ${line}`);
    say(`G3: crashes ${crashes}, differing ${differing.length}`);
    return differing.length === 0;
  } finally {
    await databases.client.close();
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** `npm run chaos ci|quick|full [seed]` or `npm run chaos g3 [rounds] [seed]`; full runs both in their full form. */
async function run([what = 'ci', second, third]: readonly string[]): Promise<boolean> {
  if (what === 'g3') return points(Number(second ?? 20), seedFrom(third));
  const size = chaosSizes.find((name) => name === what);
  if (!size) {
    process.stderr.write(`Say one of ${chaosSizes.join(', ')} and a seed if you like, or g3 and how many rounds.\n`);
    process.exit(2);
  }
  const seed = seedFrom(second);
  const whole = await kills(size, seed);
  return size === 'full' ? (await points(20, seed)) && whole : whole;
}

process.exit((await run(process.argv.slice(2))) ? 0 : 1);
