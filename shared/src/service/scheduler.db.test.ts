import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CommandCounter, countCommands } from './command-counter.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createScheduler, createSchedulerIndexes } from './scheduler.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

let database: TestDatabase;
let counter: CommandCounter;
let inUse = 0;
beforeAll(async () => {
  database = await testDatabase('watched');
  database.databases.client.on('connectionCheckedOut', () => (inUse += 1));
  database.databases.client.on('connectionCheckedIn', () => (inUse -= 1));
  counter = countCommands(database.databases.client);
  await createSchedulerIndexes(database.databases.queue);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await jobs().deleteMany({});
});

const jobs = () => database.databases.queue.collection('agenda_jobs');
const commands = (name: string) =>
  counter.commands.filter((command) => command.collection === 'agenda_jobs' && command.name === name).length;

function scheduler(service: string, lookEveryMs: number, ran: string[] = []) {
  const { queue } = database.databases;
  const made = createScheduler(queue, { service, lookEveryMs, log: createLog('test', 'silent'), metrics: createMetrics(service) });
  for (const name of ['sweep', 'count', 'ask']) {
    made.define(name, () => {
      ran.push(`${service}:${name}`);
      return Promise.resolve();
    });
  }
  return made;
}

/** agenda waits for no look of its own: closed under one, the connection would fail it, and nobody hears it. */
const atRest = () => vi.waitUntil(() => inUse === 0, { timeout: 10_000 });

it('T17: two processes that start together have one recurring job between them, and nobody else can make a second', async () => {
  const schedulers = ['one', 'other', 'third'].map((name) => scheduler(name, 5000));
  for (const each of schedulers) await each.every('1 hour', 'sweep');
  await Promise.allSettled(schedulers.map((each) => each.start()));
  expect(await jobs().countDocuments({ name: 'sweep' })).toBe(1);
  await expect(jobs().insertOne({ name: 'sweep', type: 'single' })).rejects.toMatchObject({ code: 11_000 });
  for (const each of schedulers) await each.stop();
  await atRest();
});

describe('what the scheduler asks of the database', () => {
  it('P2 a look that finds nothing is one read and no write, whatever the number of jobs', async () => {
    const idle = scheduler('idle', 100);
    await idle.start();
    counter.reset();
    await vi.waitUntil(() => commands('find') >= 5, { timeout: 10_000 });
    expect(commands('findAndModify')).toBe(0);
    await idle.stop();
    await atRest();
  });

  it('P2 a look writes for the job that is due, and for one whose process fell under it, and for no other', async () => {
    const ran: string[] = [];
    const long = new Date(Date.now() - 3_600_000);
    const far = new Date(Date.now() + 3_600_000);
    await jobs().insertMany([
      { name: 'sweep', type: 'normal', nextRunAt: long, lockedAt: null },
      { name: 'count', type: 'normal', nextRunAt: long, lockedAt: long },
      { name: 'ask', type: 'normal', nextRunAt: far, lockedAt: null },
      { name: 'ask', type: 'normal', nextRunAt: long, lockedAt: null, disabled: true },
    ]);
    counter.reset();
    const due = scheduler('due', 5000, ran);
    await due.start();
    await vi.waitUntil(() => ran.length === 2, { timeout: 10_000 });
    expect(ran.toSorted()).toEqual(['due:count', 'due:sweep']);
    expect(commands('findAndModify')).toBe(2);
    await due.stop();
    await atRest();
  });

  it('P2 what is said now is heard now by the process that says it, without a stream', async () => {
    const ran: string[] = [];
    const woken = scheduler('woken', 60_000, ran);
    await woken.start();
    counter.reset();
    await woken.wake('ask', {});
    await vi.waitUntil(() => ran.length === 1, { timeout: 10_000 });
    expect(counter.commands.filter(({ name }) => name === 'aggregate')).toEqual([]);
    await woken.stop();
    await atRest();
  });

  it('what is said for later runs at its moment and not before, and what is said for now does not wait behind it', async () => {
    const order: string[] = [];
    const patient = scheduler('patient', 100, order);
    const at = new Date(Date.now() + 1000);
    const heardAt: Date[] = [];
    patient.define('ask', ({ about }) => {
      order.push(`${about}`);
      heardAt.push(new Date());
      return Promise.resolve();
    });
    await patient.start();
    await patient.wake('ask', { about: 'later' }, at);
    await patient.wake('ask', { about: 'now' });
    await vi.waitUntil(() => order.length === 2, { timeout: 10_000 });
    expect(order).toEqual(['now', 'later']);
    expect(heardAt[1]!.getTime()).toBeGreaterThanOrEqual(at.getTime());
    await patient.stop();
    await atRest();
  });

  it('what another process has written is heard with the next look', async () => {
    const ran: string[] = [];
    const other = scheduler('other', 100, ran);
    await other.start();
    await jobs().insertOne({ name: 'ask', type: 'normal', nextRunAt: new Date(), lockedAt: null });
    await vi.waitUntil(() => ran.length === 1, { timeout: 10_000 });
    await other.stop();
    await atRest();
  });
});
