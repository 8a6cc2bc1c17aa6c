import { type BillId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, payBill, settled, takeBack } from './billing.factory.ts';
import { moneyDesk, sumsOfPayment } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import type { TaskDocument } from '../src/modules/payments/task.repository.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof moneyDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  desk = moneyDesk({ server, org });
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;

describe('several bills in one checkout', () => {
  const checkout = (bills: readonly { _id: BillId; amount: number }[]) => ({
    lines: bills.map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) })),
    amount: PositiveYen.parse(bills.reduce((sum, { amount }) => sum + amount, 0)),
  });

  it('PAY-12, PAY-13: one callback settles three years, each with its own figure and its own receipt', async () => {
    const memberId = await desk.newMember();
    const bills = await desk.billsFor(memberId, 8000, 9000, 10_000);
    const notice = settled(bills[0]!, checkout(bills));
    await postSettled(server.platform, org.scope, [notice]);
    await postSettled(server.platform, org.scope, [notice, settled(bills[0]!, { ...notice.payload })]);
    expect(sumsOfPayment(await desk.paymentOf(notice.payload.chargeId))).toEqual({
      received: 27_000,
      allocated: 27_000,
      unallocated: 0,
      reversed: 0,
    });
    for (const bill of bills) {
      expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: bill.amount });
      expect(await issueReceipt(server.platform, org.asMember(memberId), bill._id, undefined)).toMatchObject({ amount: bill.amount });
    }
    const mail = await db()
      .collection<{ idempotencyKey: string; text: string }>('mails')
      .findOne({ idempotencyKey: `receipt:${(await desk.paymentOf(notice.payload.chargeId))._id}` });
    expect(mail!.text).toContain('27,000円');
  });

  it('PAY-12: a bill cancelled or paid meanwhile keeps the others right: its part stays apart or is too much, with a task each', async () => {
    const memberId = await desk.newMember();
    const [open, cancelled, paid] = await desk.billsFor(memberId, 8000, 9000, 10_000);
    await payBill(server, org, paid!, { paymentNumber: '1111111111116' });
    await db()
      .collection('bills')
      .updateOne({ _id: cancelled!._id as never }, { $set: { cancelledAt: new Date(), status: 'cancelled', live: false } });
    const notice = settled(open!, { ...checkout([open!, cancelled!, paid!]), paymentNumber: '2222222222222' });
    await postSettled(server.platform, org.scope, [notice]);
    expect(await billNow(server, open!._id)).toMatchObject({ status: 'paid', allocated: 8000 });
    expect(await billNow(server, cancelled!._id)).toMatchObject({ status: 'cancelled', allocated: 0 });
    expect(await billNow(server, paid!._id)).toMatchObject({ status: 'overpaid', allocated: 20_000 });
    expect(sumsOfPayment(await desk.paymentOf(notice.payload.chargeId))).toEqual({
      received: 27_000,
      allocated: 18_000,
      unallocated: 9000,
      reversed: 0,
    });
    const tasks = await db().collection<TaskDocument>('tasks').find({ memberId }).toArray();
    expect(tasks.map(({ kind, billId }) => [kind, billId]).toSorted()).toEqual(
      [
        ['late_money', cancelled!._id],
        ['overpayment', paid!._id],
      ].toSorted(),
    );
  });

  it('PAY-13: 速報取消 and a part given back reopen the years they were put on, and no other', async () => {
    const memberId = await desk.newMember();
    const bills = await desk.billsFor(memberId, 8000, 9000);
    const notice = settled(bills[0]!, { ...checkout(bills), state: 'provisional' });
    await postSettled(server.platform, org.scope, [notice]);
    for (const bill of bills) expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', provisionalAllocated: bill.amount });
    await takeBack(server, org, notice, {});
    for (const bill of bills)
      expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0, provisionalAllocated: 0 });
    const again = settled(bills[0]!, { ...checkout(bills), chargeId: newChargeId() });
    await postSettled(server.platform, org.scope, [again]);
    await takeBack(server, org, again, { kind: 'partly_refunded', amount: yen(9000) as never });
    expect(await billNow(server, bills[0]!._id)).toMatchObject({ status: 'paid' });
    expect(await billNow(server, bills[1]!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
  });
});
