import { ConfirmDepositInput, DeskDeposit, type DepositShare } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import { type PayLinkId, newPayLinkId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { searchPapers } from '../src/modules/documents/paper-search.service.ts';
import { payerPaper, payerPapers } from '../src/modules/documents/payer-paper.service.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { settleTasks } from '../src/modules/payments/correction-task.service.ts';
import { creditsOf } from '../src/modules/payments/credit.service.ts';
import { candidateByHand, deskPage } from '../src/modules/payments/deposit-desk.service.ts';
import { deskPayers } from '../src/modules/payments/deposit-payer.service.ts';
import { confirmDeposit, confirmSure, undoDeposit } from '../src/modules/payments/deposit-settle.service.ts';
import { payLinkOfOffice, withdrawPayLink } from '../src/modules/payments/pay-link.service.ts';
import type { PayLinkDocument } from '../src/modules/payments/pay-link.repository.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { billNow, codeOf, openBill } from './billing.factory.ts';
import { standInDeposits } from './deposit-desk.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let links: ReturnType<typeof payLinkDesk>;
let bank: ReturnType<typeof standInDeposits>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  bank = standInDeposits(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  links = payLinkDesk({ server, org });
});

const payer = '学校法人 青葉学園';
const line = ({ _id, amount }: BillDocument, part: number = amount) => ({ billId: _id, amount: PositiveYen.parse(part) });
const byPayer = (payLinkId: PayLinkId, lines: readonly ReturnType<typeof line>[], advance = 0): DepositShare[] => [
  { payLinkId, lines: [...lines], advance: PriceYen.parse(advance) },
];
const byMembers = (bills: readonly BillDocument[]): DepositShare[] =>
  bills.map((bill) => ({ memberId: bill.memberId, lines: [line(bill)], advance: PriceYen.parse(0) }));
const confirm = ({ depositId, round }: { depositId: DepositId; round: number }, shares: DepositShare[]) =>
  confirmDeposit(server.platform, org.scope, org.owner, { depositId, round, shares });
const rowOf = async ({ depositId }: { depositId: DepositId }) =>
  (await deskPage(server.platform, org.scope, { view: 'open', cursor: null, size: 50 })).rows.find((row) => row.depositId === depositId)!;
/** The payer's transfer over all that is open of a link. */
async function settleWhole(payLinkId: PayLinkId): Promise<void> {
  const { open } = await payLinkOfOffice(server.platform, org.scope, payLinkId);
  const asked = { depositId: bank.arrives(open).depositId, round: 0 };
  const found = await deskPayers(server.platform, org.scope, { ...asked, payLinkIds: [payLinkId], q: '' });
  const lines = found[0]!.bills.map(({ billId, suggested }) => ({ billId, amount: PositiveYen.parse(suggested) }));
  await confirm(asked, byPayer(payLinkId, lines));
}
const paymentsOf = ({ depositId }: { depositId: DepositId }) =>
  server.platform.databases.server
    .collection<PaymentDocument>('payments')
    .find({ sourceId: { $regex: `^${depositId}#` } })
    .toArray();
const invoices = async () =>
  (await searchPapers(server.platform, org.scope, { kind: 'invoice', counterparty: '' })).rows.map(
    ({ number, voided }) => `${number}${voided ? '_無効' : ''}`,
  );

describe('an employer’s transfer at the desk', () => {
  it('PAY-18, PAY-20: five bills of a link, found by its invoice’s number, are one payment of the payer’s, with their papers', async () => {
    const bills = await links.bills(8000, 9000, 10_000, 11_000, 12_000);
    const { door, payLinkId } = await links.open(bills);
    await payerPaper(server.platform, { ...door, paper: 'invoice' });
    const deposit = bank.arrives(50_000);
    // As a bank writes the number, with a bar for a dash.
    deposit.remitter = 'Ｉ2026ｰ000001 ｱｵﾊﾞｶﾞｸｴﾝ';
    const row = await rowOf(deposit);
    expect(row).toMatchObject({ grade: 'likely', candidates: [] });
    expect(row.links).toMatchObject([{ payLinkId, payerName: payer, invoiceNumber: 'I2026-000001', open: 50_000, expired: false }]);
    expect(row.links[0]!.bills.map(({ billId, suggested }) => [billId, suggested])).toEqual(bills.map(({ _id, amount }) => [_id, amount]));
    const shares = byPayer(payLinkId, bills.map((bill) => line(bill))); // prettier-ignore
    await confirm(deposit, shares);
    await confirm(deposit, shares);
    const payments = await paymentsOf(deposit);
    const paid = { memberId: null, payLinkId, memberName: payer, received: 50_000, allocated: 50_000, method: 'bank_transfer' };
    expect(payments).toMatchObject([{ ...paid, memo: deposit.remitter, sourceType: 'offline' }]);
    expect(bank.kept.get(deposit.depositId)).toMatchObject({ state: 'settled', paymentIds: [payments[0]!._id] });
    const detail = await payLinkOfOffice(server.platform, org.scope, payLinkId);
    expect(detail).toMatchObject({ state: 'paid', open: 0 });
    expect(new Set(detail.lines.map(({ state }) => state))).toEqual(new Set(['paid_here']));
    // Their papers: one invoice and each receipt in the payer's name, nothing in a member's.
    const papers = await payerPapers(server.platform, door);
    expect(papers.receipts.every(({ available }) => available)).toBe(true);
    expect(papers).toMatchObject({ invoice: { number: 'I2026-000001' } });
    expect(await codeOf(issueInvoice(server.platform, org.asMember(bills[0]!.memberId), bills[0]!._id, undefined))).toBe(
      'INVOICE_BY_PAYER',
    );
    const mine = await issueReceipt(server.platform, org.asMember(bills[0]!.memberId), bills[0]!._id, undefined);
    expect(mine).toMatchObject({ addressee: payer });
    expect(await invoices()).toEqual(['I2026-000001']);
    const audits = server.platform.databases.server.collection('audit_entries');
    expect(await audits.countDocuments({ action: 'payment.record', subjectId: payments[0]!._id } as never)).toBe(1);
    const settled = await deskPage(server.platform, org.scope, { view: 'settled', cursor: null, size: 50 });
    expect(settled.rows.find(({ depositId }) => depositId === deposit.depositId)).toMatchObject({
      settledFor: [{ memberId: null, payLinkId, memberName: payer, amount: 50_000 }],
    });
    // Taken back, all of it is open again, for the link and at the desk.
    await undoDeposit(server.platform, org.scope, org.owner, { depositId: deposit.depositId, round: 0, reason: '消込の取り消し' });
    expect(await payLinkOfOffice(server.platform, org.scope, payLinkId)).toMatchObject({ state: 'open', open: 50_000 });
    expect(bank.kept.get(deposit.depositId)).toMatchObject({ state: 'open', round: 1 });
    expect((await rowOf(deposit)).links).toMatchObject([{ payLinkId, open: 50_000 }]);
  });

  it('PAY-18: bills of a link say so and bring it up, also one whose day is over; what is in one is never settled unseen', async () => {
    const [bill, other] = (await links.bills(10_000, 9000)) as [BillDocument, BillDocument];
    const { payLinkId } = await links.open([bill, other]);
    const deposit = bank.arrives(10_000, [{ memberId: bill.memberId, number: '20160233' }]);
    const row = await rowOf(deposit);
    expect(row).toMatchObject({ grade: 'likely', links: [{ payLinkId, open: 19_000, invoiceNumber: null }] });
    expect(row.candidates[0]!.bills).toMatchObject([{ billId: bill._id, payLink: { payLinkId, payerName: payer } }]);
    const { depositId } = deposit;
    expect(await confirmSure(server.platform, org.scope, org.owner, [depositId])).toEqual({ confirmed: [], left: [depositId] });
    const free = await openBill(server, org, (await org.addMember())._id);
    const byHand = await candidateByHand(server.platform, org.scope, depositId, free.memberId);
    expect(byHand.bills).toMatchObject([{ billId: free._id, payLink: null }]);
    server.setNow('2026-07-02T03:00:00Z');
    expect((await rowOf(deposit)).links).toMatchObject([{ payLinkId, expired: true }]);
    // A part of what is asked for: the payer's all the same.
    await confirm(deposit, byPayer(payLinkId, [line(other), line(bill, 1000)]));
    expect(await paymentsOf(deposit)).toMatchObject([{ memberId: null, payLinkId, received: 10_000 }]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 1000 });
  });

  it('PAY-18: the office finds a payer by name, and what is too much is the payer’s', async () => {
    const bills = await links.bills(8000, 9000);
    const { payLinkId } = await links.open(bills);
    const deposit = bank.arrives(18_000);
    const ask = { depositId: deposit.depositId, payLinkIds: [] };
    const payers = (q: string) => deskPayers(server.platform, org.scope, { ...ask, q });
    expect(await payers('青葉')).toMatchObject([{ payLinkId, open: 17_000, advance: 1000 }]);
    expect(await payers('青\u{e0100}葉')).toMatchObject([{ payLinkId }]);
    expect(await payers('若葉')).toEqual([]);
    await confirm(deposit, byPayer(payLinkId, bills.map((bill) => line(bill)), 1000)); // prettier-ignore
    expect(await paymentsOf(deposit)).toMatchObject([{ memberId: null, allocated: 17_000, unallocated: 1000 }]);
    expect(await payers('青葉')).toMatchObject([{ payLinkId, open: 0, paid: true }]);
    // What is open yet is offered before what was paid.
    const { payLinkId: next } = await links.open(await links.bills(5000));
    const { payLinkId: newest } = await links.open(await links.bills(6000), { payerName: '青葉会' });
    await settleWhole(newest);
    expect((await payers('青葉')).map((link) => [link.payLinkId, link.paid])).toEqual([
      [next, false],
      [newest, true],
      [payLinkId, true],
    ]);
  });

  it('hard cases 11, 20: what a payer sends a second time is theirs, on no bill, and a matter of the office’s', async () => {
    const bills = await links.bills(8000, 9000);
    const { door, payLinkId } = await links.open(bills);
    await payerPaper(server.platform, { ...door, paper: 'invoice' });
    await settleWhole(payLinkId);
    const deposit = bank.arrives(17_000);
    deposit.remitter = 'I2026-000001 ｱｵﾊﾞｶﾞｸｴﾝ';
    const row = DeskDeposit.parse(await rowOf(deposit));
    expect(row).toMatchObject({ grade: 'choose', links: [{ payLinkId, paid: true, open: 0, bills: [], advance: 17_000 }] });
    // Nothing of it is open: no bill takes anything.
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, bills.map((bill) => line(bill)))))).toBe('PAY_LINK_CLOSED'); // prettier-ignore
    const shares = ConfirmDepositInput.parse({ depositId: deposit.depositId, round: 0, shares: byPayer(payLinkId, [], 17_000) }).shares;
    for (let times = 0; times < 2; times += 1) await confirm(deposit, shares);
    const [payment, ...more] = await paymentsOf(deposit);
    expect(payment).toMatchObject({ memberId: null, payLinkId, memberName: payer, received: 17_000, allocated: 0, unallocated: 17_000 });
    expect(more).toEqual([]);
    const tasks = () => server.platform.databases.server.collection('tasks').find({ orgId: org.scope.orgId }).toArray();
    const twice = { kind: 'overpayment', reason: 'payer_paid_twice', state: 'open', expected: 0, received: 17_000 };
    expect(await tasks()).toMatchObject([{ ...twice, billId: bills[0]!._id, memberId: bills[0]!.memberId }]);
    // The bill is right: a correction of it ends nothing.
    const corrected = inTransaction(server.platform.databases.client, (session) =>
      settleTasks(server.platform, org.scope, org.owner, bills[0]!, session),
    );
    expect(await corrected).toEqual([]);
    const { credits } = await creditsOf(server.platform, org.scope, bills[1]!.memberId);
    expect(credits).toMatchObject([{ paymentId: payment!._id, billId: null, amount: 17_000, memberName: payer }]);
    expect(await payLinkOfOffice(server.platform, org.scope, payLinkId)).toMatchObject({ state: 'paid', open: 0 });
    expect(await invoices()).toEqual(['I2026-000001']);
    await undoDeposit(server.platform, org.scope, org.owner, { depositId: deposit.depositId, round: 0, reason: '消込の取り消し' });
    expect(bank.kept.get(deposit.depositId)).toMatchObject({ state: 'open', round: 1 });
    expect((await creditsOf(server.platform, org.scope, bills[1]!.memberId)).credits).toEqual([]);
    expect(await tasks()).toMatchObject([{ ...twice, state: 'done', note: '入金の取り消し', doneBy: org.owner.name }]);
  });

  it('hard case 11: where the link is open again, or was taken back, nothing is booked on no bill unseen', async () => {
    const bills = await links.bills(8000, 9000);
    const { payLinkId } = await links.open(bills);
    const deposit = bank.arrives(17_000);
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, [], 17_000)))).toBe('PAY_LINK_CHANGED');
    await withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId, reason: '誤り' });
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, [], 17_000)))).toBe('PAY_LINK_CLOSED');
    expect(await paymentsOf(deposit)).toEqual([]);
  });

  it('hard case 11: a link of which a bill asks in another one now is not taken as paid: what comes is for that one', async () => {
    const [paid, moved] = (await links.bills(8000, 9000)) as [BillDocument, BillDocument];
    const { payLinkId } = await links.open([paid, moved], { expiresOn: jstDate('2026-05-25') });
    await confirm(bank.arrives(8000), byPayer(payLinkId, [line(paid)]));
    server.setNow('2026-05-27T03:00:00Z');
    const { payLinkId: next } = await links.open([moved]);
    const deposit = bank.arrives(9000);
    const found = await deskPayers(server.platform, org.scope, { depositId: deposit.depositId, payLinkIds: [payLinkId], q: '青葉' });
    expect(found.map((link) => [link.payLinkId, link.paid])).toEqual([[next, false]]);
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, [], 9000)))).toBe('PAY_LINK_CLOSED');
  });

  it('PAY-18: a payer is found by name behind any number of newer links, also where the newer ones of that name are paid', async () => {
    const { payLinkId } = await links.open(await links.bills(8000), { payerName: '若葉大学' });
    const rows = server.platform.databases.server.collection<PayLinkDocument>('pay_links');
    const one = (await rows.findOne({ _id: payLinkId }))!;
    const newer = Array.from({ length: 1100 }, (_, at) => {
      const _id = newPayLinkId();
      const bare = { lines: [], billIds: [], hashes: [_id], requestKey: _id, withdrawnAt: at === 0 ? new Date() : null };
      return { ...one, ...bare, _id, payerName: at < 40 ? '若葉大学' : '双葉商事' };
    });
    await rows.insertMany(newer);
    const deposit = bank.arrives(8000);
    const ask = { depositId: deposit.depositId, payLinkIds: [], q: '若葉 大学' };
    expect(await deskPayers(server.platform, org.scope, ask)).toMatchObject([{ payLinkId, open: 8000 }]);
    const both = await deskPayers(server.platform, org.scope, { ...ask, payLinkIds: [payLinkId] });
    expect(both.map((link) => link.payLinkId)).toEqual([payLinkId]);
  });

  it('PAY-18: bills outside the link, more than is open, a link taken back and another organisation’s change nothing', async () => {
    const bills = await links.bills(8000, 9000);
    const [inside] = bills as [BillDocument];
    const { payLinkId } = await links.open(bills);
    const outside = await openBill(server, org, (await org.addMember())._id);
    const deposit = bank.arrives(10_000);
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, [line(outside)])))).toBe('PAY_LINK_CHANGED');
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, [line(inside, 10_000)])))).toBe('ALLOCATION_EXCEEDS_BILL');
    expect(await codeOf(confirm(deposit, byPayer(payLinkId, [line(inside)])))).toBe('SPLIT_MISMATCH');
    expect(await codeOf(confirm(deposit, byPayer(newPayLinkId(), [line(inside)], 2000)))).toBe('NOT_FOUND');
    const { scope, owner } = await openOrganization(server);
    const { depositId, round } = deposit;
    const shares = byPayer(payLinkId, [line(inside)], 2000);
    expect(await codeOf(confirmDeposit(server.platform, scope, owner, { depositId, round, shares }))).toBe('NOT_FOUND');
    await withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId, reason: '誤り' });
    expect(await codeOf(confirm(deposit, shares))).toBe('PAY_LINK_CLOSED');
    expect(await paymentsOf(deposit)).toEqual([]);
    expect(bank.kept.get(depositId)).toMatchObject({ state: 'open', shares: [] });
  });
});

it('docs/decisions/0029: once others have paid all that a payer’s invoice asks for, it holds no more, until the money is gone again', async () => {
  const bills = await links.bills(8000, 9000);
  const { door } = await links.open(bills);
  await payerPaper(server.platform, { ...door, paper: 'invoice' });
  const deposit = bank.arrives(17_000);
  await confirm(deposit, byMembers(bills));
  expect(await invoices()).toEqual(['I2026-000001_無効']);
  expect(await payerPapers(server.platform, door)).toMatchObject({ invoice: null, canHaveInvoice: false });
  expect(await codeOf(payerPaper(server.platform, { ...door, paper: 'invoice' }))).toBe('INVOICE_NOT_AVAILABLE');
  await undoDeposit(server.platform, org.scope, org.owner, { depositId: deposit.depositId, round: 0, reason: '消込の取り消し' });
  expect(await invoices()).toEqual(['I2026-000001']);
});
