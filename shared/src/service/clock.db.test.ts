import { afterAll, beforeAll, expect, it } from 'vitest';
import { followSharedClock, isClockFollowed, moveSharedClock } from './clock.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

const dayMs = 86_400_000;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('plain', 'emptied');
});
afterAll(() => database.drop());

it('design.md 5: the clock is followed once every service has the day that was set last, and not before', async () => {
  const { queue } = database.databases;
  expect(await isClockFollowed(queue)).toBe(true);
  await moveSharedClock(queue, 3 * dayMs);
  const first = await followSharedClock(queue, 'first');
  expect(await isClockFollowed(queue)).toBe(true);
  await moveSharedClock(queue, 0);
  const second = await followSharedClock(queue, 'second');
  const daysOf = ({ clock }: typeof first) => Math.round((clock.now().getTime() - clock.realNow().getTime()) / dayMs);
  try {
    expect(daysOf(second)).toBe(0);
    await expect.poll(() => isClockFollowed(queue), { timeout: 10_000 }).toBe(true);
    expect(daysOf(first)).toBe(0);
    // One that has stopped hears no more.
    first.stop();
    await moveSharedClock(queue, dayMs);
    await expect.poll(() => daysOf(second), { timeout: 10_000 }).toBe(1);
    expect(await isClockFollowed(queue)).toBe(false);
  } finally {
    first.stop();
    second.stop();
  }
});
