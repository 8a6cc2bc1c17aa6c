import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type SignedNotice, type World, makeWorld } from '../../chaos/world.ts';
import { verifyLedger } from '../../ledger/verify.ts';
import { anyPort } from '../../stack/ports.ts';
import { type Stack, drawSecrets, startStack } from '../../stack/stack.ts';
import { type Story, type Told, storiesOf } from './callback-stories.ts';
import { sendAtBarrier } from './barrier.ts';

/** `TSUDOI_SEED=… npm test -- security` repeats a run; the seed stands in every failure. */
const random = testRandom(seedFrom(process.env['TSUDOI_SEED']));
const payments = 100;
let database: TestDatabase;
let stack: Stack;
let world: World;
let stories: Story[];

beforeAll(async () => {
  database = await testDatabase();
  const secrets = drawSecrets();
  const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
  stack = await startStack({
    databaseUri: database.uri,
    prefix: database.prefix,
    nodeEnv: 'test',
    ports,
    secrets,
    clientDist: '',
    bcryptCost: 4,
    logLevel: 'silent',
  });
  const internal = `http://127.0.0.1:${ports.internal}`;
  world = await makeWorld({ stack, databases: database.databases, serviceSecret: secrets.SERVICE_SECRET, internal, payments });
  stories = storiesOf(world, random);
});
afterAll(async () => {
  await stack.stop();
  await database.drop();
});

const send = async ({ body, headers }: SignedNotice): Promise<number> =>
  (await fetch(world.callbackUrl, { method: 'POST', body, headers: { ...headers }, signal: AbortSignal.timeout(30_000) })).status;

async function tell(told: Told): Promise<number[]> {
  if (told.how === 'at once')
    return sendAtBarrier(
      world.callbackUrl,
      Array.from({ length: told.times }, () => told.notice),
    );
  const statuses: number[] = [];
  for (let time = 0; time < told.times; time += 1) statuses.push(await send(told.notice));
  return statuses;
}

/** Sixteen hands take whole stories in any order; inside one story its order holds. Returns the answers that were not the right ones. */
async function tellAll(): Promise<string[]> {
  const queue = random.shuffled(stories);
  const wrong: string[] = [];
  const hand = async () => {
    for (let story = queue.shift(); story; story = queue.shift()) {
      for (const told of story.told) {
        const answers = await tell(told);
        const right = story.forged ? 401 : 200;
        wrong.push(...answers.filter((status) => status !== right).map((status) => `${story!.fate}: ${status}`));
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, hand));
  return wrong;
}

/** Nothing is under way any more but the notices about numbers that nobody knows. */
async function quiet(): Promise<void> {
  const { server, payments: books, queue } = database.databases;
  await vi.waitFor(
    async () => {
      const under = await Promise.all([
        books.collection('inbox').countDocuments({ state: { $in: ['received', 'leased'] }, outcome: { $ne: 'unknown_charge' } }),
        queue.collection('messages').countDocuments({ state: { $in: ['ready', 'leased'] } }),
        server.collection('outbox').countDocuments({ state: 'pending' }),
        books.collection('outbox').countDocuments({ state: 'pending' }),
      ]);
      expect(under, 'inbox, messages, both outboxes').toEqual([0, 0, 0, 0]);
    },
    { timeout: 90_000, interval: 200 },
  );
}

interface Books {
  readonly received: number;
  readonly reversed: number;
  readonly onBill: number;
  readonly count: number;
}

/** What the ledger holds for each charge, in plain sums. */
async function booksByCharge(): Promise<Map<string, Books>> {
  const { server } = database.databases;
  const books = new Map<string, Books>();
  const rows = await server
    .collection<{ _id: string; chargeId: string; received: number; reversed: number; allocated: number }>('payments')
    .find({})
    .toArray();
  for (const { chargeId, received, reversed, allocated } of rows) {
    const before = books.get(chargeId) ?? { received: 0, reversed: 0, onBill: 0, count: 0 };
    books.set(chargeId, {
      received: before.received + received,
      reversed: before.reversed + reversed,
      onBill: before.onBill + allocated,
      count: before.count + 1,
    });
  }
  return books;
}

async function expectOracle(): Promise<void> {
  const books = await booksByCharge();
  const differing = stories.flatMap(({ fate, chargeId, received, refunded }) => {
    const wanted = received === 0 ? undefined : { received, reversed: refunded, onBill: received - refunded, count: 1 };
    const found = chargeId === null ? undefined : books.get(chargeId);
    return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [{ fate, wanted, found }];
  });
  expect(differing, `seed ${random.seed}`).toEqual([]);
  expect(books.size).toBe(stories.filter(({ received }) => received > 0).length);
  const said: string[] = [];
  const counts = await verifyLedger(database.databases, ({ name, broken, says }) => {
    if (broken > 0) said.push(`${name}: ${broken}, ${says}`);
  });
  expect(said, `seed ${random.seed}`).toEqual([]);
  expect(counts).toMatchObject({ broken: 0, deadLetters: 0 });
  const kept = (await database.databases.payments.collection<{ _id: string }>('inbox').find({}).toArray()).map(({ _id }) => _id);
  const isKept = ({ notice }: Told) => kept.some((key) => key.endsWith((JSON.parse(notice.body) as { id: string }).id));
  expect(stories.filter(({ forged, told }) => !told.every((one) => isKept(one) !== forged))).toEqual([]);
}

test('G1 T3 T5 T6 T7: after hostile callbacks the ledger is what plain arithmetic says, and nothing forged came in', async () => {
  expect(await tellAll(), `seed ${random.seed}`).toEqual([]);
  await quiet();
  await expectOracle();
  const held = stories.filter(({ fate }) => fate === 'wrong amount').length;
  expect(await database.databases.server.collection('tasks').countDocuments({ reason: 'amount_mismatch' })).toBe(held);
});

test('T2: the whole of it sent once more is acknowledged and changes nothing', async () => {
  expect(await tellAll(), `seed ${random.seed}`).toEqual([]);
  await quiet();
  await expectOracle();
});
