import { createHash } from 'node:crypto';
import { PaperSettingsForm } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, openBill, payBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { readPdf } from '../../../test/pdf-reader.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { downloadInvoice, invoiceOfBill, issueInvoice } from './invoice.service.ts';
import type { PaperDocument } from './paper.repository.ts';
import { paperSettings, updatePaperSettings } from './paper-settings.service.ts';
import { issueReceipt, receiptOfBill } from './receipt.service.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const bills = () => server.platform.databases.server.collection<BillDocument>('bills');
const papers = (there: TestOrganization) =>
  server.platform.databases.server.collection<PaperDocument>('papers').find({ orgId: there.scope.orgId }).sort({ number: 1 }).toArray();
const openOne = async (there = org, given: object = {}) => openBill(server, there, (await there.addMember(given))._id);
const close = (text: string) => text.replace(/\s+/g, '');

async function set(there: TestOrganization, changes: object) {
  const { version, checkDigitFails: _hint, ...settings } = await paperSettings(server.platform, there.scope);
  return updatePaperSettings(server.platform, there.scope, there.owner, {
    settings: PaperSettingsForm.parse({ ...settings, ...changes }),
    version,
  });
}
const bank = {
  bankPrinted: true,
  bankName: 'みずほ銀行',
  bankBranch: '神田支店',
  bankAccountNumber: '1234567',
  bankHolder: 'シヤ）ニホンスイミンケンサギシカイ',
};

describe('an invoice', () => {
  it('REC-02: an unpaid claim has its invoice only; a paid one has the receipt too', async () => {
    const bill = await openOne();
    const member = org.asMember(bill.memberId);
    const invoice = await issueInvoice(server.platform, member, bill._id, undefined);
    expect(invoice).toMatchObject({ number: 'I2026-000001', amount: 10_000, dueOn: '2026-06-01', voided: false, outdated: false });
    expect(await codeOf(issueReceipt(server.platform, member, bill._id, undefined))).toBe('RECEIPT_NOT_AVAILABLE');
    await payBill(server, org, bill);
    expect(await invoiceOfBill(server.platform, member, bill._id)).toEqual({ invoice, payer: null });
    await issueReceipt(server.platform, member, bill._id, undefined);
    expect(await receiptOfBill(server.platform, member, bill._id)).not.toBeNull();
    expect((await downloadInvoice(server.platform, member, invoice.invoiceId)).fileName).toBe('請求書_I2026-000001.pdf');
  });

  it('NUM-01: what stands in the place of a member number is not called one', async () => {
    const { orgId } = org.scope;
    const number = 'A2026-0077';
    const receptions = server.platform.databases.server.collection<{ _id: string; orgId: string; number: string }>('reception_numbers');
    await receptions.insertOne({ _id: `${orgId}:${number}`, orgId, number });
    const bill = await openOne(org, { memberNumber: number });
    const { invoiceId } = await issueInvoice(server.platform, org.owner, bill._id, undefined);
    const { bytes } = await downloadInvoice(server.platform, org.owner, invoiceId);
    expect(close((await readPdf(bytes)).text)).toContain(`受付番号${number}`);
  });

  it('acceptance 28, REC-02: the figures on the paper are those of the bill, in the order a person reads them', async () => {
    const bill = await openOne(org, { familyName: '髙﨑', givenName: '𠮷乃' });
    const issued = await issueInvoice(server.platform, org.owner, bill._id, undefined);
    const { bytes } = await downloadInvoice(server.platform, org.owner, issued.invoiceId);
    const { text, title, language, tagged, roles, silentFigures, fonts } = await readPdf(bytes);
    let from = 0;
    for (const part of [
      '請求書',
      issued.number,
      '2026年5月20日',
      '髙﨑 𠮷乃',
      '様',
      '日本睡眠検査技師会',
      '10,000',
      '研修会 参加費として、下記のとおりご請求いたします。',
      '不課税',
      '2026年6月1日（月）',
      bill.memberNumber,
    ]) {
      const at = close(text).indexOf(close(part), from);
      expect(at, `${part} behind what stands above it`).toBeGreaterThanOrEqual(from);
      from = at;
    }
    expect(text).not.toContain('登録番号');
    expect(text).not.toContain('適格');
    expect({ title, language, tagged, silentFigures }).toEqual({
      title: `請求書 ${issued.number}`,
      language: 'ja-JP',
      tagged: true,
      silentFigures: 0,
    });
    expect(roles.filter((role) => role === 'H1')).toHaveLength(1);
    for (const font of fonts) expect(font, font.name).toMatchObject({ embedded: true, missing: 0 });
  });

  it('PAY-19: prints the account when the switch is on, and not when it is off', async () => {
    const there = await openOrganization(server);
    const before = await openOne(there);
    const without = await issueInvoice(server.platform, there.asMember(before.memberId), before._id, undefined);
    await set(there, bank);
    const after = await openOne(there);
    const withBank = await issueInvoice(server.platform, there.asMember(after.memberId), after._id, undefined);
    const read = async (id: typeof withBank.invoiceId) =>
      close((await readPdf((await downloadInvoice(server.platform, there.owner, id)).bytes)).text);
    for (const part of ['みずほ銀行神田支店', '普通1234567', 'シヤ）ニホンスイミンケンサギシカイ', '振込名義に会員番号かお名前']) {
      expect(await read(withBank.invoiceId)).toContain(part);
      expect(await read(without.invoiceId)).not.toContain(part);
    }
  });

  it('acceptance 27, oracle 10: a registered issuer shows its number, and one sum and one tax per rate, as they are stored', async () => {
    const there = await openOrganization(server);
    await set(there, { form: 'qualified', registrationNumber: 'Ｔ7000012050002' });
    const bill = await openOne(there);
    const lines = [
      { label: '年会費', amount: 8000, taxCategory: 'out_of_scope' },
      { label: '講習会 受講料', amount: 5500, taxCategory: 'standard_10' },
      { label: '昼食', amount: 1080, taxCategory: 'reduced_8' },
    ] as never;
    await bills().updateOne({ _id: bill._id }, { $set: { lines, parts: [], amount: 14_580 as never } });
    const issued = await issueInvoice(server.platform, there.owner, bill._id, undefined);
    const { text } = await readPdf((await downloadInvoice(server.platform, there.owner, issued.invoiceId)).bytes);
    for (const part of [
      '14,580',
      '登録番号 T7000012050002',
      '10%対象 5,500円 内消費税 500円',
      '8%対象 ※ 1,080円 内消費税 80円',
      '不課税 8,000円 消費税の対象外',
      '昼食 ※',
      '※は軽減税率の対象です。',
    ])
      expect(close(text)).toContain(close(part));
    const [{ content }] = (await papers(there)) as [PaperDocument];
    const figure = (amount: number) => amount.toLocaleString('en-US');
    expect(content.amount).toBe(14_580);
    for (const line of content.body.lines) expect(close(text)).toContain(close(line.label));
    for (const { amount } of content.body.lines) expect(text).toContain(figure(amount));
    expect(Object.fromEntries(content.body.taxes.map(({ taxCategory, amount, tax }) => [taxCategory, [amount, tax]]))).toEqual({
      out_of_scope: [8000, 0],
      standard_10: [5500, 500],
      reduced_8: [1080, 80],
    });
    for (const { amount, tax } of content.body.taxes)
      expect(close(text)).toContain(`${figure(amount)}円${tax === 0 ? '消費税の対象外' : `内消費税${figure(tax)}円`}`);
  });

  it('REC-02: keeps its bytes with their hash, whatever changes around it', async () => {
    const there = await openOrganization(server);
    const bill = await openOne(there);
    const issued = await issueInvoice(server.platform, there.owner, bill._id, undefined);
    const first = await downloadInvoice(server.platform, there.owner, issued.invoiceId);
    await set(there, bank);
    await server.platform.databases.server
      .collection('organizations')
      .updateOne({ _id: there.scope.orgId as never }, { $set: { name: '改名した会' } });
    const second = await downloadInvoice(server.platform, there.owner, issued.invoiceId);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect((await papers(there))[0]).toMatchObject({ sha256: createHash('sha256').update(first.bytes).digest('hex') });
    await server.platform.databases.server
      .collection('papers')
      .updateOne({ _id: issued.invoiceId as never }, { $set: { sha256: 'f'.repeat(64) } });
    await expect(downloadInvoice(server.platform, there.owner, issued.invoiceId)).rejects.toThrow('hash');
  });

  it('PAY-18: a member chooses the addressee once; the office has a corrected one with a number of its own', async () => {
    const there = await openOrganization(server);
    const bill = await openOne(there);
    const member = there.asMember(bill.memberId);
    const first = await issueInvoice(server.platform, member, bill._id, '学校法人 東雲学園');
    expect(first).toMatchObject({ addressee: '学校法人 東雲学園', honorific: '御中', replaces: null });
    expect(await issueInvoice(server.platform, member, bill._id, '株式会社さくら商事')).toEqual(first);
    const second = await issueInvoice(server.platform, there.owner, bill._id, '株式会社さくら商事');
    expect(second).toMatchObject({ number: 'I2026-000002', addressee: '株式会社さくら商事', replaces: 'I2026-000001' });
    const { text } = await readPdf((await downloadInvoice(server.platform, member, second.invoiceId)).bytes);
    expect(close(text)).toContain('I2026-000001に代わる請求書です。');
    expect(await codeOf(downloadInvoice(server.platform, member, first.invoiceId))).toBe('INVOICE_NOT_AVAILABLE');
    expect((await downloadInvoice(server.platform, there.owner, first.invoiceId)).fileName).toBe('請求書_I2026-000001_無効.pdf');
  });

  it('BIL-07: a bill that changed since says so, and gets a corrected one; a new name alone changes nothing that was issued', async () => {
    const there = await openOrganization(server);
    const bill = await openOne(there);
    const first = await issueInvoice(server.platform, there.owner, bill._id, undefined);
    await bills().updateOne({ _id: bill._id }, { $set: { billName: '改名' } });
    expect(await issueInvoice(server.platform, there.owner, bill._id, undefined)).toEqual(first);
    await bills().updateOne({ _id: bill._id }, { $set: { dueOn: '2026-06-30' as never } });
    expect(await invoiceOfBill(server.platform, there.owner, bill._id)).toMatchObject({
      invoice: { outdated: true, number: first.number },
    });
    const second = await issueInvoice(server.platform, there.asMember(bill.memberId), bill._id, undefined);
    expect(second).toMatchObject({ replaces: first.number, dueOn: '2026-06-30', outdated: false });
    expect((await papers(there)).map(({ number, voided }) => [number, voided])).toEqual([
      ['I2026-000001', true],
      ['I2026-000002', false],
    ]);
  });

  it('REC-02: numbers have no gaps and no doubles, however many are issued at once', async () => {
    const there = await openOrganization(server);
    const all = await Promise.all(Array.from({ length: 8 }, () => openOne(there)));
    const nothing = await openBill(server, there, (await there.addMember())._id, 0);
    const codes = await Promise.all([
      ...all.flatMap((bill) => [
        codeOf(issueInvoice(server.platform, there.owner, bill._id, undefined)),
        codeOf(issueInvoice(server.platform, there.asMember(bill.memberId), bill._id, undefined)),
      ]),
      codeOf(issueInvoice(server.platform, there.owner, nothing._id, undefined)),
    ]);
    expect(codes.filter((code) => code !== null)).toEqual(['INVOICE_NOT_AVAILABLE']);
    expect((await papers(there)).map(({ number }) => number)).toEqual(all.map((_, index) => `I2026-00000${index + 1}`));
  });

  it('of a cancelled bill is void, and of somebody else does not exist', async () => {
    const there = await openOrganization(server);
    const bill = await openOne(there);
    const issued = await issueInvoice(server.platform, there.owner, bill._id, undefined);
    const stranger = there.asMember((await there.addMember())._id);
    for (const actor of [stranger, org.owner]) {
      expect(await codeOf(downloadInvoice(server.platform, actor, issued.invoiceId))).toBe('NOT_FOUND');
      expect(await codeOf(issueInvoice(server.platform, actor, bill._id, undefined))).toBe('NOT_FOUND');
    }
    await bills().updateOne({ _id: bill._id }, { $set: { status: 'cancelled', cancelledAt: new Date() } });
    expect(await invoiceOfBill(server.platform, there.owner, bill._id)).toMatchObject({ invoice: { voided: true } });
    expect(await codeOf(downloadInvoice(server.platform, there.asMember(bill.memberId), issued.invoiceId))).toBe('INVOICE_NOT_AVAILABLE');
    expect(await codeOf(issueInvoice(server.platform, there.owner, bill._id, '別の宛名'))).toBe('INVOICE_NOT_AVAILABLE');
  });
});

describe('the settings of papers', () => {
  const form = async () => {
    const { version: _version, checkDigitFails: _hint, ...settings } = await paperSettings(server.platform, org.scope);
    return settings;
  };
  const issuesOf = async (changes: object) =>
    PaperSettingsForm.safeParse({ ...(await form()), ...changes }).error?.issues.map(({ path, message }) => [path[0], message]);

  it('case 93: who is not registered cannot have qualified papers', async () => {
    for (const kind of ['qualified', 'simplified'])
      expect(await issuesOf({ form: kind })).toEqual([['registrationNumber', 'registration_number_missing']]);
  });

  it('oracle 3: a corporation’s number must check itself; for others that is a hint', async () => {
    const wrong = { form: 'qualified', registrationNumber: 'T1234567890123' };
    expect(await issuesOf({ ...wrong, registeredAs: 'corporation' })).toEqual([['registrationNumber', 'registration_check_digit']]);
    const there = await openOrganization(server);
    expect(await set(there, { ...wrong, registeredAs: 'other' })).toMatchObject({
      registrationNumber: 'T1234567890123',
      checkDigitFails: true,
      version: 1,
    });
  });

  it('PAY-19: an account that is printed is a whole one', async () => {
    expect(await issuesOf({ ...bank, bankAccountNumber: '', bankHolder: '' })).toEqual([
      ['bankAccountNumber', 'required'],
      ['bankHolder', 'required'],
    ]);
    expect(await issuesOf({ bankAccountNumber: '12a' })).toEqual([['bankAccountNumber', 'not_an_account_number']]);
  });

  it('refuses a change made on an older state', async () => {
    const there = await openOrganization(server);
    await set(there, bank);
    const settings = PaperSettingsForm.parse(await form());
    expect(await codeOf(updatePaperSettings(server.platform, there.scope, there.owner, { settings, version: 0 }))).toBe('CONFLICT');
    await set(there, { bankPrinted: false });
    expect(await codeOf(updatePaperSettings(server.platform, there.scope, there.owner, { settings, version: 1 }))).toBe('CONFLICT');
  });
});
