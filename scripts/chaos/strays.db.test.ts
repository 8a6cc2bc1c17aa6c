import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from './g15-run.ts';
import { straysOf } from './strays.ts';

const accountId = 'acc_1';
const charge = {
  orgId: 'org_1',
  memberId: 'mem_1',
  state: 'awaiting',
  amount: 1000,
  memberFee: 0,
  lines: [{ payableId: 'bill_1', amount: 1000 }],
};
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await database.databases.payments
    .collection<{ _id: string }>('charges')
    .insertMany(['1001', '1002'].map((paymentNumber) => ({ ...charge, _id: `chg_${paymentNumber}`, paymentNumber })));
  await pay('pay_1', '1001');
  await pay('pay_2', '1002');
  await pay('pay_other', '9009', 'acc_2');
});
afterEach(() => database.drop());

const pay = (_id: string, externalOrderNumber: string, of = accountId) =>
  database.databases.sandbox.collection<{ _id: string }>('payments').insertOne({ _id, externalOrderNumber, accountId: of } as never);

describe('payments at the provider that no charge names', () => {
  it('are none where each charge has its one, and those of other accounts are not looked at', async () => {
    expect(await straysOf(database.databases, accountId)).toEqual([]);
  });

  it('are one under a number of nobody, and the twin of one that is known', async () => {
    await pay('pay_stray', '1003');
    await pay('pay_twin', '1002');
    expect((await straysOf(database.databases, accountId)).toSorted()).toEqual(['pay_stray', 'pay_twin']);
  });

  it('G15: count as doubled', async () => {
    await pay('pay_stray', '1003');
    const said: string[] = [];
    const verdict = await judge({ databases: database.databases, orgId: 'org_1' as OrgId, accountId }, [], (line) => said.push(line));
    expect(verdict).toMatchObject({ lost: 0, doubled: 1 });
    expect(said.join()).toContain('pay_stray');
  });
});
