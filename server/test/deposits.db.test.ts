import { randomUUID } from 'node:crypto';
import { ConfirmDepositInput, DeskCandidate, type DepositShare, DeskPage } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, TotalYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useCredit } from '../src/modules/payments/credit.service.ts';
import { candidateByHand, deskPage } from '../src/modules/payments/deposit-desk.service.ts';
import { confirmDeposit, confirmSure, undoDeposit } from '../src/modules/payments/deposit-settle.service.ts';
import { reversePayment } from '../src/modules/payments/offline.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { declineRefund, requestRefund } from '../src/modules/payments/refund.service.ts';
import { billNow, codeOf, openBill } from './billing.factory.ts';
import { standInDeposits } from './deposit-desk.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { ask, bank } from './refund.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof standInDeposits>;

beforeAll(async () => {
  server = await startTestServer('2026-05-12T03:00:00Z');
  org = await openOrganization(server);
  desk = standInDeposits(server);
});
afterAll(() => server.close());

const share = (memberId: MemberId, lines: readonly (readonly [BillId, number])[], advance = 0): DepositShare => ({
  memberId,
  lines: lines.map(([billId, amount]) => ({ billId, amount: PositiveYen.parse(amount) })),
  advance: TotalYen.parse(advance),
});
const confirm = (deposit: { depositId: DepositId; round: number }, shares: DepositShare[]) =>
  confirmDeposit(server.platform, org.scope, org.owner, { depositId: deposit.depositId, round: deposit.round, shares });
const undo = (deposit: { depositId: DepositId }, round = 0) =>
  undoDeposit(server.platform, org.scope, org.owner, { depositId: deposit.depositId, round, reason: '消込の取り消し' });
const paymentsOf = (deposit: { depositId: string }) =>
  server.platform.databases.server
    .collection<PaymentDocument>('payments')
    .find({ sourceId: { $regex: `^${deposit.depositId}#` } })
    .sort({ sourceId: 1 })
    .toArray();

describe('deposits settled at the desk', () => {
  it('PAY-14, PAY-21: one deposit over two members and their years is a payment each, once, without a fee', async () => {
    const [first, second] = [await org.addMember(), await org.addMember()];
    const [old, young] = [await openBill(server, org, first._id), await openBill(server, org, first._id)];
    const other = await openBill(server, org, second._id);
    const deposit = desk.arrives(25_000);
    const shares = [
      share(first._id, [
        [old._id, 10_000],
        [young._id, 5000],
      ]),
      share(second._id, [[other._id, 10_000]]),
    ];
    await confirm(deposit, shares);
    await confirm(deposit, shares);
    const payments = await paymentsOf(deposit);
    expect(payments).toMatchObject([
      { memberId: first._id, received: 15_000, method: 'bank_transfer', sourceType: 'offline', memberFee: 0, memo: deposit.remitter },
      { memberId: second._id, received: 10_000, state: 'confirmed', chargeId: null },
    ]);
    expect(payments[0]!.receivedAt.toISOString()).toBe('2026-05-10T15:00:00.000Z');
    expect(await billNow(server, old._id)).toMatchObject({ status: 'paid' });
    expect(await billNow(server, young._id)).toMatchObject({ status: 'partly_paid', allocated: 5000 });
    expect(await billNow(server, other._id)).toMatchObject({ status: 'paid' });
    expect(desk.kept.get(deposit.depositId)).toMatchObject({ state: 'settled', paymentIds: payments.map(({ _id }) => _id) });
    // Slips of what is paid whole are to be taken back, once; the part-paid bill keeps its own.
    const told = await server.platform.databases.server
      .collection('outbox')
      .find({ orgId: org.scope.orgId, name: 'billing.payable.settled' } as never)
      .toArray();
    expect(told.map(({ payload }) => payload.payableIds)).toEqual([[old._id, other._id]]);
    // Each of them learns of every bill that the money is for, and of its part.
    const mails = server.platform.databases.server.collection('mails');
    const textOf = async ({ _id }: PaymentDocument) => String((await mails.findOne({ idempotencyKey: `receipt:${_id}` }))!['text']);
    expect(await textOf(payments[0]!)).toContain(
      `  ${old.billName}　10,000円\n  ${young.billName}　5,000円（残り 5,000円）\n  金額　15,000円`,
    );
    expect(await textOf(payments[1]!)).toContain(`  ${other.billName}\n  金額　10,000円`);
  });

  it('PAY-14: parts that are not the deposit, or more than a bill asks for, change nothing', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const deposit = desk.arrives(12_000);
    expect(await codeOf(confirm(deposit, [share(member._id, [[bill._id, 10_000]])]))).toBe('SPLIT_MISMATCH');
    expect(await codeOf(confirm(deposit, [share(member._id, [[bill._id, 12_000]])]))).toBe('ALLOCATION_EXCEEDS_BILL');
    const stranger = await openBill(server, org, (await org.addMember())._id);
    expect(await codeOf(confirm(deposit, [share(member._id, [[stranger._id, 10_000]], 2000)]))).toBe('NOT_FOUND');
    expect(await paymentsOf(deposit)).toEqual([]);
    expect(desk.kept.get(deposit.depositId)).toMatchObject({ state: 'open', shares: [] });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid' });
  });

  it('PAY-10, hard case 20: ¥20,000 on a bill of ¥10,000 pays it and keeps ¥10,000 apart', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const deposit = desk.arrives(20_000, [{ memberId: member._id, number: '20160233' }]);
    const row = (await deskPage(server.platform, org.scope, { view: 'open', cursor: null, size: 50 })).rows.find(
      ({ depositId }) => depositId === deposit.depositId,
    )!;
    expect(row).toMatchObject({ grade: 'likely', candidates: [{ fit: 'over', apart: 10_000, advance: 10_000 }] });
    await confirm(deposit, [share(member._id, [[bill._id, 10_000]], 10_000)]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await paymentsOf(deposit)).toMatchObject([{ allocated: 10_000, unallocated: 10_000 }]);
  });

  it('PAY-10, hard case 20: ¥12,000,000 locks nothing: it is shown, and booked for nobody as more than a payment can be', async () => {
    const [member, other] = [await org.addMember(), await org.addMember()];
    const bill = await openBill(server, org, member._id);
    const deposit = desk.arrives(12_000_000, [{ memberId: member._id, number: '20160233' }]);
    const page = DeskPage.parse(await deskPage(server.platform, org.scope, { view: 'open', cursor: null, size: 50 }));
    const over = { fit: 'over', apart: 11_990_000, advance: 11_990_000 };
    expect(page.rows.find(({ depositId }) => depositId === deposit.depositId)).toMatchObject({ grade: 'likely', candidates: [over] });
    const byHand = DeskCandidate.parse(await candidateByHand(server.platform, org.scope, deposit.depositId, other._id));
    expect(byHand).toMatchObject({ fit: 'nothing_open', apart: 12_000_000 });
    // As the desk sends it: refused with words, not as something that cannot be read.
    const { depositId, round } = deposit;
    const whole = ConfirmDepositInput.parse({ depositId, round, shares: [share(member._id, [[bill._id, 10_000]], 11_990_000)] });
    expect(await codeOf(confirm(deposit, whole.shares))).toBe('PAYMENT_TOO_LARGE');
    expect(desk.kept.get(depositId)).toMatchObject({ state: 'open', shares: [] });
    await confirm(deposit, [share(member._id, [[bill._id, 10_000]], 9_989_999), share(other._id, [], 2_000_001)]);
    expect(await paymentsOf(deposit)).toMatchObject([{ received: 9_999_999 }, { received: 2_000_001, unallocated: 2_000_001 }]);
  });

  it('hard case 21: held money makes no payment, and two people cannot both decide', async () => {
    const [first, second] = [await org.addMember(), await org.addMember()];
    const deposit = desk.arrives(10_000);
    expect(await paymentsOf(deposit)).toEqual([]);
    const bills = [await openBill(server, org, first._id), await openBill(server, org, second._id)];
    const presses = await Promise.all([
      codeOf(confirm(deposit, [share(first._id, [[bills[0]!._id, 10_000]])])),
      codeOf(confirm(deposit, [share(second._id, [[bills[1]!._id, 10_000]])])),
    ]);
    expect(presses.filter((code) => code === 'CONFLICT')).toHaveLength(1);
    expect(await paymentsOf(deposit)).toHaveLength(1);
  });

  it('undone by reversal entries, and settled anew for somebody else', async () => {
    const [wrong, right] = [await org.addMember(), await org.addMember()];
    const [mistaken, meant] = [await openBill(server, org, wrong._id), await openBill(server, org, right._id)];
    const deposit = desk.arrives(10_000);
    await confirm(deposit, [share(wrong._id, [[mistaken._id, 10_000]])]);
    const mails = server.platform.databases.server.collection('mails');
    await mails.updateOne({ to: wrong.contactEmail, purpose: 'receipt' }, { $set: { state: 'sent' } });
    await undo(deposit);
    expect(await codeOf(undo(deposit))).toBe('CONFLICT');
    expect(await billNow(server, mistaken._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    await confirm(desk.kept.get(deposit.depositId)!, [share(right._id, [[meant._id, 10_000]])]);
    expect(await paymentsOf(deposit)).toMatchObject([
      { memberId: wrong._id, state: 'reversed', received: 10_000, reversed: 10_000 },
      { memberId: right._id, state: 'confirmed', received: 10_000 },
    ]);
    expect(await billNow(server, meant._id)).toMatchObject({ status: 'paid' });
    // Who was thanked for money that was somebody else's is told so; whose it is, is thanked.
    const purposes = async (to: string) => (await mails.find({ to }).toArray()).map((mail) => String(mail['purpose'])).toSorted();
    expect(await purposes(wrong.contactEmail)).toEqual(['bill_opened', 'payment_withdrawn', 'receipt']);
    expect(await purposes(right.contactEmail)).toEqual(['bill_opened', 'receipt']);
  });

  it('PAY-14: of a deposit that two share nothing is undone while one part cannot be', async () => {
    const [first, second] = [await org.addMember(), await org.addMember()];
    const [bill, other] = [await openBill(server, org, first._id), await openBill(server, org, second._id)];
    const deposit = desk.arrives(25_000);
    await confirm(deposit, [share(first._id, [[bill._id, 10_000]]), share(second._id, [[other._id, 10_000]], 5000)]);
    const [one, two] = (await paymentsOf(deposit)) as [PaymentDocument, PaymentDocument];
    await useCredit(server.platform, org.scope, org.owner, {
      paymentId: two._id,
      billId: null,
      amount: PositiveYen.parse(5000),
      use: { kind: 'refund', refundedOn: jstDate('2026-05-12'), method: 'bank_transfer' },
      memo: '',
      idempotencyKey: randomUUID(),
    });
    expect(await codeOf(undo(deposit))).toBe('PAYMENT_NOT_REVERSIBLE');
    expect(await paymentsOf(deposit)).toMatchObject([{ state: 'confirmed', reversed: 0 }, { state: 'partly_refunded' }]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    expect(desk.kept.get(deposit.depositId)).toMatchObject({ state: 'settled', round: 0, paymentIds: [one._id, two._id] });
  });

  it('docs/decisions/0027: what a refund by transfer was promised is not taken away by undoing, until the refund is declined', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const deposit = desk.arrives(15_000);
    await confirm(deposit, [share(member._id, [[bill._id, 10_000]], 5000)]);
    const [paymentId] = (await paymentsOf(deposit)).map(({ _id }) => _id) as [PaymentDocument['_id']];
    const way = { kind: 'transfer', bank } as const;
    const { _id: refundId } = await requestRefund(server.platform, org.scope, org.owner, ask(paymentId, 5000, { way }));
    expect(await codeOf(undo(deposit))).toBe('REFUND_PROMISED');
    expect(desk.kept.get(deposit.depositId)).toMatchObject({ state: 'settled', round: 0, paymentIds: [paymentId] });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    await declineRefund(server.platform, org.scope, org.owner, { refundId, note: '別の会員の入金でした' });
    await undo(deposit);
    expect(desk.kept.get(deposit.depositId)).toMatchObject({ state: 'open', round: 1 });
    expect(await paymentsOf(deposit)).toMatchObject([{ state: 'reversed', reversed: 15_000 }]);
  });

  it('PAY-14: all parts of a deposit that two share go back together, but for what was reversed by itself before', async () => {
    const [first, second] = [await org.addMember(), await org.addMember()];
    const [bill, other] = [await openBill(server, org, first._id), await openBill(server, org, second._id)];
    const deposit = desk.arrives(20_000);
    await confirm(deposit, [share(first._id, [[bill._id, 10_000]]), share(second._id, [[other._id, 10_000]])]);
    const [paymentId] = (await paymentsOf(deposit)).map(({ _id }) => _id) as [PaymentDocument['_id']];
    const byHand = { paymentId, reason: '誤入力', idempotencyKey: randomUUID() };
    await reversePayment(server.platform, org.scope, org.owner, byHand);
    await undo(deposit);
    expect(await paymentsOf(deposit)).toMatchObject([
      { state: 'reversed', reversed: 10_000, reversalReason: '誤入力' },
      { state: 'reversed', reversed: 10_000, reversalReason: '消込の取り消し' },
    ]);
    for (const { _id } of [bill, other]) expect(await billNow(server, _id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(desk.kept.get(deposit.depositId)).toMatchObject({ state: 'open', round: 1 });
  });

  it('PAY-20: of two sure deposits for one bill the second is left for the office to look at', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const twice = [
      desk.arrives(10_000, [{ memberId: member._id, number: '20160233' }]),
      desk.arrives(10_000, [{ memberId: member._id, number: '20160233' }]),
    ];
    const byName = desk.arrives(10_000, [{ memberId: (await org.addMember())._id, kana: true }]);
    const ids = [...twice, byName].map(({ depositId }) => depositId);
    expect(await confirmSure(server.platform, org.scope, org.owner, ids)).toEqual({ confirmed: [ids[0]], left: [ids[1], ids[2]] });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await paymentsOf(byName)).toEqual([]);
  });
});
