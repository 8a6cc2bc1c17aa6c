import { randomUUID } from 'node:crypto';
import type { BillId, MemberId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { creditNotes, downloadCreditNote, issueCreditNote } from '../src/modules/documents/credit-note.service.ts';
import { issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { correct, previewCorrection } from '../src/modules/payments/correction.service.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { codeOf, payBill, takeBack } from './billing.factory.ts';
import { money } from './correction.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { ask, returnDesk } from './returned-money.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof returnDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  desk = returnDesk({ server, org });
  await desk.register();
});

/** A taxed bill of 11,000 yen with its invoice. */
async function course(memberId?: MemberId) {
  const bill = await desk.seat(memberId);
  return { bill, invoice: await issueInvoice(server.platform, org.asMember(bill.memberId), bill._id, undefined) };
}
const notesOf = (billId: BillId) => desk.notesOf(billId);
const give = (input: ReturnType<typeof ask>) => desk.give(input);
const later = () => desk.later();
const notesOfReceipt = (receiptId: ReceiptId) => creditNotes(server.platform, org.scope, { receiptId });
const receiptOf = async ({ _id }: BillDocument) => {
  later();
  const { receiptId } = await issueReceipt(server.platform, org.owner, _id, undefined);
  later();
  return receiptId;
};
/** Money that came by hand; gives how the office takes the entry back. */
async function enter({ _id }: BillDocument) {
  later();
  const paymentId = await recordOffline(server.platform, org.scope, org.owner, {
    billId: _id,
    amount: PositiveYen.parse(11_000),
    method: 'cash',
    receivedOn: jstDate('2026-05-14'),
    memo: '',
    idempotencyKey: randomUUID(),
  });
  return async () => {
    later();
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
    later();
  };
}
async function move(from: BillDocument, to: BillDocument): Promise<void> {
  later();
  server.payments.answers['charges.forPayable'] = null;
  const ask = money('misplaced', from, [to]);
  const { digest } = await previewCorrection(server.platform, org.scope, org.owner, ask);
  const input = { ask, digest, reason: '請求のまちがい', tellMember: false, idempotencyKey: randomUUID() };
  await correct(server.platform, org.scope, org.owner, input);
  later();
}
describe('money that came above the sum of a bill', () => {
  it('case 47, docs/decisions/0028: given back it asks for no note, before and behind a return of the bill’s own', async () => {
    const { bill } = await course();
    const first = await payBill(server, org, bill);
    later();
    const second = await payBill(server, org, bill);
    const receiptId = await receiptOf(bill);
    await takeBack(server, org, second, { kind: 'refunded' });
    later();
    const none = { notes: [], left: 0, required: false, due: 0 };
    expect(await notesOf(bill._id)).toEqual(none);
    expect(await notesOfReceipt(receiptId)).toMatchObject({ due: 0, required: false });
    expect(await codeOf(give(ask(bill._id, 11_000)))).toBe('CREDIT_NOTE_TOO_LARGE');
    await takeBack(server, org, first, { kind: 'refunded' });
    later();
    expect(await notesOfReceipt(receiptId)).toMatchObject({ due: 11_000, required: true });
    expect(await notesOf(bill._id)).toEqual(none);
  });
});

describe('money given back of a bill that never had a receipt', () => {
  it('domain.md 4.2: has its 返還請求書 of the invoice, with the tax of its rate, once per key', async () => {
    const { bill, invoice } = await course();
    expect(await notesOf(bill._id)).toEqual({ notes: [], left: 0, required: false, due: 0 });
    const notice = await payBill(server, org, bill);
    expect(await notesOf(bill._id)).toEqual({ notes: [], left: 0, required: false, due: 0 });
    expect(await codeOf(give(ask(bill._id, 1)))).toBe('CREDIT_NOTE_TOO_LARGE');
    await takeBack(server, org, notice, { kind: 'refunded' });
    expect(await notesOf(bill._id)).toEqual({ notes: [], left: 11_000, required: true, due: 11_000 });
    const asked = ask(bill._id, 11_000);
    const note = await give(asked);
    expect(note).toMatchObject({ number: 'C2026-000001', amount: 11_000 });
    expect(await give(asked)).toEqual(note);
    expect(await notesOf(bill._id)).toEqual({ notes: [note], left: 0, required: false, due: 0 });
    const { bytes } = await downloadCreditNote(server.platform, org.asMember(bill.memberId), note.creditNoteId);
    const text = (await readPdf(bytes)).text.replace(/\s+/g, '');
    for (const part of [
      '下記の請求書の金額のうち、開催の中止として',
      '内消費税1,000円',
      '登録番号T7000012050002',
      `${invoice.number}（2026年5月20日発行、2026年5月12日入金）`,
    ])
      expect(text).toContain(part);
  });

  it('domain.md 4.2: never more in all than went back, also when two give back at once, and never before the money came', async () => {
    const { bill } = await course();
    const notice = await payBill(server, org, bill);
    await takeBack(server, org, notice, { kind: 'partly_refunded', amount: 6000 as never });
    expect(await codeOf(give(ask(bill._id, 1, { returnedOn: jstDate('2026-05-11') })))).toBe('INVALID_INPUT');
    const codes = await Promise.all([4000, 4000, 4000].map((amount) => codeOf(give(ask(bill._id, amount)))));
    expect(codes.toSorted()).toEqual(['CREDIT_NOTE_TOO_LARGE', 'CREDIT_NOTE_TOO_LARGE', null]);
    expect((await notesOf(bill._id)).left).toBe(2000);
    const other = await openOrganization(server);
    expect(await codeOf(issueCreditNote(server.platform, other.scope, other.owner, ask(bill._id, 1)))).toBe('NOT_FOUND');
    expect(await codeOf(creditNotes(server.platform, other.scope, { billId: bill._id }))).toBe('NOT_FOUND');
  });

  it('docs/decisions/0028: where the bill had a receipt, the note is of that receipt', async () => {
    const { bill } = await course();
    const notice = await payBill(server, org, bill);
    const { receiptId } = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    await takeBack(server, org, notice, { kind: 'refunded' });
    expect(await notesOf(bill._id)).toEqual({ notes: [], left: 0, required: false, due: 0 });
    expect(await codeOf(give(ask(bill._id, 1)))).toBe('CREDIT_NOTE_TOO_LARGE');
    expect(await creditNotes(server.platform, org.scope, { receiptId })).toMatchObject({ left: 11_000, required: true, due: 11_000 });
  });

  it('domain.md 4.2: a 速報 that was withdrawn never was money, and what is here again was not given back', async () => {
    const reported = await course();
    const notice = await payBill(server, org, reported.bill, { state: 'provisional' });
    await takeBack(server, org, notice, { kind: 'provisional_withdrawn' });
    expect(await notesOf(reported.bill._id)).toEqual({ notes: [], left: 0, required: false, due: 0 });
    const disputed = await course();
    const paid = await payBill(server, org, disputed.bill);
    await takeBack(server, org, paid, { kind: 'partly_refunded', amount: 6000 as never });
    expect(await notesOf(disputed.bill._id)).toMatchObject({ left: 6000 });
    await takeBack(server, org, paid, { kind: 'refund_returned', amount: 0 as never, sequence: 9 });
    expect(await notesOf(disputed.bill._id)).toEqual({ notes: [], left: 0, required: false, due: 0 });
  });

  it('docs/decisions/0028: a second payment without a receipt has its note, beside the one of the first’s receipt', async () => {
    const { bill } = await course();
    const notice = await payBill(server, org, bill);
    const { receiptId } = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    await takeBack(server, org, notice, { kind: 'refunded' });
    await issueCreditNote(server.platform, org.scope, org.owner, { ...ask(bill._id, 11_000), receiptId, billId: undefined } as never);
    later();
    const again = await payBill(server, org, bill);
    await takeBack(server, org, again, { kind: 'refunded' });
    expect(await notesOf(bill._id)).toEqual({ notes: [], left: 11_000, required: true, due: 11_000 });
    expect(await give(ask(bill._id, 11_000))).toMatchObject({ number: 'C2026-000002' });
    expect((await notesOf(bill._id)).left).toBe(0);
  });

  it('docs/decisions/0028: a receipt over a mistaken entry does not take the note of the real refund', async () => {
    const { bill } = await course();
    const takeEntryBack = await enter(bill);
    await receiptOf(bill);
    await takeEntryBack();
    const notice = await payBill(server, org, bill);
    later();
    await takeBack(server, org, notice, { kind: 'refunded' });
    expect(await notesOf(bill._id)).toMatchObject({ left: 11_000, required: true, due: 11_000 });
    expect(await give(ask(bill._id, 11_000))).toMatchObject({ amount: 11_000 });
    expect(await notesOf(bill._id)).toMatchObject({ left: 0, required: false, due: 0 });
  });

  it('docs/decisions/0028: what goes back of a receipt’s money after it was voided still has its note with it', async () => {
    const { bill } = await course();
    const notice = await payBill(server, org, bill);
    const receiptId = await receiptOf(bill);
    await takeBack(server, org, notice, { kind: 'partly_refunded', amount: 3000 as never });
    later();
    await takeBack(server, org, notice, { kind: 'refunded', sequence: 4 });
    expect(await notesOf(bill._id)).toEqual({ notes: [], left: 0, required: false, due: 0 });
    expect(await notesOfReceipt(receiptId)).toMatchObject({ left: 11_000, required: true, due: 11_000 });
  });
});

describe('a receipt that was voided', () => {
  it('docs/decisions/0028: asks for no note where its money was moved, and begins with no sum', async () => {
    const { bill } = await course();
    const other = await course(bill.memberId);
    await payBill(server, org, bill);
    const receiptId = await receiptOf(bill);
    await move(bill, other.bill);
    expect(await notesOfReceipt(receiptId)).toEqual({ notes: [], left: 11_000, required: false, due: 0 });
  });

  it('docs/decisions/0028: nor where the money never came, though the office may still issue one', async () => {
    const { bill } = await course();
    const takeEntryBack = await enter(bill);
    const receiptId = await receiptOf(bill);
    await takeEntryBack();
    expect(await notesOfReceipt(receiptId)).toEqual({ notes: [], left: 11_000, required: false, due: 0 });
    const asked = { ...ask(bill._id, 11_000), receiptId, billId: undefined } as never;
    expect(await issueCreditNote(server.platform, org.scope, org.owner, asked)).toMatchObject({ amount: 11_000 });
  });

  it('domain.md 4.2: begins with what went back; below 10,000 yen no note is asked for, until more has gone', async () => {
    const { bill } = await course();
    const notice = await payBill(server, org, bill);
    const receiptId = await receiptOf(bill);
    await takeBack(server, org, notice, { kind: 'partly_refunded', amount: 3000 as never });
    expect(await notesOfReceipt(receiptId)).toEqual({ notes: [], left: 11_000, required: false, due: 3000 });
    later();
    await takeBack(server, org, notice, { kind: 'refunded', sequence: 4 });
    expect(await notesOfReceipt(receiptId)).toMatchObject({ left: 11_000, required: true, due: 11_000 });
    await issueCreditNote(server.platform, org.scope, org.owner, { ...ask(bill._id, 3000), receiptId, billId: undefined } as never);
    expect(await notesOfReceipt(receiptId)).toMatchObject({ left: 8000, required: false, due: 8000 });
  });

  it('docs/decisions/0028: of two receipts over the same bill each has what went back of its own money', async () => {
    const { bill } = await course();
    const first = await payBill(server, org, bill);
    const one = await receiptOf(bill);
    await takeBack(server, org, first, { kind: 'partly_refunded', amount: 3000 as never });
    later();
    const second = await payBill(server, org, bill, { amount: 3000 as never, lines: [{ payableId: bill._id, amount: 3000 }] as never });
    const two = await receiptOf(bill);
    await takeBack(server, org, first, { kind: 'refunded', sequence: 4 });
    await takeBack(server, org, second, { kind: 'refunded' });
    expect([(await notesOfReceipt(one)).due, (await notesOfReceipt(two)).due]).toEqual([3000, 11_000]);
    expect(await notesOf(bill._id)).toMatchObject({ left: 0 });
  });
});

describe('money that lay on two bills', () => {
  it('docs/decisions/0028: one return of it is noted once, on the bill from which it went back', async () => {
    const { bill } = await course();
    const other = await course(bill.memberId);
    const notice = await payBill(server, org, bill);
    await move(bill, other.bill);
    await takeBack(server, org, notice, { kind: 'refunded' });
    expect(await notesOf(bill._id)).toMatchObject({ left: 0, required: false });
    expect(await notesOf(other.bill._id)).toMatchObject({ left: 11_000, required: true });
    expect(await codeOf(give(ask(bill._id, 1)))).toBe('CREDIT_NOTE_TOO_LARGE');
    expect(await give(ask(other.bill._id, 11_000))).toMatchObject({ amount: 11_000 });
  });
});
