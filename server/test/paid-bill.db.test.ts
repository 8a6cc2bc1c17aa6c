import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBill, memberBalances } from '../src/modules/billing/bill.service.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { billNow, codeOf, openBill, payBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

describe('a bill with money on it', () => {
  it('case 4: cannot be cancelled, and nothing changes', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    await payBill(server, org, bill);
    const before = await billNow(server, bill._id);
    expect(await codeOf(cancelBill(server.platform, org.scope, org.owner, bill._id, ''))).toBe('BILL_HAS_PAYMENT');
    expect(await billNow(server, bill._id)).toEqual(before);
  });

  it('of money and a cancellation at the same moment one wins, and no yen is lost', async () => {
    for (let round = 0; round < 5; round += 1) {
      const bill = await openBill(server, org, (await org.addMember())._id);
      await Promise.all([payBill(server, org, bill), codeOf(cancelBill(server.platform, org.scope, org.owner, bill._id, ''))]);
      const after = await billNow(server, bill._id);
      const payment = await server.platform.databases.server.collection('payments').findOne({ memberId: bill.memberId });
      expect(payment).toMatchObject({ received: 10_000 });
      if (after.status === 'cancelled') expect(payment).toMatchObject({ allocated: 0, unallocated: 10_000 });
      else expect(after).toMatchObject({ status: 'paid', allocated: 10_000 });
    }
  });

  it('case 47: too much is credit of the member, also when it lies on no bill', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    await payBill(server, org, bill);
    await payBill(server, org, bill);
    const gone = await openBill(server, org, member._id, 700);
    await cancelBill(server.platform, org.scope, org.owner, gone._id, '');
    await payBill(server, org, gone);
    expect(await memberBalances(server.platform, org.scope, [member._id])).toEqual([
      { memberId: member._id, owed: 0, credit: 10_700, status: 'overpaid', overdue: false },
    ]);
  });

  it('case 4: after the payment is taken back it can be cancelled', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const paymentId = await recordOffline(server.platform, org.scope, org.owner, {
      billId: bill._id,
      amount: PositiveYen.parse(10_000),
      method: 'cash',
      receivedOn: jstDate('2026-05-20'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
    expect(await cancelBill(server.platform, org.scope, org.owner, bill._id, '重複')).toMatchObject({ status: 'cancelled' });
  });
});
