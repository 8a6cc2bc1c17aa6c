import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Worker, startWorker } from '../bench/worker.ts';
import { openFakeDoor } from './fake-door.factory.ts';
import { flood } from './g4-run.ts';
import { missingFrom } from './notices.ts';

let database: TestDatabase;
let caller: Worker;
beforeAll(async () => {
  database = await testDatabase();
  caller = await startWorker('scripts/bench/caller.ts');
});
afterAll(async () => {
  await caller.stop();
  await database.drop();
});

test('G4: one that is kept and was answered "again" does not stand for one that was answered "yes" and is gone', async () => {
  const { databases } = database;
  let arrived = 0;
  const door = await openFakeDoor(databases, () => {
    arrived += 1;
    if (arrived === 3) return { status: 503, keeps: true };
    return { status: 200, keeps: arrived !== 7 };
  });
  try {
    const plan = { steady: { rate: 50, seconds: 0.3 }, burst: 5, overload: { rate: 50, seconds: 0.2 } };
    const { steady, acknowledged } = await flood(caller, { url: door.url, secret: 'secret' }, plan, () => undefined);
    expect([arrived, steady.busy, acknowledged.length]).toEqual([30, 1, 29]);
    expect(await databases.payments.collection('inbox').countDocuments({})).toBe(acknowledged.length);
    expect(await missingFrom(databases, door.url, acknowledged)).toHaveLength(1);
  } finally {
    await door.close();
  }
});
