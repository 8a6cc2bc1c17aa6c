import { randomUUID } from 'node:crypto';
import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf, openBill, settled } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { ask, bank } from '../../../test/refund.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { correctionMails } from './correction-notice.service.ts';
import type { CorrectionDocument } from './correction.repository.ts';
import type { PaymentDocument } from './payment.repository.ts';
import { recordOffline, reversePayment } from './offline.service.ts';
import { listPayments } from './payment.service.ts';
import { postSettled } from './posting.service.ts';
import { declineRefund, requestRefund } from './refund.service.ts';
import { tellOfWithdrawals } from './withdrawal-notice.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const freshBill = async () => openBill(server, org, (await org.addMember())._id);
const input = (billId: BillId, amount: number, more: object = {}) => ({
  billId,
  amount: PositiveYen.parse(amount),
  method: 'bank_transfer' as const,
  receivedOn: jstDate('2026-05-12'),
  memo: '通帳 5/12',
  idempotencyKey: randomUUID(),
  ...more,
});
const record = (billId: BillId, amount: number, more: object = {}) =>
  recordOffline(server.platform, org.scope, org.owner, input(billId, amount, more));
const reverse = (paymentId: PaymentId, idempotencyKey: string = randomUUID()) =>
  reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey });
const payment = async (paymentId: PaymentId) =>
  (await server.platform.databases.server.collection<PaymentDocument>('payments').findOne({ _id: paymentId }))!;

describe('money that staff record', () => {
  it('oracle 25, PAY-23: 4,000, then 6,000, then 500 too many; back to 4,000', async () => {
    const bill = await freshBill();
    await record(bill._id, 4000);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 4000 });
    const second = await record(bill._id, 6000);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    const third = await record(bill._id, 500);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'overpaid', allocated: 10_500 });
    await reverse(second);
    await reverse(third);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 4000 });
  });

  it('domain.md 3.2: whoever has died is sent no mail of a bill, of money, of its withdrawal or of a correction', async () => {
    const { client, server: db } = server.platform.databases;
    for (const [status, sent] of [
      ['active', ['bill_opened', 'payment_withdrawn', 'receipt']],
      ['deceased', []],
    ] as const) {
      const { _id, contactEmail } = await org.addMember({ status });
      const money = await payment(await record((await openBill(server, org, _id))._id, 10_000));
      await inTransaction(client, (session) => tellOfWithdrawals(server.platform, org.scope, [money], session));
      const mails = await db.collection('mails').find({ to: contactEmail }).toArray();
      expect(mails.map((mail) => mail['purpose']).toSorted()).toEqual(sent);
      const correction = { _id: 'cor_1', bills: [], moves: [] } as unknown as CorrectionDocument;
      expect(await correctionMails(server.platform, org.scope, _id, correction)).toHaveLength(Math.min(1, sent.length));
    }
  });

  it('is told to the member without a line for the number that it has not', async () => {
    const bill = await freshBill();
    const mails = server.platform.databases.server.collection<{ idempotencyKey: string; text: string }>('mails');
    const textOf = async (paymentId: PaymentId) => (await mails.findOne({ idempotencyKey: `receipt:${paymentId}` }))!.text;
    const offline = await textOf(await record(bill._id, 10_000));
    expect(offline).toContain('お支払い日　2026年5月12日\n\n領収書は');
    expect(offline).not.toContain('決済番号');
    const other = await freshBill();
    const notice = settled(other);
    await postSettled(server.platform, org.scope, [notice]);
    const online = await server.platform.databases.server
      .collection<PaymentDocument>('payments')
      .findOne({ chargeId: notice.payload.chargeId });
    expect(await textOf(online!._id)).toContain(`お支払い日　2026年5月12日\n  決済番号　${notice.payload.paymentNumber}\n`);
  });

  it('PAY-21: carries no system fee and no charge', async () => {
    const bill = await freshBill();
    expect(await payment(await record(bill._id, 10_000, { method: 'cash' }))).toMatchObject({
      method: 'cash',
      memberFee: 0,
      chargeId: null,
      provider: '',
      state: 'confirmed',
    });
  });

  it('is one payment for one key, also at the same moment; another body with the key is refused', async () => {
    const bill = await freshBill();
    const asked = input(bill._id, 3000);
    const ids = await Promise.all([1, 2, 3, 4].map(() => recordOffline(server.platform, org.scope, org.owner, asked)));
    expect(new Set(ids).size).toBe(1);
    expect(await billNow(server, bill._id)).toMatchObject({ allocated: 3000 });
    expect(await codeOf(recordOffline(server.platform, org.scope, org.owner, { ...asked, amount: PositiveYen.parse(3001) }))).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
  });

  it('many at once on one bill lose nothing', async () => {
    const bill = await freshBill();
    await Promise.all(Array.from({ length: 8 }, () => record(bill._id, 1000)));
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 8000 });
  });

  it('is refused for drafts, cancelled bills, the future and other organisations', async () => {
    const bill = await freshBill();
    for (const day of ['2026-05-21', '2016-05-19', '1900-01-01'])
      expect(await codeOf(record(bill._id, 100, { receivedOn: jstDate(day) }))).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    expect(await codeOf(recordOffline(server.platform, other.scope, other.owner, input(bill._id, 100)))).toBe('NOT_FOUND');
    await server.platform.databases.server
      .collection('bills')
      .updateOne({ _id: bill._id as never }, { $set: { cancelledAt: new Date(), status: 'cancelled', live: false } });
    expect(await codeOf(record(bill._id, 100))).toBe('BILL_CANCELLED');
  });
});

describe('taking back', () => {
  it('is once, and never for online money', async () => {
    const bill = await freshBill();
    const paid = await record(bill._id, 10_000);
    const key = randomUUID();
    await Promise.all([codeOf(reverse(paid, key)), codeOf(reverse(paid, key))]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await codeOf(reverse(paid))).toBe('PAYMENT_REVERSED');
    const notice = settled(bill);
    await postSettled(server.platform, org.scope, [notice]);
    const online = await server.platform.databases.server
      .collection<PaymentDocument>('payments')
      .findOne({ chargeId: notice.payload.chargeId });
    expect(await codeOf(reverse(online!._id))).toBe('PAYMENT_NOT_REVERSIBLE');
  });

  it('docs/decisions/0027: is refused while a refund by transfer is promised of it, and goes once that is declined', async () => {
    const bill = await freshBill();
    const paid = await record(bill._id, 15_000);
    const way = { kind: 'transfer', bank } as const;
    const { _id: refundId } = await requestRefund(server.platform, org.scope, org.owner, ask(paid, 5000, { way }));
    expect(await codeOf(reverse(paid))).toBe('REFUND_PROMISED');
    expect(await payment(paid)).toMatchObject({ state: 'confirmed', reversed: 0 });
    await declineRefund(server.platform, org.scope, org.owner, { refundId, note: '入金を取り消すため' });
    await reverse(paid);
    expect(await payment(paid)).toMatchObject({ state: 'reversed', reversed: 15_000 });
  });

  it('hard case 65: whoever was told that their money had come is told that it was taken back, once; a word that waits is not sent', async () => {
    const mails = server.platform.databases.server.collection<{ idempotencyKey: string; state: string; text: string; doubtAt?: Date }>(
      'mails',
    );
    const mailOf = (what: string, paymentId: PaymentId) => mails.findOne({ idempotencyKey: `${what}:${paymentId}` });
    const bill = await freshBill();
    const paid = await record(bill._id, 10_000);
    await mails.updateOne({ idempotencyKey: `receipt:${paid}` }, { $set: { state: 'sent' } });
    const key = randomUUID();
    await reverse(paid, key);
    await reverse(paid, key);
    const told = await mails.find({ idempotencyKey: `withdrawn:${paid}` }).toArray();
    expect(told).toMatchObject([
      { state: 'waiting', purpose: 'payment_withdrawn', subject: expect.stringContaining('入金記録の取り消し') },
    ]);
    expect(told[0]!.text).toContain('  金額　10,000円\n  お支払い日　2026年5月12日\n');
    expect(told[0]!.text).toContain(`  ${bill.billName}　10,000円　残り 10,000円（お支払い期限 2026年6月1日）\n`);

    // It had not gone yet: nothing was said, so nothing is taken back.
    const again = await record(bill._id, 10_000);
    await reverse(again);
    expect(await mailOf('receipt', again)).toMatchObject({ state: 'dropped' });
    expect(await mailOf('withdrawn', again)).toBeNull();

    // Nobody knows whether it arrived: it is not sent again, and taken back.
    const doubtful = await record(bill._id, 10_000);
    await mails.updateOne({ idempotencyKey: `receipt:${doubtful}` }, { $set: { doubtAt: new Date() } });
    await reverse(doubtful);
    expect(await mailOf('receipt', doubtful)).toMatchObject({ state: 'dropped' });
    expect(await mailOf('withdrawn', doubtful)).not.toBeNull();

    // A part of a bill is thanked for by nobody.
    const part = await record(bill._id, 4000);
    await reverse(part);
    expect(await mailOf('withdrawn', part)).toBeNull();
  });

  it('is listed by the day it came, newest first, whenever it was written down; pages meet without a gap', async () => {
    const bill = await freshBill();
    const days = ['2026-05-12', '2026-05-02', '2026-05-19'];
    for (let at = 0; at < 23; at += 1) await record(bill._id, 100 + at, { receivedOn: jstDate(days[at % 3]!) });
    const page = (cursor: string | null, direction: 'next' | 'previous' = 'next') =>
      listPayments(server.platform, org.scope, { q: '', memberId: bill.memberId, cursor, direction, size: 20 });
    const first = await page(null);
    const second = await page(first.nextCursor);
    const all = [...first.rows, ...second.rows].map(({ receivedAt, paymentId }) => `${receivedAt} ${paymentId}`);
    expect(all).toHaveLength(23);
    expect(all).toEqual(all.toSorted().toReversed());
    expect(second.nextCursor).toBeNull();
    expect((await page(second.previousCursor, 'previous')).rows).toEqual(first.rows);
    expect(await codeOf(page('12.nonsense'))).toBe('INVALID_INPUT');
  });
});
