import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadInvoice } from '../src/modules/documents/invoice.service.ts';
import { allPapers } from '../src/modules/documents/paper-archive.service.ts';
import { searchPapers } from '../src/modules/documents/paper-search.service.ts';
import { payerPaper, payerPapers } from '../src/modules/documents/payer-paper.service.ts';
import { paperSettings, updatePaperSettings } from '../src/modules/documents/paper-settings.service.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { withdrawPayLink } from '../src/modules/payments/pay-link.service.ts';
import { codeOf, payBill, takeBack } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof payLinkDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  desk = payLinkDesk({ server, org });
});

const pdfText = async (bytes: Buffer) => (await readPdf(bytes)).text;
type Door = { org: string; token: string };
const invoice = (door: Door) => payerPaper(server.platform, { ...door, paper: 'invoice' });
const receipt = (door: Door, billId: string, addressee: 'payer' | 'member' = 'payer') =>
  payerPaper(server.platform, { ...door, paper: 'receipt', billId: billId as never, addressee });

async function printBank() {
  const { checkDigitFails: _hint, version, ...settings } = await paperSettings(server.platform, org.scope);
  const bank = {
    bankPrinted: true,
    bankName: 'みずほ銀行',
    bankBranch: '神田支店',
    bankAccountNumber: '1234567',
    bankHolder: 'ニホンスイミン',
  };
  await updatePaperSettings(server.platform, org.scope, org.owner, { settings: { ...settings, ...bank } as never, version });
}

describe('the payer’s one invoice (case 62)', () => {
  it('case 62: is in the payer’s name over all lines, numbered without a gap, and its bytes stay what they were', async () => {
    await printBank();
    const bills = await desk.bills(8000, 9000);
    const { door } = await desk.open(bills);
    expect(await payerPapers(server.platform, door)).toMatchObject({
      invoice: null,
      canHaveInvoice: true,
      bank: { accountNumber: '1234567' },
    });
    const [first, again] = await Promise.all([invoice(door), invoice(door)]);
    expect(first.fileName).toBe('請求書_I2026-000001.pdf');
    expect(again.bytes.equals(first.bytes)).toBe(true);
    const text = await pdfText(first.bytes);
    for (const words of ['学校法人 青葉学園', '御中', '17,000', '1234567', ...bills.map(({ memberName }) => memberName)])
      expect(text).toContain(words);
    // Nothing on it leads to a member's page, and it holds no address of its own.
    expect(text).not.toContain('マイページ');
    expect((await payerPapers(server.platform, door)).invoice).toMatchObject({ number: 'I2026-000001', amount: 17_000, replaces: null });
    const { rows } = await searchPapers(server.platform, org.scope, { kind: 'invoice', counterparty: '青葉' });
    expect(rows).toMatchObject([{ number: 'I2026-000001', billId: null, voided: false }]);
    const office = await downloadInvoice(server.platform, org.owner, rows[0]!.paperId as never);
    expect(office.bytes.equals(first.bytes)).toBe(true);
    expect(await codeOf(downloadInvoice(server.platform, org.asMember(bills[0]!.memberId), rows[0]!.paperId as never))).toBe('NOT_FOUND');
  });

  it('PAY-19: prints the account where the switch is on, also where everything can be paid online, and not otherwise', async () => {
    const { door } = await desk.open(await desk.bills(8000));
    expect((await payerPapers(server.platform, door)).bank).toBeNull();
    expect(await pdfText((await invoice(door)).bytes)).not.toContain('お振込先');
  });

  it('after a bill is taken out, the next one has its own number and says which it replaces', async () => {
    const [first, second] = await desk.bills(8000, 9000);
    const { door } = await desk.open([first!, second!]);
    await invoice(door);
    await payBill(server, org, second!);
    const next = await invoice(door);
    expect(next.fileName).toBe('請求書_I2026-000002.pdf');
    const text = await pdfText(next.bytes);
    expect(text.replace(/\s+/g, '')).toContain('I2026-000001に代わる請求書です');
    expect(text).toContain('8,000');
    expect(text).not.toContain(second!.memberName);
    const { rows } = await searchPapers(server.platform, org.scope, { kind: 'invoice', counterparty: '青葉' });
    expect(rows.map(({ number, voided }) => [number, voided])).toEqual([
      ['I2026-000002', false],
      ['I2026-000001', true],
    ]);
  });

  it('docs/decisions/0028: holds no more once its link is taken back or its bills are cancelled, but for what was paid by it', async () => {
    const opened = [];
    for (const sums of [[8000], [8000], [8000, 9000]]) {
      const bills = await desk.bills(...sums);
      const link = await desk.open(bills);
      await invoice(link.door);
      opened.push({ ...link, bills });
    }
    const [taken, empty, paid] = opened as [(typeof opened)[0], (typeof opened)[0], (typeof opened)[0]];
    await withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId: taken.payLinkId, reason: '会員が払うため' });
    const bills = server.platform.databases.server.collection('bills');
    await bills.updateOne({ _id: empty.bills[0]!._id as never }, { $set: { status: 'cancelled', payLink: null } });
    await desk.pay(paid.payLinkId, paid.bills);
    await withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId: paid.payLinkId, reason: '済み' });
    const { rows } = await searchPapers(server.platform, org.scope, { kind: 'invoice', counterparty: '青葉' });
    const found = rows.toSorted((left, right) => (left.number < right.number ? -1 : 1));
    expect(found.map(({ voided }) => voided)).toEqual([true, true, false]);
    const names = [];
    for (const { paperId } of found) names.push((await downloadInvoice(server.platform, org.owner, paperId as never)).fileName);
    expect(names.map((name) => name.includes('_無効'))).toEqual([true, true, false]);
    const archived = [];
    for await (const { name } of allPapers(server.platform, org.scope)) archived.push(name);
    expect(archived.filter((name) => name.includes('請求書') && name.includes('_無効'))).toHaveLength(2);
  });

  it('a withdrawn link has none', async () => {
    const { door, payLinkId } = await desk.open(await desk.bills(8000));
    await withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId, reason: '誤り' });
    expect(await codeOf(invoice(door))).toBe('INVOICE_NOT_AVAILABLE');
    expect(await payerPapers(server.platform, door)).toMatchObject({ invoice: null, canHaveInvoice: false, bank: null });
  });
});

describe('a receipt per member', () => {
  it('PAY-18: the payer chooses the addressee once, in their own name or the member’s, and the same paper comes ever after', async () => {
    const [mine, theirs] = await desk.bills(8000, 9000);
    const { door, payLinkId } = await desk.open([mine!, theirs!]);
    await invoice(door);
    await desk.pay(payLinkId, [mine!, theirs!]);
    const before = await payerPapers(server.platform, door);
    expect(before.receipts).toHaveLength(2);
    expect(before.receipts.every(({ number, available }) => number === null && available)).toBe(true);
    const [first, other] = [await receipt(door, mine!._id), await receipt(door, theirs!._id, 'member')];
    expect(await pdfText(first.bytes)).toContain('学校法人 青葉学園');
    expect(await pdfText(other.bytes)).toContain(theirs!.memberName);
    // Chosen once: asking for the other name later gives what was issued.
    expect((await receipt(door, mine!._id, 'member')).bytes.equals(first.bytes)).toBe(true);
    expect((await payerPapers(server.platform, door)).receipts.map(({ addressee }) => addressee).toSorted()).toEqual(
      ['学校法人 青葉学園', theirs!.memberName].toSorted(),
    );
    // The invoice is what it was.
    expect((await payerPapers(server.platform, door)).invoice).toMatchObject({ number: 'I2026-000001' });
  });

  it('PAY-18: a member for whom somebody paid has the receipt in the payer’s name, whatever they type', async () => {
    const [bill] = await desk.bills(8000);
    const { payLinkId } = await desk.open([bill!]);
    await desk.pay(payLinkId, [bill!]);
    const view = await issueReceipt(server.platform, org.asMember(bill!.memberId), bill!._id, bill!.memberName);
    expect(view).toMatchObject({ addressee: '学校法人 青葉学園', honorific: '御中', amount: 8000 });
  });

  it('a part that somebody else paid is not the payer’s to have a receipt of, nor a bill that others paid', async () => {
    const [partly, elsewhere] = await desk.bills(8000, 9000);
    await recordOffline(server.platform, org.scope, org.owner, {
      billId: partly!._id,
      amount: PositiveYen.parse(3000),
      method: 'cash',
      receivedOn: jstDate('2026-05-19'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    const { door, payLinkId } = await desk.open([{ _id: partly!._id, amount: 5000 }, elsewhere!]);
    await payBill(server, org, elsewhere!);
    await desk.pay(payLinkId, [{ ...partly!, amount: 5000 as never }]);
    expect((await payerPapers(server.platform, door)).receipts).toMatchObject([{ billId: partly!._id, available: false }]);
    expect(await codeOf(receipt(door, partly!._id))).toBe('RECEIPT_NOT_AVAILABLE');
    expect(await codeOf(receipt(door, elsewhere!._id))).toBe('NOT_FOUND');
  });

  it('case 65: of money that was taken back the receipt is void, and there is none until it is paid anew', async () => {
    const [bill] = await desk.bills(8000);
    const { door, payLinkId } = await desk.open([bill!]);
    const notice = await desk.pay(payLinkId, [bill!]);
    await receipt(door, bill!._id);
    await takeBack(server, org, notice, { kind: 'charged_back' });
    expect((await payerPapers(server.platform, door)).receipts).toEqual([]);
    expect(await codeOf(receipt(door, bill!._id))).toBe('NOT_FOUND');
  });
});
