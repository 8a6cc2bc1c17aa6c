import { randomUUID } from 'node:crypto';
import { type BillId, type MemberId, type PaymentId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen, yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf, openBill, payBill, settled, takeBack } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { issueReceipt } from '../documents/receipt.service.ts';
import { creditsOf, useCredit, writeOff } from './credit.service.ts';
import { recordOffline, reversePayment } from './offline.service.ts';
import type { AllocationDocument, PaymentDocument } from './payment.repository.ts';
import { listPayments } from './payment.service.ts';
import { postSettled } from './posting.service.ts';
import { recordSplit, splitPlan } from './split.service.ts';
import type { TaskDocument } from './task.repository.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const payment = async (paymentId: PaymentId) => (await db().collection<PaymentDocument>('payments').findOne({ _id: paymentId }))!;
const paymentOf = async (chargeId: string) =>
  (await db()
    .collection<PaymentDocument>('payments')
    .findOne({ chargeId: chargeId as never }))!;
const sums = ({ received, allocated, unallocated, reversed }: PaymentDocument) => ({ received, allocated, unallocated, reversed });
const newMember = async () => (await org.addMember())._id;
const billsFor = async (memberId: MemberId, ...amounts: number[]) => {
  const bills = [];
  for (const amount of amounts) bills.push(await openBill(server, org, memberId, amount));
  return bills;
};

const splitOf = (memberId: MemberId, amount: number, lines: readonly (readonly [BillId, number])[], advance = 0) => ({
  memberId,
  amount: PositiveYen.parse(amount),
  method: 'postal_transfer' as const,
  receivedOn: jstDate('2026-05-12'),
  memo: '払込取扱票 5/12',
  lines: lines.map(([billId, part]) => ({ billId, amount: PositiveYen.parse(part) })),
  advance: PriceYen.parse(advance),
  idempotencyKey: randomUUID(),
});
const split = (input: ReturnType<typeof splitOf>) => recordSplit(server.platform, org.scope, org.owner, input);

type Use = Parameters<typeof useCredit>[3];
const use = (given: Partial<Omit<Use, 'amount'>> & Pick<Use, 'paymentId' | 'use'> & { amount: number }) =>
  useCredit(server.platform, org.scope, org.owner, {
    billId: null,
    memo: '電話で確認',
    idempotencyKey: randomUUID(),
    ...given,
    amount: PositiveYen.parse(given.amount),
  } as Use);
const refund = { kind: 'refund', method: 'bank_transfer', refundedOn: jstDate('2026-05-19') } as const;
const reverse = (paymentId: PaymentId) =>
  reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });

describe('one receipt over several bills', () => {
  it('PAY-14: ¥30,000 is 3×¥10,000 by hand, to the last yen; each bill is paid and has its own receipt', async () => {
    const memberId = await newMember();
    const [first, second, third] = await billsFor(memberId, 10_000, 10_000, 10_000);
    const lines = [first, second, third].map((bill) => [bill!._id, 10_000] as const);
    expect(await codeOf(split(splitOf(memberId, 30_001, lines)))).toBe('SPLIT_MISMATCH');
    expect(await codeOf(split(splitOf(memberId, 29_999, lines)))).toBe('SPLIT_MISMATCH');
    expect(await billNow(server, first!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    const paymentId = await split(splitOf(memberId, 30_000, lines));
    expect(sums(await payment(paymentId))).toEqual({ received: 30_000, allocated: 30_000, unallocated: 0, reversed: 0 });
    for (const bill of [first, second, third]) {
      expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
      expect(await issueReceipt(server.platform, org.owner, bill!._id, undefined)).toMatchObject({ amount: 10_000, method: '郵便振替' });
    }
    const { rows } = await listPayments(server.platform, org.scope, { q: '', memberId, direction: 'next', size: 20 } as never);
    expect(rows).toMatchObject([{ amount: 30_000, memo: '払込取扱票 5/12', allocations: [{}, {}, {}] }]);
  });

  it('PAY-14: taken back, it leaves every one of its bills, and voids their receipts', async () => {
    const memberId = await newMember();
    const [first, second] = await billsFor(memberId, 10_000, 8000);
    const paymentId = await split(splitOf(memberId, 15_000, [[first!._id, 10_000], [second!._id, 4000]], 1000)); // prettier-ignore
    const receipt = await issueReceipt(server.platform, org.owner, first!._id, undefined);
    await reverse(paymentId);
    expect(await billNow(server, first!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await billNow(server, second!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await payment(paymentId)).toMatchObject({ state: 'reversed', allocated: 0, unallocated: 0, reversed: 15_000 });
    expect(
      await db()
        .collection('receipts')
        .findOne({ _id: receipt.receiptId as never }),
    ).toMatchObject({ voided: true });
    const rows = await db().collection<AllocationDocument>('allocations').find({ paymentId }).toArray();
    expect(rows.map((row) => row.amount as number).sort()).toEqual([-10_000, -4000, 10_000, 4000].sort());
  });

  it('oracle 26: the suggestion fills the oldest due day first', async () => {
    const memberId = await newMember();
    const [first, second, third] = await billsFor(memberId, 8000, 8000, 8000);
    await db()
      .collection('bills')
      .updateOne({ _id: third!._id as never }, { $set: { dueOn: '2024-06-01' } });
    const plan = await splitPlan(server.platform, org.scope, { memberId, amount: PositiveYen.parse(18_000) });
    expect(plan.bills.map(({ billId, suggested, overdue }) => [billId, suggested, overdue])).toEqual([
      [third!._id, 8000, true],
      [first!._id, 8000, false],
      [second!._id, 2000, false],
    ]);
    expect(plan.advance).toBe(0);
  });

  it('is one payment for one key, also at the same moment, and refuses what does not fit', async () => {
    const memberId = await newMember();
    const [bill, paid] = await billsFor(memberId, 10_000, 500);
    const [strange] = await billsFor(await newMember(), 10_000);
    const asked = splitOf(memberId, 12_000, [[bill!._id, 10_000]], 2000);
    const ids = await Promise.all([1, 2, 3].map(() => split(asked)));
    expect(new Set(ids).size).toBe(1);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await codeOf(split({ ...asked, advance: PriceYen.parse(1999) }))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await codeOf(split(splitOf(memberId, 100, [[bill!._id, 100]])))).toBe('BILL_NOT_PAYABLE');
    expect(await codeOf(split(splitOf(memberId, 501, [[paid!._id, 501]])))).toBe('ALLOCATION_EXCEEDS_BILL');
    expect(await codeOf(split(splitOf(memberId, 100, [[strange!._id, 100]])))).toBe('NOT_FOUND');
    expect(await codeOf(split({ ...splitOf(memberId, 100, [], 100), receivedOn: jstDate('2026-05-21') }))).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    expect(await codeOf(recordSplit(server.platform, other.scope, other.owner, splitOf(memberId, 100, [], 100)))).toBe('NOT_FOUND');
  });
});

describe('money that no bill asks for', () => {
  const overpaid = async () => {
    const memberId = await newMember();
    const [bill] = await billsFor(memberId, 10_000);
    const paymentId = await recordOffline(server.platform, org.scope, org.owner, {
      billId: bill!._id,
      amount: PositiveYen.parse(20_000),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-12'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    return { memberId, bill: bill!, paymentId };
  };

  it('PAY-10: of a transfer of ¥20,000 for ¥10,000 the ¥10,000 too much are kept apart', async () => {
    const { memberId, bill, paymentId } = await overpaid();
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'overpaid' });
    expect((await creditsOf(server.platform, org.scope, memberId)).credits).toMatchObject([
      { paymentId, billId: bill._id, amount: 10_000 },
    ]);
    await use({ paymentId, billId: bill._id, amount: 10_000, use: { kind: 'keep' } });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(sums(await payment(paymentId))).toEqual({ received: 20_000, allocated: 10_000, unallocated: 10_000, reversed: 0 });
    expect((await creditsOf(server.platform, org.scope, memberId)).credits).toMatchObject([{ paymentId, billId: null, amount: 10_000 }]);
  });

  it('oracle 27, PAY-16: carried to next year’s bill both are paid; the rest stays in advance; the receipt of the first stays', async () => {
    const { memberId, bill, paymentId } = await overpaid();
    const receipt = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const [next, after] = await billsFor(memberId, 7000, 3000);
    expect(await codeOf(use({ paymentId, billId: bill._id, amount: 10_001, use: { kind: 'carry', billId: next!._id } }))).toBe(
      'CREDIT_EXCEEDED',
    );
    expect(await codeOf(use({ paymentId, billId: bill._id, amount: 8000, use: { kind: 'carry', billId: next!._id } }))).toBe(
      'ALLOCATION_EXCEEDS_BILL',
    );
    await use({ paymentId, billId: bill._id, amount: 7000, use: { kind: 'carry', billId: next!._id } });
    expect(await billNow(server, next!._id)).toMatchObject({ status: 'paid', allocated: 7000 });
    await use({ paymentId, billId: bill._id, amount: 3000, use: { kind: 'keep' } });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(
      await db()
        .collection('receipts')
        .findOne({ _id: receipt.receiptId as never }),
    ).toMatchObject({ voided: false });
    expect(sums(await payment(paymentId))).toEqual({ received: 20_000, allocated: 17_000, unallocated: 3000, reversed: 0 });
    // 前受 goes to a bill later.
    await use({ paymentId, amount: 3000, use: { kind: 'carry', billId: after!._id } });
    expect(await billNow(server, after!._id)).toMatchObject({ status: 'paid' });
    expect((await creditsOf(server.platform, org.scope, memberId)).credits).toEqual([]);
    const { rows } = await listPayments(server.platform, org.scope, { q: '', memberId, direction: 'next', size: 20 } as never);
    expect(rows[0]!.uses).toMatchObject([
      { kind: 'carry', amount: 7000, memo: '電話で確認', actor: org.owner.name },
      { kind: 'keep', amount: 3000 },
      { kind: 'carry', amount: 3000 },
    ]);
    expect(await codeOf(reverse(paymentId))).toBeNull();
    expect(await billNow(server, next!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
  });

  it('PAY-10: given back by hand it is gone, once per key', async () => {
    const { bill, paymentId } = await overpaid();
    const key = randomUUID();
    const back = () => use({ paymentId, billId: bill._id, amount: 10_000, use: refund, idempotencyKey: key });
    const ids = await Promise.all([back(), back(), back()]);
    expect(new Set(ids).size).toBe(1);
    expect(await payment(paymentId)).toMatchObject({ state: 'partly_refunded', allocated: 10_000, unallocated: 0, reversed: 10_000 });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    expect(await codeOf(use({ paymentId, billId: bill._id, amount: 1, use: refund, idempotencyKey: key }))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await codeOf(use({ paymentId, amount: 1, use: refund }))).toBe('CREDIT_EXCEEDED');
  });

  it('PAY-11: surplus of online money that is carried raises a task with both payment numbers', async () => {
    const memberId = await newMember();
    const [bill, next] = await billsFor(memberId, 10_000, 10_000);
    await payBill(server, org, bill!, { chargeId: newChargeId(), paymentNumber: '1111111111116' });
    const second = await payBill(server, org, bill!, { chargeId: newChargeId(), paymentNumber: '2222222222222' });
    const paymentId = (await paymentOf(second.payload.chargeId))._id;
    // Which number the next bill was asked under, the payments-service knows; without its answer nothing moves.
    const move = () => use({ paymentId, billId: bill!._id, amount: 10_000, use: { kind: 'carry', billId: next!._id } });
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

  it('money that is not final, or another member’s, is not moved', async () => {
    const memberId = await newMember();
    const [bill, next] = await billsFor(memberId, 10_000, 10_000);
    const [strange] = await billsFor(await newMember(), 10_000);
    await payBill(server, org, bill!, { paymentNumber: '1111111111116' });
    const reported = await payBill(server, org, bill!, { state: 'provisional', paymentNumber: '2222222222222' });
    const paymentId = (await paymentOf(reported.payload.chargeId))._id;
    expect(await codeOf(use({ paymentId, billId: bill!._id, amount: 10_000, use: { kind: 'keep' } }))).toBe('PAYMENT_NOT_CONFIRMED');
    const own = await split(splitOf(memberId, 500, [], 500));
    expect(await codeOf(use({ paymentId: own, amount: 500, use: { kind: 'carry', billId: strange!._id } }))).toBe('NOT_FOUND');
    expect(await codeOf(use({ paymentId: own, amount: 500, use: { kind: 'keep' } }))).toBe('INVALID_INPUT');
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
    const memberId = await newMember();
    const [bill] = await billsFor(memberId, 10_000);
    await payBill(server, org, bill!, { paymentNumber: '1111111111116' });
    const second = await payBill(server, org, bill!, { paymentNumber: '2222222222222' });
    const { _id: paymentId } = await paymentOf(second.payload.chargeId);
    await use({ paymentId, billId: bill!._id, amount: 10_000, use: refund });
    // The provider says once more that the money is there: nothing moves.
    await postSettled(server.platform, org.scope, [settled(bill!, { ...second.payload, sequence: 3 })]);
    expect(await payment(paymentId)).toMatchObject({ state: 'confirmed', unallocated: 0, reversed: 10_000 });
    await takeBack(server, org, second, { kind: 'charged_back', sequence: 4 });
    expect(await payment(paymentId)).toMatchObject({ state: 'charged_back', allocated: 0, unallocated: 0, reversed: 10_000 });
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await db().collection<TaskDocument>('tasks').findOne({ reason: 'refunded_twice', memberId })).toMatchObject({
      expected: 0,
      received: 10_000,
      paymentNumber: '2222222222222',
    });
  });
});

describe('a small shortage', () => {
  it('case 58: 880 yen short for the bank’s fee are waived with a reason: paid, and no yen of it is received', async () => {
    const memberId = await newMember();
    const [bill] = await billsFor(memberId, 10_000);
    await split(splitOf(memberId, 9120, [[bill!._id, 9120]]));
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'partly_paid' });
    const input = { billId: bill!._id, reason: '振込手数料が引かれていたため', idempotencyKey: randomUUID() };
    const paymentId = await writeOff(server.platform, org.scope, org.owner, input);
    expect(await writeOff(server.platform, org.scope, org.owner, input)).toBe(paymentId);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await payment(paymentId)).toMatchObject({ method: 'write_off', received: 880, memo: '振込手数料が引かれていたため' });
    expect(await issueReceipt(server.platform, org.owner, bill!._id, undefined)).toMatchObject({ amount: 9120, method: '郵便振替' });
    await reverse(paymentId);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'partly_paid', allocated: 9120 });
  });

  it('case 58: more than 1,000 yen, or a bill nothing was paid of, is not waived', async () => {
    const memberId = await newMember();
    const [bill, untouched] = await billsFor(memberId, 10_000, 500);
    await split(splitOf(memberId, 8999, [[bill!._id, 8999]]));
    const waive = (billId: BillId) =>
      codeOf(writeOff(server.platform, org.scope, org.owner, { billId, reason: 'x', idempotencyKey: randomUUID() }));
    expect(await waive(bill!._id)).toBe('WRITE_OFF_TOO_LARGE');
    expect(await waive(untouched!._id)).toBe('BILL_NOT_PAYABLE');
    await split(splitOf(memberId, 1, [[bill!._id, 1]]));
    expect(await waive(bill!._id)).toBeNull();
  });
});

describe('several bills in one checkout', () => {
  const checkout = (bills: readonly { _id: BillId; amount: number }[]) => ({
    lines: bills.map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) })),
    amount: PositiveYen.parse(bills.reduce((sum, { amount }) => sum + amount, 0)),
  });

  it('PAY-12, PAY-13: one callback settles three years, each with its own figure and its own receipt', async () => {
    const memberId = await newMember();
    const bills = await billsFor(memberId, 8000, 9000, 10_000);
    const notice = settled(bills[0]!, checkout(bills));
    await postSettled(server.platform, org.scope, [notice]);
    await postSettled(server.platform, org.scope, [notice, settled(bills[0]!, { ...notice.payload })]);
    expect(sums(await paymentOf(notice.payload.chargeId))).toEqual({ received: 27_000, allocated: 27_000, unallocated: 0, reversed: 0 });
    for (const bill of bills) {
      expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: bill.amount });
      expect(await issueReceipt(server.platform, org.asMember(memberId), bill._id, undefined)).toMatchObject({ amount: bill.amount });
    }
    const mail = await db()
      .collection<{ idempotencyKey: string; text: string }>('mails')
      .findOne({ idempotencyKey: `receipt:${(await paymentOf(notice.payload.chargeId))._id}` });
    expect(mail!.text).toContain('27,000円');
  });

  it('PAY-12: a bill cancelled or paid meanwhile keeps the others right: its part stays apart or is too much, with a task each', async () => {
    const memberId = await newMember();
    const [open, cancelled, paid] = await billsFor(memberId, 8000, 9000, 10_000);
    await payBill(server, org, paid!, { paymentNumber: '1111111111116' });
    await db()
      .collection('bills')
      .updateOne({ _id: cancelled!._id as never }, { $set: { cancelledAt: new Date(), status: 'cancelled', live: false } });
    const notice = settled(open!, { ...checkout([open!, cancelled!, paid!]), paymentNumber: '2222222222222' });
    await postSettled(server.platform, org.scope, [notice]);
    expect(await billNow(server, open!._id)).toMatchObject({ status: 'paid', allocated: 8000 });
    expect(await billNow(server, cancelled!._id)).toMatchObject({ status: 'cancelled', allocated: 0 });
    expect(await billNow(server, paid!._id)).toMatchObject({ status: 'overpaid', allocated: 20_000 });
    expect(sums(await paymentOf(notice.payload.chargeId))).toEqual({ received: 27_000, allocated: 18_000, unallocated: 9000, reversed: 0 });
    const tasks = await db().collection<TaskDocument>('tasks').find({ memberId }).toArray();
    expect(tasks.map(({ kind, billId }) => [kind, billId]).toSorted()).toEqual(
      [
        ['late_money', cancelled!._id],
        ['overpayment', paid!._id],
      ].toSorted(),
    );
  });

  it('PAY-13: 速報取消 and a part given back reopen the years they were put on, and no other', async () => {
    const memberId = await newMember();
    const bills = await billsFor(memberId, 8000, 9000);
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
