import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import { anyPort } from '../stack/ports.ts';
import { drawSecrets, startStack } from '../stack/stack.ts';
import { type ClosedBooks, compareBooks, isWhole } from './books.ts';
import { type ChaosPlan, type Target, drainedWithin } from './chaos-plan.ts';
import { idOf, missingFrom } from './notices.ts';
import { isQuiet } from './quiet.ts';
import { startSteadyDatabase } from './steady-database.ts';
import { type SignedNotice, type World, capturedNotice, makeWorld, until } from './world.ts';

const quietMs = 180_000;
const prefix = 'tsudoi_chaos';

export interface ChaosOutcome extends ClosedBooks {
  /** What was really killed, in this order: a run that killed nothing proves nothing. */
  readonly killed: readonly Target[];
  /** From when what was killed last was back until all was posted and nothing under way. */
  readonly drainedMs: number;
}

/**
 * kill -9 of the payments-service, the server and the database in the middle of callbacks. A provider sends again until
 * it hears yes, so every callback here ends acknowledged; then the books are compared.
 */
export async function runChaos(plan: ChaosPlan, dataDirectory: string, say: (line: string) => void): Promise<ChaosOutcome> {
  say(`seed ${plan.seed}`);
  const directory = await mkdtemp(join(tmpdir(), 'tsudoi-chaos-'));
  const database = await startSteadyDatabase({ mode: 'durable-test', directory, dataDirectory });
  const ends: (() => Promise<void>)[] = [() => rm(directory, { recursive: true, force: true }), () => database.stop()];
  try {
    say(`database: ${database.label}`);
    const secrets = drawSecrets();
    const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
    const stack = await startStack({
      databaseUri: database.uri,
      prefix,
      nodeEnv: 'test',
      ports,
      secrets,
      clientDist: directory,
      bcryptCost: 4,
      logLevel: 'silent',
    });
    ends.push(() => stack.stop());
    const databases = await connectMongo(database.uri, prefix, 5);
    ends.push(() => databases.client.close());
    const world = await makeWorld({
      stack,
      databases,
      serviceSecret: secrets.SERVICE_SECRET,
      internal: `http://127.0.0.1:${ports.internal}`,
      payments: plan.payments,
    });
    say(`${world.charges.length} numbers wait to be paid; ${plan.kills.length} kills to come`);
    // The provider has told of every number: what it would send again later is no part of what is drained.
    await until('the numbers to be told of', async () => ((await isQuiet(databases)) ? true : null), quietMs);
    const kill = async (target: Target) => {
      if (target === 'database') return database.crash();
      await stack.kill(target);
      await stack.back(target);
    };
    const { killed, acknowledged, backAt } = await storm(plan, world, kill, say);
    const isDrained = await settle(databases, world);
    const drainedMs = performance.now() - backAt;
    if (!isDrained) say(`something is under way ${Math.round(drainedMs)} ms after the last of them was back`);
    const chargeIds = world.charges.map(({ chargeId }) => chargeId);
    const books = await compareBooks(databases, chargeIds, say);
    const missing = await missingFrom(databases, world.callbackUrl, acknowledged);
    if (missing.length > 0) say(`LOST ${missing.length} notices that were acknowledged, ${missing[0]} first`);
    // A notice that is gone is most often a payment that is gone too, and one loss.
    return { ...books, lost: Math.max(books.lost, missing.length), killed, drainedMs };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Sends one notice until it is acknowledged, as a provider does. */
export async function deliver(url: string, notice: SignedNotice): Promise<void> {
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      body: notice.body,
      headers: { ...notice.headers },
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    if (response?.ok) return;
    if (response && response.status < 500 && response.status !== 429) throw new Error(`a genuine callback was answered ${response.status}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

interface Stormed {
  readonly killed: readonly Target[];
  /** The ids of the notices to which the door said yes. */
  readonly acknowledged: ReadonlySet<string>;
  /** When what was killed last had come back, or when it all began. */
  readonly backAt: number;
}

/** Callbacks from twelve hands, every other one of them twice, while processes are killed at the moments of the plan. */
export async function storm(
  plan: Pick<ChaosPlan, 'deliveries' | 'kills'>,
  { charges, callbackUrl, secret }: World,
  killOne: (target: Target) => Promise<void>,
  say: (line: string) => void,
): Promise<Stormed> {
  const notices = charges.map((charge) => capturedNotice(charge, secret));
  const queue = plan.deliveries.map((place) => notices[place]!);
  const total = queue.length;
  const killed: Target[] = [];
  const waiting = [...plan.kills];
  const yes = new Set<string>();
  let acknowledged = 0;
  let backAt = performance.now();
  let killing = Promise.resolve();
  const kill = async (target: Target) => {
    say(`  kill -9 ${target} after ${acknowledged} of ${total}`);
    killed.push(target);
    await killOne(target);
    backAt = performance.now();
  };
  const killWhenDue = async () => {
    // What was killed must be back before the next one goes; meanwhile no callback is spent, or the last kills would meet silence.
    while (waiting[0] && acknowledged >= waiting[0].after) {
      const before = killing;
      await before;
      if (before !== killing) continue;
      killing = kill(waiting.shift()!.target);
      // Whoever waits for it hears that it failed; until then it must not end the run without its last line.
      killing.catch(() => undefined);
    }
  };
  const hand = async () => {
    for (let notice = queue.shift(); notice; notice = queue.shift()) {
      await deliver(callbackUrl, notice);
      acknowledged += 1;
      yes.add(idOf(notice));
      await killWhenDue();
    }
  };
  await Promise.all(Array.from({ length: 12 }, hand));
  await killing;
  say(`${acknowledged} callbacks acknowledged`);
  return { killed, acknowledged: yes, backAt };
}

/** Waits until all is posted and nothing under way any more; false after so long that it never will be. */
async function settle(databases: Databases, { charges }: World): Promise<boolean> {
  const deadline = performance.now() + quietMs;
  const posted = databases.server.collection('payments');
  do {
    const isOver = async () => (await posted.countDocuments({})) >= charges.length && (await isQuiet(databases));
    if (await isOver().catch(() => false)) return true;
    await new Promise((wake) => setTimeout(wake, 200));
  } while (performance.now() < deadline);
  return false;
}

/** Whether every bound of the row holds. */
export const isSoundG2 = (outcome: ChaosOutcome, { kills }: ChaosPlan): boolean =>
  isWhole(outcome) && outcome.killed.length === kills.length && outcome.drainedMs <= drainedWithin;
