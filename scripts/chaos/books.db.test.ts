import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWorld } from '../ledger/world.factory.ts';
import { compareBooks, isWhole } from './books.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await writeWorld(database.databases);
  // One notice of that world is on its way.
  await database.databases.payments.collection<{ _id: string }>('inbox').deleteOne({ _id: 'inbox_waiting' });
});
afterAll(() => database.drop());

const payments = () => database.databases.server.collection<{ _id: string; chargeId: string }>('payments');
const compare = async () => {
  const charges = (
    await payments()
      .find({ _id: { $in: ['paid', 'early'] } })
      .toArray()
  ).map(({ chargeId }) => chargeId);
  return { charges, verdict: await compareBooks(database.databases, charges, () => undefined) };
};

describe('the books after a storm', () => {
  it('that are whole pass', async () => {
    const { charges, verdict } = await compare();
    expect(charges).toHaveLength(2);
    expect(verdict).toEqual({ lost: 0, doubled: 0, torn: 0, deadLetters: 0, waiting: 0 });
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
    const before = (await bills.findOne({ _id: 'over' }))!;
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

  it('tell a payment whose money lies on no bill, though the ledger by itself is whole', async () => {
    const { server } = database.databases;
    const [bills, allocations] = [server.collection<{ _id: string }>('bills'), server.collection<{ _id: string }>('allocations')];
    const [bill, allocation] = [(await bills.findOne({ _id: 'early' }))!, (await allocations.findOne({ _id: 'a_early' }))!];
    await payments().updateOne({ _id: 'early' }, { $set: { allocated: 0, unallocated: 5000 } });
    await allocations.deleteOne({ _id: 'a_early' });
    await bills.updateOne({ _id: 'early' }, { $set: { allocated: 0, provisionalAllocated: 0, status: 'unpaid' } });
    const said: string[] = [];
    const { charges } = await compare();
    const verdict = await compareBooks(database.databases, charges, (line) => said.push(line));
    await payments().updateOne({ _id: 'early' }, { $set: { allocated: 5000, unallocated: 0 } });
    await allocations.insertOne(allocation);
    await bills.replaceOne({ _id: 'early' }, bill);
    expect(verdict, said.join()).toMatchObject({ lost: 1, doubled: 0, torn: 0 });
    expect(isWhole(verdict)).toBe(false);
  });

  it('tell a bill that has more than its money', async () => {
    const { verdict } = await compare();
    expect((await compareBooks(database.databases, ['chg_paid', 'chg_over1'], () => undefined)).lost).toBe(1);
    expect(verdict.lost).toBe(0);
  });

  it('tell what was given up and what is on its way, but for a notice about a number that nobody knows', async () => {
    const inbox = database.databases.payments.collection<{ _id: string; state: string; outcome: string }>('inbox');
    const messages = database.databases.queue.collection<{ _id: string }>('messages');
    await inbox.insertMany([
      { _id: 'late', state: 'received', outcome: '' },
      { _id: 'stranger', state: 'received', outcome: 'unknown_charge' },
    ]);
    await messages.insertOne({ _id: 'msg_dead', to: 'payments-service', name: 'nothing', state: 'dead', payload: {} } as never);
    const { verdict } = await compare();
    await inbox.deleteMany({ _id: { $in: ['late', 'stranger'] } });
    await messages.deleteOne({ _id: 'msg_dead' });
    expect(verdict).toMatchObject({ lost: 0, deadLetters: 1, waiting: 1 });
    expect(isWhole(verdict)).toBe(false);
  });
});
