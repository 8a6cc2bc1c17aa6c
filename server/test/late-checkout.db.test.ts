import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import type { Delivery } from '@tsudoi/shared/service/consumer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelTogether } from '../src/modules/billing/bill-cancel.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { creditsOf } from '../src/modules/payments/credit.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { postReversed, postSettled } from '../src/modules/payments/posting.service.ts';
import { billNow, openBill, reversed, settled } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const payBy = (bill: BillDocument, amount: number) =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId: bill._id,
    amount: PositiveYen.parse(amount),
    method: 'cash',
    receivedOn: jstDate('2026-05-15'),
    memo: '',
    idempotencyKey: randomUUID(),
  });
type Settled = ReturnType<typeof settled> extends Delivery<infer P> ? P : never;

/** A checkout over three bills whose slip lay about: one stayed open, one was paid in cash meanwhile, one was cancelled. */
async function lateCheckout() {
  const memberId = (await org.addMember())._id;
  const bills = [
    await openBill(server, org, memberId, 8000),
    await openBill(server, org, memberId, 9000),
    await openBill(server, org, memberId, 10_000),
  ] as const;
  const lines = bills.map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) }));
  const notice = settled(bills[0], { lines, amount: PositiveYen.parse(27_000) });
  const cash = await payBy(bills[1], 9000);
  await cancelTogether(server.platform, org.scope, org.owner, [bills[2]._id], '退会のため');
  return { memberId, bills, notice, cash };
}
const paymentOf = async ({ payload }: Delivery<Settled>) =>
  (await db().collection<PaymentDocument>('payments').find({ chargeId: payload.chargeId }).toArray()) as PaymentDocument[];
const tasksOf = async (memberId: string) => {
  const tasks = await db().collection('tasks').find({ memberId, orgId: org.scope.orgId }).sort({ kind: 1, received: 1 }).toArray();
  return tasks.map(({ kind, reason, received }) => [kind, reason, received]);
};

describe('a callback over several bills that comes late (PAY-12, cases 47 and 53)', () => {
  it('each line goes where it still fits: the open bill is settled, the paid one is overpaid, of the cancelled one the money is kept apart', async () => {
    const { memberId, bills, notice } = await lateCheckout();
    await postSettled(server.platform, org.scope, [notice]);
    expect(await billNow(server, bills[0]._id)).toMatchObject({ status: 'paid', allocated: 8000 });
    expect(await billNow(server, bills[1]._id)).toMatchObject({ status: 'overpaid', allocated: 18_000 });
    expect(await billNow(server, bills[2]._id)).toMatchObject({ status: 'cancelled', allocated: 0 });
    expect(await paymentOf(notice)).toMatchObject([{ received: 27_000, allocated: 17_000, unallocated: 10_000, state: 'confirmed' }]);
    expect(await tasksOf(memberId)).toEqual([
      ['late_money', 'bill_cancelled', 10_000],
      ['overpayment', 'paid_twice', 18_000],
    ]);
    const { credits } = await creditsOf(server.platform, org.scope, memberId);
    expect(credits.reduce((sum, { amount }) => sum + amount, 0)).toBe(19_000);
  });

  it('case 49: five times, three of them at once, it is one payment and each task once', async () => {
    const { memberId, bills, notice } = await lateCheckout();
    const post = () => postSettled(server.platform, org.scope, [notice]).catch(() => undefined);
    await Promise.all([post(), post(), post()]);
    await postSettled(server.platform, org.scope, [notice]);
    await postSettled(server.platform, org.scope, [{ ...notice, messageId: settled(bills[0]).messageId }]);
    expect(await paymentOf(notice)).toHaveLength(1);
    expect(await tasksOf(memberId)).toHaveLength(2);
    expect((await billNow(server, bills[1]._id)).allocated).toBe(18_000);
  });

  it('taken back in a part it gives up what lies on no bill first, and wholly it leaves only what was paid in cash', async () => {
    const { bills, notice } = await lateCheckout();
    await postSettled(server.platform, org.scope, [notice]);
    const back = (amount: number, sequence: number, kind: 'partly_refunded' | 'refunded') =>
      postReversed(server.platform, org.scope, [reversed(notice, { kind, sequence, amount: PositiveYen.parse(amount) })]);
    await back(12_000, 3, 'partly_refunded');
    expect(await paymentOf(notice)).toMatchObject([{ unallocated: 0, allocated: 15_000, reversed: 12_000 }]);
    await back(27_000, 4, 'refunded');
    expect(await paymentOf(notice)).toMatchObject([{ state: 'refunded', allocated: 0, unallocated: 0, reversed: 27_000 }]);
    expect((await paymentOf(notice))[0]!.returns?.map(({ amount }) => amount)).toEqual([12_000, 15_000]);
    expect(await billNow(server, bills[0]._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await billNow(server, bills[1]._id)).toMatchObject({ status: 'paid', allocated: 9000 });
  });

  it('with every bill of it gone the whole sum is kept apart under the payer, and nothing is dropped', async () => {
    const memberId = (await org.addMember())._id;
    const bills = [await openBill(server, org, memberId, 4000), await openBill(server, org, memberId, 6000)] as const;
    const lines = bills.map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) }));
    const notice = settled(bills[0], { lines, amount: PositiveYen.parse(10_000) });
    await cancelTogether(
      server.platform,
      org.scope,
      org.owner,
      bills.map(({ _id }) => _id),
      '誤請求',
    );
    await postSettled(server.platform, org.scope, [notice]);
    expect(await paymentOf(notice)).toMatchObject([{ memberId, received: 10_000, allocated: 0, unallocated: 10_000 }]);
    expect(await tasksOf(memberId)).toEqual([
      ['late_money', 'bill_cancelled', 4000],
      ['late_money', 'bill_cancelled', 6000],
    ]);
  });
});
