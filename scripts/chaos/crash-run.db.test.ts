import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payoutDifferences } from './crash-run.ts';
import { traceOf } from './crash-trace.ts';
import { refundSum } from './world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** A card payment of 10,000 of which so much was given back, as the two databases hold it. */
async function givenBack(amountRefunded: number): Promise<void> {
  const { payments, sandbox } = database.databases;
  const put = (of: typeof payments, name: string, row: { _id: string }) =>
    of.collection<{ _id: string }>(name).replaceOne({ _id: row._id }, row, { upsert: true });
  const charge = { _id: 'chg_1', state: 'partly_refunded', paymentNumber: '1000000000001', lines: [{ payableId: 'bill_1' }] };
  await put(payments, 'charges', { ...charge, instructions: null } as never);
  await put(sandbox, 'payments', { _id: 'pay_1', externalOrderNumber: '1000000000001', status: 'captured', amountRefunded } as never);
  await put(payments, 'payouts', { _id: 'pot_1', state: 'approved', count: 2, gross: 10_000, returned: amountRefunded } as never);
}

describe('G3 G6: a refund that is made twice', () => {
  const bill = { payableId: 'bill_1', memberId: 'mem_1' };
  const done = [{ flow: 'refund' }] as const;

  it('leaves another trace at the provider than one that is made once', async () => {
    await givenBack(refundSum);
    const once = await traceOf(database.databases, bill);
    await givenBack(2 * refundSum);
    const twice = await traceOf(database.databases, bill);
    expect([once.atProvider, twice.atProvider]).toEqual([['captured, back 3000'], ['captured, back 6000']]);
  });

  it('is told by the payout, and is no more than the payment: no provider refuses it', async () => {
    await givenBack(refundSum);
    expect(await payoutDifferences(database.databases, done)).toEqual([]);
    await givenBack(2 * refundSum);
    expect(await payoutDifferences(database.databases, done)).toEqual(['payout: approved 2 10000 6000 and not approved 2 10000 3000']);
    expect(2 * refundSum).toBeLessThan(10_000);
  });
});
