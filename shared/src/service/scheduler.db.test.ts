import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createScheduler, createSchedulerIndexes } from './scheduler.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

let database: TestDatabase;
let inUse = 0;
beforeAll(async () => {
  database = await testDatabase();
  database.databases.client.on('connectionCheckedOut', () => (inUse += 1));
  database.databases.client.on('connectionCheckedIn', () => (inUse -= 1));
  await createSchedulerIndexes(database.databases.queue);
});
afterAll(() => database.drop());

it('T17: two processes that start together have one recurring job between them, and nobody else can make a second', async () => {
  const { queue } = database.databases;
  const jobs = queue.collection('agenda_jobs');
  const schedulers = ['one', 'other', 'third'].map((name) =>
    createScheduler(queue, name, createLog('test', 'silent'), createMetrics(name)),
  );
  for (const scheduler of schedulers) {
    scheduler.define('sweep', () => Promise.resolve());
    await scheduler.every('1 hour', 'sweep');
  }
  await Promise.allSettled(schedulers.map((scheduler) => scheduler.start()));
  expect(await jobs.countDocuments({ name: 'sweep' })).toBe(1);
  await expect(jobs.insertOne({ name: 'sweep', type: 'single' })).rejects.toMatchObject({ code: 11_000 });
  for (const scheduler of schedulers) await scheduler.stop();
  // agenda waits for no look of its own: closed under one, the connection would fail it, and nobody hears it.
  await vi.waitUntil(() => inUse === 0, { timeout: 10_000 });
});
