import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { type ChargeId, newBillId, newChargeId, newMessageId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { type discrepancyRaised } from '@tsudoi/shared/queue/payments.messages';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf, openBill, reversed, settled } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import type { AllocationDocument, PaymentDocument } from './payment.repository.ts';
import { listPayments } from './payment.service.ts';
import { postChanged, postDiscrepancies, postReversed, postSettled } from './posting.service.ts';
import { billsWithOpenTask } from './task.repository.ts';
import { closeTask, listTasks } from './task.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());

const freshBill = async (amount = 10_000) => openBill(server, org, (await org.addMember())._id, amount);
const paymentsFor = (chargeId: string) =>
  server.platform.databases.server
    .collection<PaymentDocument>('payments')
    .find({ chargeId: chargeId as never })
    .sort({ _id: 1 })
    .toArray();
const allocationsOn = (billId: string) =>
  server.platform.databases.server
    .collection<AllocationDocument>('allocations')
    .find({ billId: billId as never })
    .toArray();
const tasks = async (billId: string | null) =>
  (await listTasks(server.platform, org.scope, { state: 'open', size: 50, direction: 'next' })).rows.filter(
    (task) => task.billId === billId,
  );
const mails = (payment: PaymentDocument) =>
  server.platform.databases.server.collection('mails').countDocuments({ idempotencyKey: `receipt:${payment._id}` });

describe('money that the provider reports', () => {
  it('PAY-06, case 49: a konbini notice is one payment however often and however parallel it comes', async () => {
    const bill = await freshBill();
    const notice = settled(bill);
    const again = { ...settled(bill, notice.payload), messageId: newMessageId() };
    await Promise.all([1, 2, 3, 4, 5].map(() => postSettled(server.platform, org.scope, [notice])));
    await postSettled(server.platform, org.scope, [notice, again, notice]);
    expect(await paymentsFor(notice.payload.chargeId)).toMatchObject([
      { state: 'confirmed', received: 10_000, allocated: 10_000, unallocated: 0, reversed: 0 },
    ]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000, provisionalAllocated: 0 });
    expect(await allocationsOn(bill._id)).toHaveLength(1);
  });

  it('a card clears at once; the member and the office are woken, and one mail goes out', async () => {
    const bill = await freshBill();
    const notice = settled(bill, { method: 'card' });
    await postSettled(server.platform, org.scope, [notice]);
    const [payment] = await paymentsFor(notice.payload.chargeId);
    const live = await server.platform.databases.server
      .collection('live_events')
      .find({ ref: { $in: [bill._id, payment!._id] }, memberId: bill.memberId })
      .toArray();
    expect(live.map((event) => event['topic'])).toEqual(expect.arrayContaining(['bills', 'payments']));
    expect(await mails(payment!)).toBe(1);
  });

  it('速報 marks the bill, 確報 takes the mark away, and no money moves twice', async () => {
    const bill = await freshBill();
    const early = settled(bill, { state: 'provisional' });
    await postSettled(server.platform, org.scope, [early]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', provisionalAllocated: 10_000 });
    await postSettled(server.platform, org.scope, [settled(bill, { ...early.payload, state: 'final', sequence: 3 })]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000, provisionalAllocated: 0 });
    expect(await paymentsFor(early.payload.chargeId)).toMatchObject([{ state: 'confirmed' }]);
  });

  it('provider case 13, case 48: 速報取消 takes the money back by an appended row; a new 速報 is the next payment', async () => {
    const bill = await freshBill();
    const first = settled(bill, { state: 'provisional' });
    await postSettled(server.platform, org.scope, [first]);
    const withdrawal = reversed(first, {});
    await postReversed(server.platform, org.scope, [withdrawal, withdrawal]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0, provisionalAllocated: 0 });
    expect((await allocationsOn(bill._id)).map((row) => row.amount).toSorted()).toEqual([-10_000, 10_000]);
    // The member is told once why the bill is open again: on its page and by mail.
    expect((await billNow(server, bill._id)).charges).toMatchObject([{ state: 'awaiting', withdrawn: true }]);
    const [taken] = await paymentsFor(first.payload.chargeId);
    const told = server.platform.databases.server.collection('mails').find({ idempotencyKey: `withdrawn:${taken!._id}` });
    expect(await told.toArray()).toMatchObject([{ purpose: 'payment_withdrawn' }]);
    await postSettled(server.platform, org.scope, [settled(bill, { ...first.payload, state: 'final', sequence: 4 })]);
    expect(await paymentsFor(first.payload.chargeId)).toMatchObject([{ state: 'reversed' }, { state: 'confirmed' }]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    expect((await billNow(server, bill._id)).charges[0]).not.toHaveProperty('withdrawn');
  });

  it('a withdrawal that comes after the next 速報 is old news', async () => {
    const bill = await freshBill();
    const first = settled(bill, { state: 'provisional' });
    await postSettled(server.platform, org.scope, [first]);
    await postSettled(server.platform, org.scope, [settled(bill, { ...first.payload, sequence: 4 })]);
    await postReversed(server.platform, org.scope, [reversed(first, { sequence: 3 })]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
  });

  it('a reversal that comes before its money is brought again later', async () => {
    const bill = await freshBill();
    const money = settled(bill);
    const refund = reversed(money, { kind: 'refunded' });
    expect(await codeOf(postReversed(server.platform, org.scope, [refund]))).toBe('IN_PROGRESS');
    await postSettled(server.platform, org.scope, [money]);
    await postReversed(server.platform, org.scope, [refund]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await paymentsFor(money.payload.chargeId)).toMatchObject([
      { state: 'refunded', reversed: 10_000, allocated: 0, unallocated: 0 },
    ]);
  });

  it('a refund in parts leaves the rest on the bill', async () => {
    const bill = await freshBill();
    const money = settled(bill, { method: 'card' });
    await postSettled(server.platform, org.scope, [money]);
    await postReversed(server.platform, org.scope, [reversed(money, { kind: 'partly_refunded', amount: yen(3000) as never, sequence: 3 })]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 7000 });
    await postReversed(server.platform, org.scope, [reversed(money, { kind: 'partly_refunded', amount: yen(4500) as never, sequence: 4 })]);
    expect(await billNow(server, bill._id)).toMatchObject({ allocated: 5500 });
  });
});

describe('money that does not fit', () => {
  it('T26, case 47, provider case 11: konbini and card both succeed: overpaid, the surplus is credit, one task', async () => {
    const bill = await freshBill();
    await postSettled(server.platform, org.scope, [settled(bill, { method: 'card' })]);
    await postSettled(server.platform, org.scope, [settled(bill, { method: 'konbini' })]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'overpaid', allocated: 20_000 });
    expect(await tasks(bill._id)).toMatchObject([{ kind: 'overpayment', expected: 10_000, received: 20_000 }]);
  });

  it('T26, cases 53 and 59, provider case 10: money for a bill that was cancelled is kept apart under its old number, and staff are told', async () => {
    const bill = await freshBill();
    const db = server.platform.databases.server;
    await db
      .collection('bills')
      .updateOne({ _id: bill._id as never }, { $set: { cancelledAt: new Date(), status: 'cancelled', live: false } });
    const late = settled(bill);
    await postSettled(server.platform, org.scope, [late]);
    expect(await paymentsFor(late.payload.chargeId)).toMatchObject([
      { received: 10_000, allocated: 0, unallocated: 10_000, paymentNumber: late.payload.paymentNumber },
    ]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'cancelled', allocated: 0 });
    expect(await tasks(bill._id)).toMatchObject([{ kind: 'late_money', reason: 'bill_cancelled' }]);
  });

  it('case 53: an expired slip that is paid all the same settles its bill', async () => {
    const bill = await freshBill();
    const late = settled(bill, { sequence: 5 });
    const { chargeId, paymentNumber, memberId, provider, method, lines } = late.payload;
    await postChanged(server.platform, org.scope, [
      {
        messageId: newMessageId(),
        occurredAt: new Date(),
        payload: { chargeId, paymentNumber, memberId, provider, method, lines, sequence: 3, state: 'expired', expiresAt: null },
      },
    ]);
    await postSettled(server.platform, org.scope, [late]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', charges: [{ state: 'final' }] });
  });

  it('money for a bill that is not here makes a payment and a task', async () => {
    const bill = await freshBill();
    const stray = settled({ _id: newBillId(), memberId: bill.memberId, amount: yen(700) });
    await postSettled(server.platform, org.scope, [stray]);
    expect(await paymentsFor(stray.payload.chargeId)).toMatchObject([{ unallocated: 700 }]);
    expect((await tasks(null)).map((task) => task.kind)).toContain('orphan_money');
  });

  it('of another organisation never touches a bill of this one', async () => {
    const bill = await freshBill();
    const other = await openOrganization(server);
    const notice = settled(bill);
    await postSettled(server.platform, other.scope, [notice]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await paymentsFor(notice.payload.chargeId)).toMatchObject([{ orgId: other.scope.orgId, unallocated: 10_000 }]);
  });

  it('cases 50 and 51: held sums and unknown numbers are tasks, without a payment, once; closing is one person’s', async () => {
    const bill = await freshBill();
    const held = (reason: PayloadOf<typeof discrepancyRaised>['reason'], billId: typeof bill._id | null) => ({
      messageId: newMessageId(),
      occurredAt: new Date(),
      payload: {
        discrepancyId: newDiscrepancyId(),
        reason,
        provider: 'komoju',
        chargeId: null,
        paymentNumber: '1234567890128',
        memberId: billId && bill.memberId,
        payableId: billId,
        expected: billId && (yen(10_000) as never),
        received: yen(9000),
        raisedAt: '2026-05-12T03:04:05.000Z',
      },
    });
    const mismatch = held('amount_mismatch', bill._id);
    const sameCause = { ...mismatch, messageId: newMessageId() };
    await postDiscrepancies(server.platform, org.scope, [mismatch]);
    await postDiscrepancies(server.platform, org.scope, [sameCause, held('unknown_charge', null)]);
    const [task, ...more] = await tasks(bill._id);
    expect(more).toEqual([]);
    expect(task).toMatchObject({ kind: 'discrepancy', reason: 'amount_mismatch', expected: 10_000, received: 9000 });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid' });
    expect((await tasks(null)).map((row) => row.reason)).toContain('unknown_charge');
    const close = () => closeTask(server.platform, org.scope, org.owner, { taskId: task!.taskId, note: '返金済み' });
    const codes = await Promise.all([codeOf(close()), codeOf(close())]);
    expect(codes.toSorted()).toEqual(['TASK_DONE', null]);
  });
});

describe('money of two speeds, and in parts', () => {
  const changed = (bill: BillDocument, state: 'authorized' | 'failed', sequence: number, chargeId: ChargeId) => {
    const { paymentNumber, provider, lines } = settled(bill).payload;
    const wasAuthorized = state === 'failed' ? { wasAuthorized: true } : {};
    const facts = { chargeId, paymentNumber, provider, lines, memberId: bill.memberId, method: 'card' as const, expiresAt: null };
    return { messageId: newMessageId(), occurredAt: new Date(), payload: { ...facts, ...wasAuthorized, sequence, state } };
  };

  it('PAY-07, case 55: an authorised card is expected money and no Payment; when it is not charged the bill is open again and the office hears of it once', async () => {
    const bill = await freshBill();
    const chargeId = newChargeId();
    await postChanged(server.platform, org.scope, [changed(bill, 'authorized', 1, chargeId)]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0, charges: [{ state: 'authorized' }] });
    expect(await paymentsFor(chargeId)).toEqual([]);
    const failed = changed(bill, 'failed', 2, chargeId);
    await postChanged(server.platform, org.scope, [failed]);
    await postChanged(server.platform, org.scope, [failed, { ...failed, messageId: newMessageId() }]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', charges: [{ state: 'failed' }] });
    expect(await tasks(bill._id)).toMatchObject([{ kind: 'discrepancy', reason: 'capture_failed', expected: 10_000 }]);
    // The alert holds nothing: reminders go on.
    expect((await billsWithOpenTask(server.platform.databases.server, org.scope)).has(bill._id)).toBe(false);
  });

  it('provider case 18 20, PAY-10, oracle 25: 4,000 and 6,000 by transfer, then 500 too much, which are the member’s credit and a task', async () => {
    const bill = await freshBill();
    const transfer = (amount: number) => settled(bill, { method: 'virtual_account', amount: yen(amount) as never });
    const seen: unknown[] = [];
    for (const amount of [4000, 6000, 500]) {
      await postSettled(server.platform, org.scope, [transfer(amount)]);
      const { status, allocated } = await billNow(server, bill._id);
      seen.push([status, allocated, (await tasks(bill._id)).length]);
    }
    expect(seen).toEqual([
      ['partly_paid', 4000, 0],
      ['paid', 10_000, 0],
      ['overpaid', 10_500, 1],
    ]);
    expect(await tasks(bill._id)).toMatchObject([{ kind: 'overpayment', expected: 10_000, received: 10_500 }]);
  });
});

describe('a batch of the queue', () => {
  it('posts many charges in one transaction, and lists them', async () => {
    const bills = await Promise.all(Array.from({ length: 12 }, () => freshBill(1200)));
    await postSettled(
      server.platform,
      org.scope,
      bills.map((bill) => settled(bill)),
    );
    for (const bill of bills) expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    const page = await listPayments(server.platform, org.scope, { q: '', size: 50, direction: 'next', billId: bills[0]!._id });
    expect(page.rows).toMatchObject([{ amount: 1200, unallocated: 0, allocations: [{ billId: bills[0]!._id, amount: 1200 }] }]);
  });

  it('changes nothing at all when one message of it cannot be posted', async () => {
    const bill = await freshBill();
    const missing = await freshBill();
    await expect(postReversed(server.platform, org.scope, [reversed(settled(bill), {}), reversed(settled(missing), {})])).rejects.toThrow();
    const money = settled(bill);
    await postSettled(server.platform, org.scope, [money]);
    await expect(
      postReversed(server.platform, org.scope, [reversed(money, { kind: 'refunded' }), reversed(settled(missing), {})]),
    ).rejects.toThrow();
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
  });
});
