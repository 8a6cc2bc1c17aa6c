import { randomUUID } from 'node:crypto';
import { type BillId, type PaymentId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf, payBill, settled, takeBack } from './billing.factory.ts';
import { moneyDesk, splitOf, sumsOfPayment } from './money.factory.ts';
import { ask, bank } from './refund.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { creditsOf, useCredit, writeOff } from '../src/modules/payments/credit.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { listPayments } from '../src/modules/payments/payment.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { requestRefund, transferRefund } from '../src/modules/payments/refund.service.ts';
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
const refund = { kind: 'refund', method: 'bank_transfer', refundedOn: jstDate('2026-05-19') } as const;

describe('money that no bill asks for', () => {
  const record = ({ _id: billId }: { readonly _id: BillId }, amount: number, receivedOn = '2026-05-12') =>
    recordOffline(server.platform, org.scope, org.owner, {
      billId,
      amount: PositiveYen.parse(amount),
      method: 'bank_transfer',
      receivedOn: jstDate(receivedOn),
      memo: '',
      idempotencyKey: randomUUID(),
    });
  const overpaid = async () => {
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 10_000);
    return { memberId, bill: bill!, paymentId: await record(bill!, 20_000) };
  };

  it('PAY-10: of a transfer of ¥20,000 for ¥10,000 the ¥10,000 too much are kept apart', async () => {
    const { memberId, bill, paymentId } = await overpaid();
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'overpaid' });
    expect((await creditsOf(server.platform, org.scope, memberId)).credits).toMatchObject([
      { paymentId, billId: bill._id, amount: 10_000 },
    ]);
    await desk.use({ paymentId, billId: bill._id, amount: 10_000, use: { kind: 'keep' } });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(sumsOfPayment(await desk.payment(paymentId))).toEqual({ received: 20_000, allocated: 10_000, unallocated: 10_000, reversed: 0 });
    expect((await creditsOf(server.platform, org.scope, memberId)).credits).toMatchObject([{ paymentId, billId: null, amount: 10_000 }]);
  });

  it('oracle 27, PAY-16: carried to next year’s bill both are paid; the rest stays in advance; the receipt of the first stays', async () => {
    const { memberId, bill, paymentId } = await overpaid();
    const receipt = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const [next, after] = await desk.billsFor(memberId, 7000, 3000);
    expect(await codeOf(desk.use({ paymentId, billId: bill._id, amount: 10_001, use: { kind: 'carry', billId: next!._id } }))).toBe(
      'CREDIT_EXCEEDED',
    );
    expect(await codeOf(desk.use({ paymentId, billId: bill._id, amount: 8000, use: { kind: 'carry', billId: next!._id } }))).toBe(
      'ALLOCATION_EXCEEDS_BILL',
    );
    await desk.use({ paymentId, billId: bill._id, amount: 7000, use: { kind: 'carry', billId: next!._id } });
    expect(await billNow(server, next!._id)).toMatchObject({ status: 'paid', allocated: 7000 });
    await desk.use({ paymentId, billId: bill._id, amount: 3000, use: { kind: 'keep' } });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(
      await db()
        .collection('receipts')
        .findOne({ _id: receipt.receiptId as never }),
    ).toMatchObject({ voided: false });
    expect(sumsOfPayment(await desk.payment(paymentId))).toEqual({ received: 20_000, allocated: 17_000, unallocated: 3000, reversed: 0 });
    // 前受 goes to a bill later.
    await desk.use({ paymentId, amount: 3000, use: { kind: 'carry', billId: after!._id } });
    expect(await billNow(server, after!._id)).toMatchObject({ status: 'paid' });
    expect((await creditsOf(server.platform, org.scope, memberId)).credits).toEqual([]);
    const { rows } = await listPayments(server.platform, org.scope, { q: '', memberId, direction: 'next', size: 20 } as never);
    expect(rows[0]!.uses).toMatchObject([
      { kind: 'carry', amount: 7000, memo: '電話で確認', actor: org.owner.name },
      { kind: 'keep', amount: 3000 },
      { kind: 'carry', amount: 3000 },
    ]);
    expect(await codeOf(desk.reverse(paymentId))).toBeNull();
    expect(await billNow(server, next!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
  });

  it('case 65: the receipt stays when only a surplus leaves, by transfer, by the provider or as an entry that was wrong', async () => {
    const stillHolds = async ({ _id }: { readonly _id: BillId }, leave: () => Promise<unknown>) => {
      const { receiptId, number } = await issueReceipt(server.platform, org.owner, _id, undefined);
      await leave();
      expect(await billNow(server, _id)).toMatchObject({ status: 'paid', allocated: 10_000 });
      expect(
        await db()
          .collection('receipts')
          .findOne({ _id: receiptId as never }),
      ).toMatchObject({ voided: false });
      expect((await issueReceipt(server.platform, org.owner, _id, undefined)).number).toBe(number);
    };
    const { bill, paymentId } = await overpaid();
    await stillHolds(bill, async () => {
      const way = { kind: 'transfer', bank } as const;
      const { _id: refundId } = await requestRefund(server.platform, org.scope, org.owner, ask(paymentId, 10_000, { way }));
      await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-19') });
    });
    const [twice, wrong] = await desk.billsFor(await desk.newMember(), 10_000, 10_000);
    await payBill(server, org, twice!);
    const second = await payBill(server, org, twice!);
    await stillHolds(twice!, () => takeBack(server, org, second, { kind: 'refunded' }));
    await payBill(server, org, wrong!);
    const extra = await record(wrong!, 500, '2026-05-13');
    await stillHolds(wrong!, () => desk.reverse(extra));
  });

  it('PAY-10: what goes back of a surplus opens no bill that a part of it was carried to, nor one paid by the same charge', async () => {
    const { memberId, bill, paymentId } = await overpaid();
    const [next, first, last] = await desk.billsFor(memberId, 4000, 5000, 3000);
    await desk.use({ paymentId, billId: bill._id, amount: 4000, use: { kind: 'carry', billId: next!._id } });
    const input = ask(paymentId, 6000, { way: { kind: 'transfer', bank } });
    const { _id: refundId } = await requestRefund(server.platform, org.scope, org.owner, input);
    await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-19') });
    for (const { _id } of [bill, next!]) expect(await billNow(server, _id)).toMatchObject({ status: 'paid' });
    await record(first!, 5000);
    const lines = [first, last].map((one) => ({ payableId: one!._id, amount: PositiveYen.parse(one!.amount) }));
    const charge = await payBill(server, org, first!, { lines, amount: PositiveYen.parse(8000) });
    await takeBack(server, org, charge, { kind: 'partly_refunded', amount: PositiveYen.parse(5000) });
    for (const { _id } of [first!, last!]) expect(await billNow(server, _id)).toMatchObject({ status: 'paid' });
  });

  it('case 58: a waiver is no money to keep or give back; taken back it voids the receipt over the rest, and one over the whole is issued', async () => {
    const [bill] = await desk.billsFor(await desk.newMember(), 10_000);
    await record(bill!, 9120);
    const waived = { billId: bill!._id, reason: '振込手数料', idempotencyKey: randomUUID() };
    const waiver = await writeOff(server.platform, org.scope, org.owner, waived);
    const short = await issueReceipt(server.platform, org.owner, bill!._id, undefined);
    expect(short.amount).toBe(9120);
    // It was found after all, and had come before: only this is money that could be given back.
    const found = await record(bill!, 880, '2026-05-08');
    const { credits } = await creditsOf(server.platform, org.scope, bill!.memberId);
    expect(credits.map(({ method, amount }) => [method, amount])).toEqual([['bank_transfer', 880]]);
    const keep = (paymentId: PaymentId) => codeOf(desk.use({ paymentId, billId: bill!._id, amount: 880, use: { kind: 'keep' } }));
    expect([await keep(waiver), await keep(found)]).toEqual(['PAYMENT_NOT_CONFIRMED', null]);
    await desk.use({ paymentId: found, amount: 880, use: refund });
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid' });
    expect((await issueReceipt(server.platform, org.owner, bill!._id, undefined)).number).toBe(short.number);
    await record(bill!, 880);
    await desk.reverse(waiver);
    const whole = await issueReceipt(server.platform, org.owner, bill!._id, undefined);
    expect([whole.amount, whole.number === short.number]).toEqual([10_000, false]);
  });

  it('case 58: what came of a rest that is waived is surplus, and no part of the receipt either', async () => {
    const [bill] = await desk.billsFor(await desk.newMember(), 10_000);
    await record(bill!, 9120);
    await writeOff(server.platform, org.scope, org.owner, { billId: bill!._id, reason: '振込手数料', idempotencyKey: randomUUID() });
    await record(bill!, 880);
    expect(await issueReceipt(server.platform, org.owner, bill!._id, undefined)).toMatchObject({ amount: 9120 });
  });

  it('PAY-10: given back by hand it is gone, once per key', async () => {
    const { bill, paymentId } = await overpaid();
    const key = randomUUID();
    const back = () => desk.use({ paymentId, billId: bill._id, amount: 10_000, use: refund, idempotencyKey: key });
    const ids = await Promise.all([back(), back(), back()]);
    expect(new Set(ids).size).toBe(1);
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'partly_refunded', allocated: 10_000, unallocated: 0, reversed: 10_000 });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    expect(await codeOf(desk.use({ paymentId, billId: bill._id, amount: 1, use: refund, idempotencyKey: key }))).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
    expect(await codeOf(desk.use({ paymentId, amount: 1, use: refund }))).toBe('CREDIT_EXCEEDED');
  });

  it('PAY-11: surplus of online money that is carried raises a task with both payment numbers', async () => {
    const memberId = await desk.newMember();
    const [bill, next] = await desk.billsFor(memberId, 10_000, 10_000);
    await payBill(server, org, bill!, { chargeId: newChargeId(), paymentNumber: '1111111111116' });
    const second = await payBill(server, org, bill!, { chargeId: newChargeId(), paymentNumber: '2222222222222' });
    const paymentId = (await desk.paymentOf(second.payload.chargeId))._id;
    // Which number the next bill was asked under, the payments-service knows; without its answer nothing moves.
    const move = () => desk.use({ paymentId, billId: bill!._id, amount: 10_000, use: { kind: 'carry', billId: next!._id } });
    expect(await codeOf(move())).toBe('PROVIDER_UNAVAILABLE');
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'overpaid' });
    server.payments.answers['charges.forPayable'] = {
      chargeId: newChargeId(),
      paymentNumber: '3333333333338',
      provider: 'komoju',
      providerIds: {},
      method: 'konbini',
      state: 'awaiting',
      amount: 10_000,
      memberFee: 0,
      currency: 'JPY',
      lines: [{ payableId: next!._id, amount: 10_000 }],
      redirectUrl: null,
      instructions: null,
      expiresAt: null,
      createdAt: '2026-05-20T03:00:00.000Z',
      callbackUrl: 'http://127.0.0.1/callbacks/komoju/x',
    };
    await move();
    delete server.payments.answers['charges.forPayable'];
    expect(await billNow(server, next!._id)).toMatchObject({ status: 'paid' });
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await db().collection<TaskDocument>('tasks').findOne({ kind: 'moved_money', memberId })).toMatchObject({
      paymentNumber: '2222222222222',
      otherPaymentNumber: '3333333333338',
      provider: 'komoju',
      received: 10_000,
      billId: next!._id,
      state: 'open',
    });
  });

  it(
    'T20: of thirty-two at once on the last yen of a payment, and on the last of a bill, one goes through',
    { timeout: 60_000 },
    async () => {
      const memberId = await desk.newMember();
      const bills = await desk.billsFor(memberId, ...Array.from({ length: 32 }, () => 100));
      const paymentId = await desk.split(splitOf(memberId, 100, [], 100));
      const carry = (from: typeof paymentId, billId: (typeof bills)[number]['_id']) =>
        codeOf(desk.use({ paymentId: from, amount: 100, use: { kind: 'carry', billId } }));
      const codes = await Promise.all(bills.map(({ _id }) => carry(paymentId, _id)));
      expect(codes.filter((code) => code === null)).toHaveLength(1);
      expect(sumsOfPayment(await desk.payment(paymentId))).toEqual({ received: 100, allocated: 100, unallocated: 0, reversed: 0 });
      const open = bills[codes.findIndex((code) => code !== null)]!;
      const many = await Promise.all(Array.from({ length: 32 }, () => desk.split(splitOf(memberId, 100, [], 100))));
      const second = await Promise.all(many.map((from) => carry(from, open._id)));
      expect(second.filter((code) => code === null)).toHaveLength(1);
      expect(await billNow(server, open._id)).toMatchObject({ status: 'paid', allocated: 100 });
      const left = await Promise.all(many.map(async (one) => (await desk.payment(one)).unallocated));
      expect(left.reduce((sum, each) => sum + each, 0)).toBe(3100);
    },
  );

  it('money that is not final, or another member’s, is not moved', async () => {
    const memberId = await desk.newMember();
    const [bill, next] = await desk.billsFor(memberId, 10_000, 10_000);
    const [strange] = await desk.billsFor(await desk.newMember(), 10_000);
    await payBill(server, org, bill!, { paymentNumber: '1111111111116' });
    const reported = await payBill(server, org, bill!, { state: 'provisional', paymentNumber: '2222222222222' });
    const paymentId = (await desk.paymentOf(reported.payload.chargeId))._id;
    expect(await codeOf(desk.use({ paymentId, billId: bill!._id, amount: 10_000, use: { kind: 'keep' } }))).toBe('PAYMENT_NOT_CONFIRMED');
    const own = await desk.split(splitOf(memberId, 500, [], 500));
    expect(await codeOf(desk.use({ paymentId: own, amount: 500, use: { kind: 'carry', billId: strange!._id } }))).toBe('NOT_FOUND');
    expect(await codeOf(desk.use({ paymentId: own, amount: 500, use: { kind: 'keep' } }))).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    const foreign = {
      paymentId: own,
      billId: null,
      amount: PositiveYen.parse(1),
      use: { kind: 'carry' as const, billId: next!._id },
      memo: 'x',
      idempotencyKey: randomUUID(),
    };
    expect(await codeOf(useCredit(server.platform, other.scope, other.owner, foreign))).toBe('NOT_FOUND');
    expect(await codeOf(creditsOf(server.platform, other.scope, memberId))).toBe('NOT_FOUND');
  });

  it('what the provider takes back after the office has is taken once, and the rest becomes a task', async () => {
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 10_000);
    await payBill(server, org, bill!, { paymentNumber: '1111111111116' });
    const second = await payBill(server, org, bill!, { paymentNumber: '2222222222222' });
    const { _id: paymentId } = await desk.paymentOf(second.payload.chargeId);
    await desk.use({ paymentId, billId: bill!._id, amount: 10_000, use: refund });
    // The provider says once more that the money is there: nothing moves.
    await postSettled(server.platform, org.scope, [settled(bill!, { ...second.payload, sequence: 3 })]);
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'confirmed', unallocated: 0, reversed: 10_000 });
    await takeBack(server, org, second, { kind: 'charged_back', sequence: 4 });
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'charged_back', allocated: 0, unallocated: 0, reversed: 10_000 });
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await db().collection<TaskDocument>('tasks').findOne({ reason: 'refunded_twice', memberId })).toMatchObject({
      expected: 0,
      received: 10_000,
      paymentNumber: '2222222222222',
    });
  });
});
