import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import { chaosPlan, chaosSizes } from './chaos/chaos-plan.ts';
import { startSteadyDatabase } from './chaos/steady-database.ts';
import { type World, capturedNotice, makeWorld } from './chaos/world.ts';
import { dataDirectory } from './demo/demo-session.ts';
import { verifyLedger } from './ledger/verify.ts';
import { anyPort } from './stack/ports.ts';
import { type Stack, drawSecrets, startStack } from './stack/stack.ts';

/**
 * `npm run chaos ci|quick|full`: kill -9 of the payments-service, the server and the database in the middle of callbacks.
 * A provider sends again until it hears yes, so every callback here ends acknowledged; then the books are compared.
 */
const size = chaosSizes.find((name) => name === (process.argv[2] ?? 'ci'));
if (!size) {
  process.stderr.write(`Sizes: ${chaosSizes.join(', ')}.\n`);
  process.exit(2);
}
const plan = chaosPlan(size);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const quietMs = 180_000;
const prefix = 'tsudoi_chaos';

const directory = await mkdtemp(join(tmpdir(), 'tsudoi-chaos-'));
const database = await startSteadyDatabase({ mode: 'durable-test', directory, dataDirectory: dataDirectory() });
const secrets = drawSecrets();
const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
say(`database: ${database.label}`);
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
const databases = await connectMongo(database.uri, prefix, 5);
let exitCode = 1;
try {
  const world = await makeWorld({
    stack,
    databases,
    serviceSecret: secrets.SERVICE_SECRET,
    internal: `http://127.0.0.1:${ports.internal}`,
    payments: plan.payments,
  });
  say(`${world.charges.length} numbers wait to be paid; ${plan.kills.length} kills to come`);
  await storm(world, stack);
  await settle(databases, world);
  exitCode = await compare(databases, world);
} finally {
  await databases.client.close();
  await stack.stop();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
}
process.exit(exitCode);

/** Sends one notice until it is acknowledged, as a provider does. */
async function deliver(url: string, notice: { body: string; headers: Record<string, string> }): Promise<void> {
  for (;;) {
    const response = await fetch(url, { method: 'POST', ...notice, signal: AbortSignal.timeout(10_000) }).catch(() => null);
    if (response?.ok) return;
    if (response && response.status < 500 && response.status !== 429) throw new Error(`a genuine callback was answered ${response.status}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

/** Callbacks from twelve hands, each twice, while processes are killed at even distances. */
async function storm({ charges, callbackUrl, secret }: World, running: Stack): Promise<void> {
  const notices = charges.map((charge) => capturedNotice(charge, secret));
  const queue = Array.from({ length: plan.deliveries }, () => notices).flat();
  const total = queue.length;
  let acknowledged = 0;
  let killed = 0;
  let killing: Promise<void> = Promise.resolve();
  const killNext = () => {
    const target = plan.kills[killed];
    killed += 1;
    if (target === undefined) return;
    say(`  kill -9 ${target} after ${acknowledged} of ${total}`);
    killing = killing.then(async () => {
      if (target === 'database') return database.crash();
      await running.kill(target);
      await running.back(target);
    });
  };
  const hand = async () => {
    for (let notice = queue.shift(); notice; notice = queue.shift()) {
      await deliver(callbackUrl, notice);
      acknowledged += 1;
      if (acknowledged >= ((killed + 1) * total) / (plan.kills.length + 1)) killNext();
    }
  };
  await Promise.all(Array.from({ length: 12 }, hand));
  await killing;
  say(`${acknowledged} callbacks acknowledged`);
}

/** Waits until nothing is under way any more. */
async function settle({ server, queue }: Databases, { charges }: World): Promise<void> {
  const deadline = Date.now() + quietMs;
  for (;;) {
    const posted = await server
      .collection('payments')
      .countDocuments({})
      .catch(() => 0);
    const waiting = await queue
      .collection('messages')
      .countDocuments({ state: { $in: ['ready', 'leased'] } })
      .catch(() => 1);
    if (posted >= charges.length && waiting === 0) return;
    if (Date.now() > deadline) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

async function compare(found: Databases, { charges }: World): Promise<number> {
  const payments = await found.server.collection<{ chargeId: string; amount: number }>('payments').find({}).toArray();
  const perCharge = new Map<string, number>();
  for (const { chargeId } of payments) perCharge.set(chargeId, (perCharge.get(chargeId) ?? 0) + 1);
  const lost = charges.filter(({ chargeId }) => !perCharge.has(chargeId)).length;
  const doubled = [...perCharge.values()].filter((count) => count > 1).length;
  const { broken: torn } = await verifyLedger(found, ({ name, broken, says }) => {
    if (broken > 0) say(`BROKEN ${name}: ${broken}, ${says}`);
  });
  say(`lost ${lost}, doubled ${doubled}, torn ${torn}`);
  return lost + doubled + torn === 0 ? 0 : 1;
}
