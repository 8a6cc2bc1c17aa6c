import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { downloadCreditNote } from '../src/modules/documents/credit-note.service.ts';
import { issueInvoice } from '../src/modules/documents/invoice.service.ts';
import type { PaperDocument } from '../src/modules/documents/paper.repository.ts';
import { payerPaper } from '../src/modules/documents/payer-paper.service.ts';
import { billNow, codeOf, payBill, takeBack } from './billing.factory.ts';
import { amount, correctionDesk } from './correction.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { ask, returnDesk } from './returned-money.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof returnDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  desk = returnDesk({ server, org });
  await desk.register();
});

const payer = '学校法人 青葉学園';
const invoiceOf = (bill: BillDocument) => issueInvoice(server.platform, org.asMember(bill.memberId), bill._id, undefined);
type Note = Awaited<ReturnType<typeof desk.give>>;
const textOf = async ({ creditNoteId }: Note) =>
  (await readPdf((await downloadCreditNote(server.platform, org.owner, creditNoteId)).bytes)).text.replace(/\s+/g, '');

/** An employer pays these bills, and the money goes back; before that happens what is `meanwhile`. */
async function calledOff(bills: readonly BillDocument[], takesInvoice = true, meanwhile = async () => {}) {
  const links = payLinkDesk({ server, org });
  const { payLinkId, door } = await links.open(bills);
  if (takesInvoice) await payerPaper(server.platform, { ...door, paper: 'invoice' });
  desk.later();
  const notice = await links.pay(payLinkId, bills);
  desk.later();
  await meanwhile();
  desk.later();
  await takeBack(server, org, notice, { kind: 'refunded' });
  desk.later();
}

it('domain.md 4.2, case 62: each bill has its note in the payer’s name, of the payer’s invoice, and never above its own share', async () => {
  const [bill, other] = [await desk.seat(), await desk.seat()];
  await calledOff([bill, other]);
  for (const { _id } of [bill, other])
    expect(await desk.notesOf(_id)).toEqual({ notes: [], left: 11_000, required: true, due: 11_000, payer });
  expect(await codeOf(desk.give(ask(bill._id, 11_001)))).toBe('CREDIT_NOTE_TOO_LARGE');
  const asked = ask(bill._id, 11_000);
  const note = await desk.give(asked);
  expect(await desk.give(asked)).toEqual(note);
  expect(await desk.notesOf(bill._id)).toEqual({ notes: [note], left: 0, required: false, due: 0, payer });
  expect(await desk.notesOf(other._id)).toMatchObject({ notes: [], left: 11_000, required: true });
  const text = await textOf(note);
  for (const part of [
    '学校法人青葉学園御中',
    'I2026-000001（2026年5月20日発行、2026年5月12日入金）',
    '内消費税1,000円',
    '登録番号T7000012050002',
  ])
    expect(text).toContain(part);
});

it('docs/decisions/0029: of a member who had an invoice too, the note is of the payer’s; where the payer took none, of the member’s', async () => {
  const bill = await desk.seat();
  expect(await invoiceOf(bill)).toMatchObject({ number: 'I2026-000001' });
  await calledOff([bill]);
  const text = await textOf(await desk.give(ask(bill._id, 11_000)));
  expect(text).toContain('学校法人青葉学園御中');
  expect(text).toContain('I2026-000002（');
  const other = await desk.seat();
  await invoiceOf(other);
  await calledOff([other], false);
  expect(await desk.notesOf(other._id)).toEqual({ notes: [], left: 11_000, required: true, due: 11_000 });
});

it('domain.md 4.2: what a note of before was over, which names no payer’s invoice, is not noted again', async () => {
  const bill = await desk.seat();
  await invoiceOf(bill);
  await calledOff([bill]);
  const { creditNoteId } = await desk.give(ask(bill._id, 8000));
  await server.platform.databases.server
    .collection<PaperDocument>('papers')
    .updateOne({ _id: creditNoteId }, { $unset: { payerInvoiceId: '' } });
  expect(await desk.notesOf(bill._id)).toMatchObject({ left: 3000, due: 3000, payer });
  expect(await codeOf(desk.give(ask(bill._id, 3001)))).toBe('CREDIT_NOTE_TOO_LARGE');
  await desk.give(ask(bill._id, 3000));
  expect(await desk.notesOf(bill._id)).toMatchObject({ left: 0, due: 0, required: false });
});

it('domain.md 4.2: a note over a member’s own money takes nothing of the payer’s, also once that money is here again', async () => {
  const bill = await desk.seat();
  await invoiceOf(bill);
  const own = await payBill(server, org, bill, { amount: 5000 as never, lines: [{ payableId: bill._id, amount: 5000 }] as never });
  desk.later();
  await calledOff([{ ...bill, amount: 6000 as never }]);
  await takeBack(server, org, own, { kind: 'refunded' });
  await desk.give(ask(bill._id, 5000));
  desk.later();
  await takeBack(server, org, own, { kind: 'refund_returned', amount: 0 as never, sequence: 9 });
  expect(await desk.notesOf(bill._id)).toMatchObject({ notes: [{}], left: 6000, due: 6000, payer });
});

it('docs/decisions/0028: money of a member and of a payer on one bill has a note of the invoice of each', async () => {
  const bill = await desk.seat();
  await invoiceOf(bill);
  const own = await payBill(server, org, bill, { amount: 5000 as never, lines: [{ payableId: bill._id, amount: 5000 }] as never });
  desk.later();
  await calledOff([{ ...bill, amount: 6000 as never }]);
  await takeBack(server, org, own, { kind: 'refunded' });
  const found = [await desk.notesOf(bill._id)];
  await desk.give(ask(bill._id, found[0]!.left));
  found.push(await desk.notesOf(bill._id));
  await desk.give(ask(bill._id, found[1]!.left));
  expect(new Map(found.map((one) => [one.left, one.payer]))).toEqual(
    new Map([
      [6000, payer],
      [5000, undefined],
    ]),
  );
  expect(await desk.notesOf(bill._id)).toMatchObject({ left: 0, notes: [{}, {}] });
});

it('docs/decisions/0029: of a bill that was corrected after a payer had paid it, the note is of the bill’s own invoice', async () => {
  const bill = await desk.seat();
  let anew = bill;
  await calledOff([bill], true, async () => {
    anew = await billNow(server, (await correctionDesk({ server, org }).doIt(amount(bill, 10_000))).billId);
    expect(await invoiceOf(anew)).toMatchObject({ number: 'I2026-000002' });
  });
  expect(await desk.notesOf(anew._id)).toEqual({ notes: [], left: 10_000, required: true, due: 10_000 });
  const text = await textOf(await desk.give(ask(anew._id, 10_000)));
  for (const part of [bill.memberName.replace(/\s+/g, ''), 'I2026-000002（']) expect(text).toContain(part);
});
