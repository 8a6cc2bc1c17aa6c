import { newAllocationId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBill, reversed, settled } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { checkBalances } from './balance-check.service.ts';
import type { AllocationDocument } from './payment.repository.ts';
import { postReversed, postSettled } from './posting.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());

const freshBill = async () => openBill(server, org, (await org.addMember())._id, 10_000);
const allocationsOn = (billId: string) =>
  server.platform.databases.server
    .collection<AllocationDocument>('allocations')
    .find({ billId: billId as never })
    .toArray();

describe('what is kept of sums', () => {
  it('T27: is summed up anew from its entries, and what differs is counted', async () => {
    const db = server.platform.databases.server;
    const drift = async () => (await server.platform.metrics.balanceDrift.get()).values[0]!.value;
    const bills = [await freshBill(), await freshBill()];
    await postSettled(server.platform, org.scope, [settled(bills[0]!, { state: 'provisional' }), settled(bills[1]!)]);
    expect([await checkBalances(server.platform), await drift()]).toEqual([0, 0]);
    const wrong = [
      ['bills', 'allocated', bills[1]!._id],
      ['bills', 'provisionalAllocated', bills[0]!._id],
      ['payments', 'unallocated', (await allocationsOn(bills[1]!._id))[0]!.paymentId],
    ] as const;
    for (const [name, field, _id] of wrong) await db.collection(name).updateOne({ _id: _id as never }, { $inc: { [field]: 1 } });
    expect([await checkBalances(server.platform), await drift()]).toEqual([3, 3]);
    for (const [name, field, _id] of wrong) await db.collection(name).updateOne({ _id: _id as never }, { $inc: { [field]: -1 } });
    expect([await checkBalances(server.platform), await drift()]).toEqual([0, 0]);
  });

  it('T24: an entry is taken back whole once: the index refuses a second', async () => {
    const bill = await freshBill();
    const notice = settled(bill);
    await postSettled(server.platform, org.scope, [notice]);
    await postReversed(server.platform, org.scope, [reversed(notice, { kind: 'refunded' })]);
    const [given, back] = await allocationsOn(bill._id);
    expect(back).toMatchObject({ reverses: given!._id, amount: -10_000, closes: true });
    const again = { ...back!, _id: newAllocationId() };
    await expect(server.platform.databases.server.collection<AllocationDocument>('allocations').insertOne(again)).rejects.toMatchObject({
      code: 11_000,
    });
    expect(await allocationsOn(bill._id)).toHaveLength(2);
  });
});
