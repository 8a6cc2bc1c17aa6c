import { randomUUID } from 'node:crypto';
import type { PayLinkId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { paymentsOfBill } from '../src/modules/payments/bill-payment.service.ts';
import { payerPaper, payerPapers } from '../src/modules/documents/payer-paper.service.ts';
import { creditsOf, writeOff } from '../src/modules/payments/credit.service.ts';
import { reversePayment } from '../src/modules/payments/offline.service.ts';
import { payLinkOfOffice, recordPayLink } from '../src/modules/payments/pay-link.service.ts';
import { listPayments } from '../src/modules/payments/payment.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { billNow, codeOf, openBill, payBill, takeBack } from './billing.factory.ts';
import { amount, correctionDesk } from './correction.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof payLinkDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());
beforeEach(() => {
  server.setNow('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  desk = payLinkDesk({ server, org });
});

const db = () => server.platform.databases.server;
const paymentOf = async (chargeId: string) =>
  (await db()
    .collection<PaymentDocument>('payments')
    .findOne({ chargeId: chargeId as never }))!;

describe('the payer’s money', () => {
  it('PAY-18: one payment of the payer’s settles five members, each with its own figure, and says so to each of them', async () => {
    const bills = await desk.bills(8000, 9000, 10_000, 11_000, 12_000);
    const { door, payLinkId } = await desk.open(bills);
    const notice = await desk.pay(payLinkId, bills);
    const payment = await paymentOf(notice.payload.chargeId);
    expect(payment).toMatchObject({ memberId: null, memberName: '学校法人 青葉学園', received: 50_000, allocated: 50_000, unallocated: 0 });
    for (const bill of bills) {
      expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: bill.amount });
      expect(await paymentsOfBill(server.platform, org.asMember(bill.memberId), bill._id)).toMatchObject([
        { amount: bill.amount, payerName: '学校法人 青葉学園' },
      ]);
      const mail = await db()
        .collection<{ text: string }>('mails')
        .findOne({ idempotencyKey: `receipt:${payment._id}:${bill._id}` });
      expect(mail!.text).toContain('学校法人 青葉学園');
      expect(mail!.text).toContain(`金額　${bill.amount.toLocaleString('ja-JP')}円\n`);
      const list = await listPayments(server.platform, org.scope, { q: '', memberId: bill.memberId, direction: 'next', size: 50 });
      expect(list.rows.map(({ paymentId }) => paymentId)).toEqual([payment._id]);
    }
    expect(await desk.view(door)).toMatchObject({ state: 'paid', total: 0, payments: [{ amount: 50_000, provisional: false }] });
    const owing = { _id: { $in: bills.map(({ memberId }) => memberId) } as never, owing: true };
    expect(await db().collection('members').countDocuments(owing)).toBe(0);
    const mail = await db()
      .collection<{ to: string }>('mails')
      .findOne({ idempotencyKey: `receipt:${payment._id}` });
    expect(mail!.to).toBe('keiri@aoba.example');
  });

  it('PAY-18, case 62: who had paid a part reads what of the bill their employer paid', async () => {
    const [bill] = await desk.bills(10_000);
    const rest = PositiveYen.parse(6000);
    await payBill(server, org, bill!, {
      amount: PositiveYen.parse(4000),
      lines: [{ payableId: bill!._id, amount: PositiveYen.parse(4000) }],
    });
    const { payLinkId } = await desk.open([{ ...bill!, amount: rest }]);
    const notice = await desk.pay(payLinkId, [bill!], { amount: rest, lines: [{ payableId: bill!._id, amount: rest }] });
    const payment = await paymentOf(notice.payload.chargeId);
    const mail = await db()
      .collection<{ text: string }>('mails')
      .findOne({ idempotencyKey: `receipt:${payment._id}:${bill!._id}` });
    expect(mail!.text).toContain('金額　6,000円（ご請求額 10,000円のうち）');
  });

  it('PAY-10: late and double money stays the payer’s, with a task for each member’s bill, and is the office’s to use', async () => {
    const [open, cancelled, paid] = await desk.bills(8000, 9000, 10_000);
    const bills = [open!, cancelled!, paid!];
    const { payLinkId } = await desk.open(bills);
    await payBill(server, org, paid!);
    await cancelBill(server.platform, org.scope, org.owner, cancelled!._id, '退会のため');
    const notice = await desk.pay(payLinkId, bills);
    const payment = await paymentOf(notice.payload.chargeId);
    expect(payment).toMatchObject({ received: 27_000, allocated: 18_000, unallocated: 9000, memberId: null });
    const tasks = await db()
      .collection('tasks')
      .find({ paymentNumber: payment.paymentNumber, billId: { $in: bills.map(({ _id }) => _id) } as never })
      .toArray();
    expect(tasks.map(({ kind, billId, memberId }) => [kind, billId, memberId]).toSorted()).toEqual(
      [
        ['late_money', cancelled!._id, cancelled!.memberId],
        ['overpayment', paid!._id, paid!.memberId],
      ].toSorted(),
    );
    const loose = await creditsOf(server.platform, org.scope, cancelled!.memberId);
    expect(loose.credits).toMatchObject([{ paymentId: payment._id, billId: null, amount: 9000 }]);
    expect((await creditsOf(server.platform, org.scope, paid!.memberId)).credits.map(({ billId }) => billId)).toContain(paid!._id);
  });

  it('case 48: 速報取消 of a payer’s number reopens every bill for the same link', async () => {
    const bills = await desk.bills(8000, 9000);
    const { door, payLinkId } = await desk.open(bills);
    const notice = await desk.pay(payLinkId, bills, { state: 'provisional' });
    expect(await desk.view(door)).toMatchObject({ state: 'paid', payments: [{ provisional: true }] });
    await takeBack(server, org, notice, {});
    for (const bill of bills) expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    // The number can be paid again.
    expect(await desk.view(door)).toMatchObject({ state: 'paying', total: 17_000, payments: [] });
  });

  const recorded = (payLinkId: PayLinkId, amount: number, open: number, idempotencyKey: string = randomUUID()) =>
    recordPayLink(server.platform, org.scope, org.owner, {
      payLinkId,
      amount: PositiveYen.parse(amount),
      open: PositiveYen.parse(open),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-20'),
      memo: 'ｱｵﾊﾞｶﾞｸｴﾝ',
      idempotencyKey,
    });

  it('case 62: a transfer over all that is open is one payment; where something else is open than was seen it is refused', async () => {
    const bills = await desk.bills(8000, 9000);
    const { payLinkId } = await desk.open(bills);
    expect(await codeOf(recorded(payLinkId, 16_000, 16_000))).toBe('PAY_LINK_CHANGED');
    const key = randomUUID();
    const paymentId = await recorded(payLinkId, 17_000, 17_000, key);
    expect(await recorded(payLinkId, 17_000, 17_000, key)).toBe(paymentId);
    for (const bill of bills) expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    expect(await codeOf(recorded(payLinkId, 17_000, 17_000))).toBe('PAY_LINK_CLOSED');
    expect(await payLinkOfOffice(server.platform, org.scope, payLinkId)).toMatchObject({ state: 'paid', open: 0 });
  });

  it('case 58, case 62: one that is short by the bank’s fee is the payer’s, and with the rest waived so is every receipt', async () => {
    const bills = (await desk.bills(8000, 9000)) as [BillDocument, BillDocument];
    const { door, payLinkId } = await desk.open(bills);
    const paymentId = await recorded(payLinkId, 16_120, 17_000);
    const [payment] = await db().collection<PaymentDocument>('payments').find({ payLinkId }).toArray();
    expect(payment).toMatchObject({ _id: paymentId, memberId: null, received: 16_120, allocated: 16_120 });
    expect(await billNow(server, bills[0]._id)).toMatchObject({ status: 'paid' });
    expect(await billNow(server, bills[1]._id)).toMatchObject({ status: 'partly_paid', allocated: 8120 });
    expect(await payLinkOfOffice(server.platform, org.scope, payLinkId)).toMatchObject({ state: 'open', open: 880 });
    await writeOff(server.platform, org.scope, org.owner, { billId: bills[1]._id, reason: '振込手数料', idempotencyKey: randomUUID() });
    expect(await payLinkOfOffice(server.platform, org.scope, payLinkId)).toMatchObject({ state: 'paid', open: 0 });
    expect((await payerPapers(server.platform, door)).receipts).toMatchObject([{ available: true }, { available: true }]);
    const receipt = await payerPaper(server.platform, { ...door, paper: 'receipt', billId: bills[1]._id, addressee: 'payer' });
    expect(receipt.fileName).toMatch(/^領収書_/);
  });

  it('case 62: what a payer sends too much stays theirs, on no bill', async () => {
    const bills = await desk.bills(8000);
    const { payLinkId } = await desk.open(bills);
    await recorded(payLinkId, 9000, 8000);
    const loose = await creditsOf(server.platform, org.scope, bills[0]!.memberId);
    expect(loose.credits).toMatchObject([{ billId: null, amount: 1000, memberName: '学校法人 青葉学園' }]);
  });

  it('case 62, hard case 65: a payer’s transfer that is taken back is told to the payer and to each member who was told of it', async () => {
    const [first, second] = await desk.bills(8000, 9000);
    const { payLinkId } = await desk.open([first!, second!]);
    const paymentId = await recordPayLink(server.platform, org.scope, org.owner, {
      payLinkId,
      amount: PositiveYen.parse(17_000),
      open: PositiveYen.parse(17_000),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-20'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    const mails = db().collection<{ idempotencyKey: string; to: string; text: string }>('mails');
    const gone = [`receipt:${paymentId}`, `receipt:${paymentId}:${first!._id}`];
    await mails.updateMany({ idempotencyKey: { $in: gone } }, { $set: { state: 'sent' } });
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
    const told = await mails.find({ idempotencyKey: new RegExp(`^withdrawn:${paymentId}`) }).toArray();
    const textOf = (key: string) => told.find(({ idempotencyKey }) => idempotencyKey === `withdrawn:${paymentId}${key}`)!.text;
    // The other member's word had not gone, and does not go.
    expect(told).toHaveLength(2);
    expect(textOf('')).toMatch(/^学校法人 青葉学園\n経理課 山田 様\n/);
    expect(textOf('')).toContain('  2件\n  金額　17,000円\n');
    expect(textOf('')).toContain('お支払いのページ（期限 2026年6月30日）');
    expect(textOf(`:${first!._id}`)).toContain('所属先（学校法人 青葉学園）');
    expect(textOf(`:${first!._id}`)).toContain(`${first!.billName}　8,000円　残り 8,000円（お支払い期限 2026年6月1日）\n`);
  });

  it('docs/decisions/0044: whoever was told is told that it was taken back, also of a bill that was corrected since', async () => {
    const [lower, unread, waived] = (await desk.bills(8000, 9000, 7000)) as [BillDocument, BillDocument, BillDocument];
    const { payLinkId } = await desk.open([lower, unread, waived]);
    const paymentId = await recordPayLink(server.platform, org.scope, org.owner, {
      payLinkId,
      amount: PositiveYen.parse(24_000),
      open: PositiveYen.parse(24_000),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-20'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    const mails = db().collection<{ idempotencyKey: string; to: string; text: string; state: string }>('mails');
    const gone = [lower, waived].map(({ _id }) => `receipt:${paymentId}:${_id}`);
    await mails.updateMany({ idempotencyKey: { $in: gone } }, { $set: { state: 'sent' } });
    const { doIt } = correctionDesk({ server, org });
    await doIt(amount(lower, 6000));
    await doIt(amount(unread, 5000));
    await doIt(amount(waived, 0));
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
    const told = await mails.find({ idempotencyKey: new RegExp(`^withdrawn:${paymentId}`) }).toArray();
    const textOf = (bill: BillDocument) => told.find(({ idempotencyKey }) => idempotencyKey.endsWith(bill._id))!.text;
    expect(told).toHaveLength(2);
    expect(textOf(lower)).toContain('  金額　6,000円\n  お支払い日　2026年5月20日\n');
    expect(textOf(lower)).toContain(`${lower.billName}　6,000円　残り 6,000円（お支払い期限 2026年6月1日）\n`);
    expect(textOf(waived)).not.toContain('金額');
    expect(await mails.findOne({ idempotencyKey: `receipt:${paymentId}:${unread._id}` })).toMatchObject({ state: 'dropped' });
  });

  it('a bill of nobody’s link is paid as ever', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, 5000);
    await payBill(server, org, bill);
    expect(await paymentsOfBill(server.platform, org.asMember(bill.memberId), bill._id)).toMatchObject([{ payerName: null }]);
  });
});
