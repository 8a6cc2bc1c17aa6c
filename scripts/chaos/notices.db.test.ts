import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { chaosPlan } from './chaos-plan.ts';
import { storm } from './chaos-run.ts';
import { type Arrived, type FakeDoor, openFakeDoor } from './fake-door.factory.ts';
import { missingFrom } from './notices.ts';
import type { OpenCharge } from './world.ts';

let database: TestDatabase;
let door: FakeDoor;
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(() => door.close());
afterAll(() => database.drop());

const plan = { ...chaosPlan('ci', 1), kills: [] };
const charges = Array.from({ length: plan.payments }, (_, place): OpenCharge => {
  const ids = { chargeId: `chg_${place}`, payableId: `bill_${place}`, memberId: `mem_${place}`, paymentId: `payment${place}` };
  return { ...ids, paymentNumber: String(1_000_000_000_000 + place), amount: 10_000, createdAt: new Date(0).toISOString() };
});
const toldOnce = charges.filter((_, place) => plan.deliveries.indexOf(place) === plan.deliveries.lastIndexOf(place));
const nothingIsKilled = () => Promise.reject(new Error('nothing is killed here'));

/** How many of the notices that this door has acknowledged are lost. */
async function lostAt(forgets: (arrived: Arrived) => boolean): Promise<number> {
  const { databases } = database;
  door = await openFakeDoor(databases, (arrived) => ({ status: 200, keeps: !forgets(arrived) }));
  const world = { charges, callbackUrl: door.url, secret: 'secret' };
  const { acknowledged } = await storm(plan, world, nothingIsKilled, () => undefined);
  expect(acknowledged.size).toBe(plan.payments);
  return (await missingFrom(databases, door.url, acknowledged)).length;
}

test('G2: a door that keeps what it acknowledges has lost nothing', async () => {
  expect(await lostAt(() => false)).toBe(0);
});

test('G2: a door that says yes and forgets one first copy has lost one', async () => {
  expect(await lostAt(({ paymentNumber, time }) => paymentNumber === toldOnce[0]!.paymentNumber && time === 1)).toBe(1);
});

test('G2: what a door forgets the first time is seen of every payment that is told of once, which are half of them', async () => {
  expect(toldOnce).toHaveLength(plan.payments / 2);
  expect(await lostAt(({ time }) => time === 1)).toBe(toldOnce.length);
});
