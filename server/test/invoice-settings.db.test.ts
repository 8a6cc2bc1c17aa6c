import { randomUUID } from 'node:crypto';
import { PaperSettingsForm } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { downloadInvoice, invoiceOfBill, issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { issueRun, paperJob } from '../src/modules/documents/paper-job.service.ts';
import { paperSettings, updatePaperSettings } from '../src/modules/documents/paper-settings.service.ts';
import { workOnPaperJob } from '../src/modules/documents/paper-work.service.ts';
import { payerPaper } from '../src/modules/documents/payer-paper.service.ts';
import { carryOut, openBill, openBills, payBill, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
});

const bank = {
  bankPrinted: true,
  bankName: 'みずほ銀行',
  bankBranch: '神田支店',
  bankAccountNumber: '1234567',
  bankHolder: 'ニホンスイミン',
};
async function set(changes: object) {
  const { version, checkDigitFails: _hint, ...settings } = await paperSettings(server.platform, org.scope);
  const form = PaperSettingsForm.parse({ ...settings, ...changes });
  await updatePaperSettings(server.platform, org.scope, org.owner, { settings: form, version });
}
const openOne = async (amount?: number) => openBill(server, org, (await org.addMember())._id, amount);
const issue = (bill: BillDocument, actor = org.asMember(bill.memberId) as Parameters<typeof issueInvoice>[1]) =>
  issueInvoice(server.platform, actor, bill._id, undefined);
const close = (text: string) => text.replace(/\s+/g, '');

describe('an invoice whose account the office has put right or closed', () => {
  it('PAY-19: is outdated while it is to be paid, and the next one has the account of now and says which it replaces', async () => {
    const bill = await openOne();
    const member = org.asMember(bill.memberId);
    await issue(bill);
    await set(bank);
    expect(await invoiceOfBill(server.platform, member, bill._id)).toMatchObject({ invoice: { number: 'I2026-000001', outdated: true } });
    expect(await issue(bill)).toMatchObject({ number: 'I2026-000002', replaces: 'I2026-000001', outdated: false });
    await set({ bankAccountNumber: '7654321' });
    const right = await issue(bill, org.owner);
    expect(right).toMatchObject({ number: 'I2026-000003', replaces: 'I2026-000002' });
    expect(await issue(bill)).toEqual(right);
    const text = close((await readPdf((await downloadInvoice(server.platform, member, right.invoiceId)).bytes)).text);
    expect(text).toContain('普通7654321');
    expect(text).toContain('I2026-000002に代わる請求書です。');
    await set({ bankPrinted: false });
    const without = await issue(bill);
    expect(close((await readPdf((await downloadInvoice(server.platform, member, without.invoiceId)).bytes)).text)).not.toContain('7654321');
  });

  it('PAY-19, REC-02: a paid bill keeps its own, and the job of a run replaces those that are open', async () => {
    await set(bank);
    await org.addMembers(3);
    const { _id: runId } = await plan(server, org);
    await carryOut(server, org, runId);
    await openBills(server, org, runId);
    const again = async () => {
      const { paperJobId } = await issueRun(server.platform, org.owner, {
        billingRunId: runId,
        kind: 'invoice',
        idempotencyKey: randomUUID(),
      });
      await workOnPaperJob(server.platform, org.scope, paperJobId);
      return paperJob(server.platform, org.scope, paperJobId);
    };
    await again();
    const bills = await server.platform.databases.server.collection<BillDocument>('bills').find({ runId }).toArray();
    await payBill(server, org, bills[0]!);
    const { invoice: kept } = await invoiceOfBill(server.platform, org.owner, bills[0]!._id);
    await set({ bankAccountNumber: '7654321' });
    expect(await invoiceOfBill(server.platform, org.owner, bills[0]!._id)).toEqual({ invoice: { ...kept, outdated: false }, payer: null });
    expect(await again()).toMatchObject({ issued: 2, skipped: 1 });
    expect(await again()).toMatchObject({ issued: 0, skipped: 3 });
    expect(await issue(bills[0]!)).toEqual(kept);
  });

  it('domain.md 4.2: a registration number that was put right asks for a corrected one only where something is taxed', async () => {
    await set({ form: 'qualified', registrationNumber: 'T7000012050002' });
    const [dues, course] = [await openOne(), await openOne(11_000)];
    const lines = [{ label: '講習会 受講料', amount: 11_000, taxCategory: 'standard_10' }] as never;
    await server.platform.databases.server.collection<BillDocument>('bills').updateOne({ _id: course._id }, { $set: { lines, parts: [] } });
    const [first, second] = [await issue(dues), await issue(course)];
    await set({ registrationNumber: 'T1180301018771', form: 'simplified' });
    expect(await issue(dues)).toEqual(first);
    const corrected = await issue(course);
    expect(corrected).toMatchObject({ replaces: second.number });
    const { text } = await readPdf((await downloadInvoice(server.platform, org.owner, corrected.invoiceId)).bytes);
    expect(close(text)).toContain('登録番号T1180301018771');
  });

  it('case 62: the payer’s invoice over several members has the account of now as well', async () => {
    const desk = payLinkDesk({ server, org });
    const { door } = await desk.open(await desk.bills(8000, 9000));
    const paper = () => payerPaper(server.platform, { ...door, paper: 'invoice' });
    expect((await paper()).fileName).toBe('請求書_I2026-000001.pdf');
    await set(bank);
    const { fileName, bytes } = await paper();
    expect(fileName).toBe('請求書_I2026-000002.pdf');
    expect(close((await readPdf(bytes)).text)).toContain('1234567');
    expect((await paper()).bytes.equals(bytes)).toBe(true);
  });
});
