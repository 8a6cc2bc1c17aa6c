import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { downloadInvoice, invoiceOfBill, issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { allPapers, myPapersArchive } from '../src/modules/documents/paper-archive.service.ts';
import { issueRun, paperJob } from '../src/modules/documents/paper-job.service.ts';
import { searchPapers } from '../src/modules/documents/paper-search.service.ts';
import { workOnPaperJob } from '../src/modules/documents/paper-work.service.ts';
import { payerPaper } from '../src/modules/documents/payer-paper.service.ts';
import { useCredit } from '../src/modules/payments/credit.service.ts';
import { recordPayLink, withdrawPayLink } from '../src/modules/payments/pay-link.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { billNow, carryOut, codeOf, openBill, openBills, payBill, plan, takeBack } from './billing.factory.ts';
import { amount, correctionDesk, money } from './correction.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof payLinkDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  desk = payLinkDesk({ server, org });
});

const payer = '学校法人 青葉学園';
const who = (bill: BillDocument) => org.asMember(bill.memberId);
const own = (bill: BillDocument) => issueInvoice(server.platform, who(bill), bill._id, undefined);
const seen = (bill: BillDocument) => invoiceOfBill(server.platform, who(bill), bill._id);
const file = (bill: BillDocument, { invoiceId }: Awaited<ReturnType<typeof own>>) =>
  codeOf(downloadInvoice(server.platform, who(bill), invoiceId));
const paper = (door: { org: string; token: string }) => payerPaper(server.platform, { ...door, paper: 'invoice' });
/** Every invoice there is, the search and the files of the archive together: what holds no more is marked. */
async function all(): Promise<string[]> {
  const { rows } = await searchPapers(server.platform, org.scope, { kind: 'invoice', counterparty: '' });
  const found = rows.map(({ number, voided }) => `${number}${voided ? '_無効' : ''}`).toSorted();
  const files = [];
  for await (const { name } of allPapers(server.platform, org.scope)) files.push(/_(I.*)\.pdf/.exec(name)?.[1] ?? name);
  expect(files.filter((name) => name.startsWith('I')).toSorted()).toEqual(found);
  return found.map((name) => name.slice('I2026-00000'.length));
}
async function mine(bill: BillDocument): Promise<number> {
  let size = 0;
  for await (const part of myPapersArchive(server.platform, who(bill), { year: 2026 })) size += part.length;
  return size;
}
const withdraw = (payLinkId: Parameters<typeof desk.pay>[0]) =>
  withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId, reason: '会員が払うため' });

it('docs/decisions/0029: a payer’s invoice stands for its members’ own over the same bills, names them, and is the only one that holds', async () => {
  const [first, second, third] = (await desk.bills(8000, 9000, 7000)) as [BillDocument, BillDocument, BillDocument];
  const [mineFirst] = [await own(first), await own(second)];
  expect(await mine(first)).toBeGreaterThan(0);
  const { door, payLinkId } = await desk.open([first, second, third]);
  const made = await paper(door);
  expect(made.fileName).toBe('請求書_I2026-000003.pdf');
  expect((await readPdf(made.bytes)).text.replace(/\s+/g, '')).toContain('（I2026-000001ほか1件に代わる請求書です。）');
  expect((await paper(door)).bytes.equals(made.bytes)).toBe(true);
  expect(await all()).toEqual(['1_無効', '2_無効', '3']);
  for (const bill of [first, third]) {
    expect(await seen(bill)).toEqual({ invoice: null, payer });
    expect(await codeOf(own(bill))).toBe('INVOICE_BY_PAYER');
    expect(await codeOf(issueInvoice(server.platform, org.owner, bill._id, '株式会社さくら商事'))).toBe('INVOICE_BY_PAYER');
    expect(await codeOf(mine(bill))).toBe('NOT_FOUND');
  }
  expect(await file(first, mineFirst)).toBe('INVOICE_BY_PAYER');
  const { fileName } = await downloadInvoice(server.platform, org.owner, mineFirst.invoiceId);
  expect(fileName).toBe('請求書_I2026-000001_無効.pdf');
  const notice = await desk.pay(payLinkId, [first, second, third]);
  expect(await codeOf(own(first))).toBe('INVOICE_BY_PAYER');
  expect(await all()).toEqual(['1_無効', '2_無効', '3']);
  // Given back and the link taken back: it is the member's again.
  await takeBack(server, org, notice, { kind: 'refunded' });
  await withdraw(payLinkId);
  expect(await own(first)).toMatchObject({ number: 'I2026-000004', replaces: null });
});

it('docs/decisions/0029: taken back unpaid, a bill gets its own under a new number; where the payer took none, the one it had holds on', async () => {
  const [bill, other] = (await desk.bills(8000, 9000)) as [BillDocument, BillDocument];
  const [before, kept] = [await own(bill), await own(other)];
  const [link, without] = [await desk.open([bill]), await desk.open([other])];
  await paper(link.door);
  expect(await codeOf(own(other))).toBe('INVOICE_BY_PAYER');
  expect(await file(other, kept)).toBe('INVOICE_BY_PAYER');
  expect(await codeOf(mine(other))).toBe('NOT_FOUND');
  expect(await invoiceOfBill(server.platform, org.owner, other._id)).toEqual({ invoice: kept, payer });
  expect(await all()).toEqual(['1_無効', '2', '3']);
  await withdraw(link.payLinkId);
  await withdraw(without.payLinkId);
  expect(await seen(bill)).toEqual({ invoice: null, payer: null });
  expect(await file(bill, before)).toBe('INVOICE_NOT_AVAILABLE');
  const anew = await own(bill);
  expect(anew).toMatchObject({ number: 'I2026-000004', replaces: null, addressee: bill.memberName });
  expect(await own(other)).toEqual(kept);
  expect(await all()).toEqual(['1_無効', '2', '3_無効', '4']);
});

it('docs/decisions/0029: one whose own was issued when the link was over has it void once the payer’s transfer comes', async () => {
  const [bill] = (await desk.bills(8000)) as [BillDocument];
  const { door, payLinkId } = await desk.open([bill]);
  await paper(door);
  server.setNow('2026-07-02T03:00:00Z');
  await own(bill);
  expect(await all()).toEqual(['1_無効', '2']);
  await recordPayLink(server.platform, org.scope, org.owner, {
    payLinkId,
    amount: PositiveYen.parse(8000),
    open: PositiveYen.parse(8000),
    method: 'bank_transfer',
    receivedOn: jstDate('2026-07-01'),
    memo: '',
    idempotencyKey: randomUUID(),
  });
  expect(await all()).toEqual(['1', '2_無効']);
  expect(await seen(bill)).toEqual({ invoice: null, payer });
});

it('docs/decisions/0029: an own invoice that a bill got outside the link is stood for by the next of the payer’s', async () => {
  const [bill] = (await desk.bills(8000)) as [BillDocument];
  const { door } = await desk.open([bill]);
  await paper(door);
  const notice = await payBill(server, org, bill);
  await own(bill);
  await takeBack(server, org, notice, { kind: 'refunded' });
  const next = await paper(door);
  expect((await readPdf(next.bytes)).text.replace(/\s+/g, '')).toContain('（I2026-000001ほか1件に代わる請求書です。）');
  expect(await all()).toEqual(['1_無効', '2_無効', '3']);
});

it('docs/decisions/0029: paid by a payer, a bill that a correction makes anew, or its undo, has an invoice of its own', async () => {
  const { doIt, undo } = correctionDesk({ server, org });
  const [bill] = (await desk.bills(12_000)) as [BillDocument];
  const { door, payLinkId } = await desk.open([bill]);
  await paper(door);
  await desk.pay(payLinkId, [bill]);
  expect(await all()).toEqual(['1']);
  const { correctionId, billId } = await doIt(amount(bill, 10_000));
  const anew = await billNow(server, billId);
  expect(await seen(anew)).toEqual({ invoice: null, payer: null });
  expect(await own(anew)).toMatchObject({ number: 'I2026-000002', amount: 10_000, addressee: bill.memberName });
  expect(await all()).toEqual(['1_無効', '2']);
  const again = await billNow(server, (await undo(correctionId)).billId);
  expect(await own(again)).toMatchObject({ number: 'I2026-000003', amount: 12_000 });
  expect(await all()).toEqual(['1_無効', '2_無効', '3']);
});

it('docs/decisions/0029: a bill to which a payer’s money was moved or carried keeps the invoice that its member has', async () => {
  const { doIt } = correctionDesk({ server, org });
  const [first, second] = (await desk.bills(8000, 12_000)) as [BillDocument, BillDocument];
  const [moved, carried] = [await openBill(server, org, first.memberId, 8000), await openBill(server, org, second.memberId, 5000)];
  const before = [await own(moved), await own(carried)];
  const { door, payLinkId } = await desk.open([first, second]);
  await paper(door);
  const { chargeId } = (await desk.pay(payLinkId, [first, second])).payload;
  const payments = server.platform.databases.server.collection<PaymentDocument>('payments');
  await doIt(money('misplaced', first, [moved]));
  await doIt(amount(second, 10_000));
  await useCredit(server.platform, org.scope, org.owner, {
    paymentId: (await payments.findOne({ chargeId: chargeId as never }))!._id,
    billId: null,
    amount: PositiveYen.parse(2000),
    use: { kind: 'carry', billId: carried._id },
    memo: '',
    idempotencyKey: randomUUID(),
  });
  const rest = PositiveYen.parse(3000);
  await payBill(server, org, carried, { amount: rest, lines: [{ payableId: carried._id, amount: rest }] });
  for (const [index, bill] of [moved, carried].entries()) {
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    expect(await seen(bill)).toEqual({ invoice: before[index], payer: null });
    expect(await own(bill)).toEqual(before[index]);
    expect(await file(bill, before[index]!)).toBeNull();
  }
});

it('REC-02, docs/decisions/0029: the job of a run leaves out whose invoice is in a payer’s name, and says how many', async () => {
  await org.addMembers(3);
  const { _id: runId } = await plan(server, org);
  await carryOut(server, org, runId);
  await openBills(server, org, runId);
  const bills = await server.platform.databases.server.collection<BillDocument>('bills').find({ runId }).toArray();
  await desk.open([bills[0]!]);
  await desk.pay((await desk.open([bills[1]!])).payLinkId, [bills[1]!]);
  const { paperJobId } = await issueRun(server.platform, org.owner, {
    billingRunId: runId,
    kind: 'invoice',
    idempotencyKey: randomUUID(),
  });
  await workOnPaperJob(server.platform, org.scope, paperJobId);
  expect(await paperJob(server.platform, org.scope, paperJobId)).toMatchObject({ issued: 1, skipped: 2, byPayer: 2 });
});
