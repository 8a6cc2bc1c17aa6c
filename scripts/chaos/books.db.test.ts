import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWorld } from '../ledger/world.factory.ts';
import { compareBooks, isWhole } from './books.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await writeWorld(database.databases);
});
afterAll(() => database.drop());

const payments = () => database.databases.server.collection<{ _id: string; chargeId: string }>('payments');
const compare = async () => {
  const charges = (
    await payments()
      .find({ _id: { $in: ['paid', 'over1', 'over2'] } })
      .toArray()
  ).map(({ chargeId }) => chargeId);
  return { charges, verdict: await compareBooks(database.databases, charges, () => undefined) };
};

describe('the books after a storm', () => {
  it('that are whole pass', async () => {
    const { charges, verdict } = await compare();
    expect(charges.length).toBeGreaterThan(0);
    expect(verdict).toEqual({ lost: 0, doubled: 0, torn: 0 });
    expect(isWhole(verdict)).toBe(true);
  });

  it('tell a charge without a payment, and one with two', async () => {
    const { charges } = await compare();
    const [first] = charges;
    const row = (await payments().findOne({ chargeId: first! }))!;
    await payments().insertOne({ ...row, _id: 'twin', sourceId: 'twin' } as never);
    const verdict = await compareBooks(database.databases, [...charges, 'chg_nobody'], () => undefined);
    await payments().deleteOne({ _id: 'twin' });
    expect(verdict).toMatchObject({ lost: 1, doubled: 1 });
    expect(isWhole(verdict)).toBe(false);
  });

  it('tell a bill whose sum is not that of its allocations', async () => {
    const bills = database.databases.server.collection<{ _id: string; allocated: number }>('bills');
    const before = (await bills.findOne({ allocated: { $gt: 0 } }))!;
    await bills.updateOne({ _id: before._id }, { $inc: { allocated: -1 } });
    const said: string[] = [];
    const { charges } = await compare();
    const verdict = await compareBooks(database.databases, charges, (line) => said.push(line));
    await bills.updateOne({ _id: before._id }, { $set: { allocated: before.allocated } });
    expect(verdict).toMatchObject({ lost: 0, doubled: 0 });
    expect(verdict.torn).toBeGreaterThan(0);
    expect(isWhole(verdict)).toBe(false);
    expect(said.join()).toContain('BROKEN');
  });
});
