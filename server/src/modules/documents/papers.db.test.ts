import { randomUUID } from 'node:crypto';
import { SearchPapersInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import { PaperSettingsForm } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, codeOf, openBill, openBills, payBill, plan, takeBack } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { readPdf } from '../../../test/pdf-reader.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { creditNotes, downloadCreditNote, issueCreditNote } from './credit-note.service.ts';
import { startPaperLane } from './documents.jobs.ts';
import { issueInvoice } from './invoice.service.ts';
import { papersArchive } from './paper-archive.service.ts';
import { issueRun, paperJob, paperJobsOfRun } from './paper-job.service.ts';
import type { PaperDocument } from './paper.repository.ts';
import { searchPapers } from './paper-search.service.ts';
import { paperSettings, updatePaperSettings } from './paper-settings.service.ts';
import { workOnPaperJob } from './paper-work.service.ts';
import { reissueReceipt } from './receipt-copy.service.ts';
import type { ReceiptDocument } from './receipt.repository.ts';
import { downloadReceipt, issueReceipt } from './receipt.service.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

const database = () => server.platform.databases.server;
const close = (text: string) => text.replace(/\s+/g, '');
const search = (org: TestOrganization, asked: object) =>
  searchPapers(server.platform, org.scope, SearchPapersInput.parse({ kind: 'receipt', ...asked }));

async function set(org: TestOrganization, changes: object) {
  const { version, checkDigitFails: _hint, ...settings } = await paperSettings(server.platform, org.scope);
  await updatePaperSettings(server.platform, org.scope, org.owner, {
    settings: PaperSettingsForm.parse({ ...settings, ...changes }),
    version,
  });
}

/** A paid and taxed bill with its receipt. */
async function taxedReceipt(
  org: TestOrganization,
  amount: number,
  given: Parameters<typeof payBill>[3] = {},
  medium: 'electronic' | 'paper' = 'electronic',
) {
  const bill = await openBill(server, org, (await org.addMember())._id, amount);
  const lines = [{ label: '講習会 受講料', amount, taxCategory: 'standard_10' }] as never;
  await database().collection<BillDocument>('bills').updateOne({ _id: bill._id }, { $set: { lines } });
  const notice = await payBill(server, org, bill, given);
  return { bill, notice, receipt: await issueReceipt(server.platform, org.owner, bill._id, undefined, medium) };
}
const textOf = async (org: TestOrganization, receiptId: ReceiptDocument['_id'], copy = 0) =>
  close((await readPdf((await downloadReceipt(server.platform, org.owner, receiptId, copy)).bytes)).text);

describe('the stamp', () => {
  it('oracle 12: a paper receipt of business from 50,000 yen net on says which stamp it needs; a file says that it needs none', async () => {
    const org = await openOrganization(server);
    await set(org, { form: 'qualified', registrationNumber: 'T7000012050002', businessReceipts: true });
    const due = await taxedReceipt(org, 54_999, {}, 'paper');
    expect(due.receipt).toMatchObject({ stampOnPaper: 200, medium: 'paper' });
    expect(await textOf(org, due.receipt.receiptId)).toContain('収入印紙200円を貼り、消印してお渡しします。');
    const below = await taxedReceipt(org, 54_998, {}, 'paper');
    expect(below.receipt.stampOnPaper).toBe(0);
    expect(await textOf(org, below.receipt.receiptId)).toContain('5万円未満のため、収入印紙は必要ありません。');
    const file = await taxedReceipt(org, 54_999);
    expect(file.receipt).toMatchObject({ stampOnPaper: 200, medium: 'electronic' });
    expect(await textOf(org, file.receipt.receiptId)).toContain('電子データで発行した領収書です。収入印紙は必要ありません。');
  });

  it('oracle 13: none by card, none of a body that shares out nothing; a member gets a file whatever they ask for', async () => {
    const org = await openOrganization(server);
    const byNobody = await taxedReceipt(org, 54_999, {}, 'paper');
    expect(await textOf(org, byNobody.receipt.receiptId)).toContain('営業に関しない受取書のため');
    await set(org, { businessReceipts: true });
    const card = await taxedReceipt(org, 54_999, { method: 'card' }, 'paper');
    expect(card.receipt.stampOnPaper).toBe(0);
    expect(await textOf(org, card.receipt.receiptId)).toContain('クレジットカードでのお支払いのため');
    const bill = await openBill(server, org, (await org.addMember())._id, 60_000);
    await payBill(server, org, bill);
    expect((await issueReceipt(server.platform, org.asMember(bill.memberId), bill._id, undefined, 'paper')).medium).toBe('electronic');
    const copy = { receiptId: card.receipt.receiptId, reason: '紛失のため', idempotencyKey: randomUUID() };
    expect((await reissueReceipt(server.platform, org.scope, org.owner, copy)).medium).toBe('electronic');
    expect(await textOf(org, card.receipt.receiptId, 1)).toContain('電子データで発行した領収書です。');
  });
});

describe('what is given back', () => {
  const input = (receiptId: ReceiptDocument['_id'], amount: number, key: string = randomUUID()) => ({
    receiptId,
    amount: PositiveYen.parse(amount),
    returnedOn: jstDate('2026-05-19'),
    reason: '参加の取りやめ',
    idempotencyKey: key,
  });

  it('case 65: a reversed payment voids the receipt, and its 返還請求書 names it with the tax of its rate', async () => {
    const org = await openOrganization(server);
    await set(org, { form: 'qualified', registrationNumber: 'T7000012050002' });
    const { receipt, notice, bill } = await taxedReceipt(org, 11_000, { state: 'final' });
    await takeBack(server, org, notice, { kind: 'refunded' });
    const notes = () => creditNotes(server.platform, org.scope, { receiptId: receipt.receiptId });
    expect(await notes()).toEqual({ notes: [], left: 11_000, required: true, due: 11_000 });
    const key = randomUUID();
    const note = await issueCreditNote(server.platform, org.scope, org.owner, input(receipt.receiptId, 11_000, key));
    expect(note).toMatchObject({ number: 'C2026-000001', amount: 11_000 });
    expect(await issueCreditNote(server.platform, org.scope, org.owner, input(receipt.receiptId, 11_000, key))).toEqual(note);
    const { bytes } = await downloadCreditNote(server.platform, org.asMember(bill.memberId), note.creditNoteId);
    const { text, tagged, silentFigures } = await readPdf(bytes);
    for (const part of [
      '返還請求書',
      '11,000',
      '内消費税 1,000円',
      receipt.number,
      '参加の取りやめ',
      '登録番号 T7000012050002',
      '2026年5月19日',
    ])
      expect(close(text)).toContain(close(part));
    expect({ tagged, silentFigures }).toEqual({ tagged: true, silentFigures: 0 });
    expect(await notes()).toMatchObject({ left: 0, required: false });
  });

  it('never in all more than the receipt was for, also when two give back at once, and never before the money came', async () => {
    const org = await openOrganization(server);
    const { receipt } = await taxedReceipt(org, 10_000);
    const give = (amount: number) => codeOf(issueCreditNote(server.platform, org.scope, org.owner, input(receipt.receiptId, amount)));
    expect((await Promise.all([give(6000), give(6000), give(6000)])).toSorted()).toEqual([
      'CREDIT_NOTE_TOO_LARGE',
      'CREDIT_NOTE_TOO_LARGE',
      null,
    ]);
    expect(
      await codeOf(
        issueCreditNote(server.platform, org.scope, org.owner, { ...input(receipt.receiptId, 1), returnedOn: jstDate('2026-05-11') }),
      ),
    ).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    expect(await codeOf(issueCreditNote(server.platform, other.scope, other.owner, input(receipt.receiptId, 1)))).toBe('NOT_FOUND');
  });
});

describe('the search of papers', () => {
  it('REC-01: finds by date, range of sums and counterparty, and by any two of them', async () => {
    const org = await openOrganization(server);
    const paid = async (amount: number, familyName: string, paidAt: string) => {
      const bill = await openBill(server, org, (await org.addMember({ familyName }))._id, amount);
      await payBill(server, org, bill, { paidAt: `${paidAt}T03:00:00.000Z` as never });
      return issueReceipt(server.platform, org.owner, bill._id, undefined);
    };
    const one = await paid(5000, '白鳥', '2026-04-01');
    const two = await paid(8000, '白鳥', '2026-05-01');
    const three = await paid(8000, '黒田', '2026-05-02');
    const numbers = async (asked: object) => (await search(org, asked)).rows.map((row) => row.number);
    expect(await numbers({})).toEqual([three.number, two.number, one.number]);
    expect(await numbers({ from: '2026-05-01', to: '2026-05-01' })).toEqual([two.number]);
    expect(await numbers({ least: 5001, most: 8000 })).toEqual([three.number, two.number]);
    expect(await numbers({ counterparty: '白 鳥' })).toEqual([two.number, one.number]);
    expect(await numbers({ counterparty: '白鳥', least: 8000 })).toEqual([two.number]);
    expect(await numbers({ counterparty: '.*' })).toEqual([]);
    // Whom a later issue is addressed to is found too.
    const copy = { receiptId: one.receiptId, addressee: 'ＡＢＣ商事', reason: '宛名の変更のため', idempotencyKey: randomUUID() };
    await reissueReceipt(server.platform, org.scope, org.owner, copy as never);
    expect(await numbers({ counterparty: 'abc商事' })).toEqual([one.number]);
    expect((await search(org, {})).total).toBe(3);
    expect(await search(await openOrganization(server), {})).toMatchObject({ rows: [], total: 0 });
    expect(await codeOf(search(org, { cursor: 'x' }))).toBe('INVALID_INPUT');
  });

  it('goes on page by page without losing or doubling a paper of the same day', async () => {
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id);
    await issueInvoice(server.platform, org.owner, bill._id, undefined);
    const papers = database().collection<PaperDocument>('papers');
    const original = (await papers.findOne({ orgId: org.scope.orgId }))!;
    const rows = Array.from({ length: 119 }, (_, index) => ({
      ...original,
      _id: `inv_01JZZZZZZZZZZZZZZZZZZZZ${String(index).padStart(3, '0')}`,
      number: `I2026-${String(index + 2).padStart(6, '0')}`,
      billId: `bill_${index}`,
    }));
    await papers.insertMany(rows as never);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await search(org, { kind: 'invoice', cursor });
      seen.push(...page.rows.map((row) => row.number));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
  });
});

describe('papers of a run', () => {
  async function confirmedRun(members: number) {
    const org = await openOrganization(server);
    await org.addMembers(members);
    const { _id } = await plan(server, org);
    await carryOut(server, org, _id);
    await openBills(server, org, _id);
    return { org, runId: _id };
  }
  type RunId = Awaited<ReturnType<typeof confirmedRun>>['runId'];
  const ask = (billingRunId: RunId, kind: 'invoice' | 'receipt', idempotencyKey: string = randomUUID()) => ({
    billingRunId,
    kind,
    idempotencyKey,
  });
  const issueAgain = async (org: TestOrganization, runId: RunId) => {
    const { paperJobId } = await issueRun(server.platform, org.owner, ask(runId, 'invoice'));
    await workOnPaperJob(server.platform, org.scope, paperJobId);
    return paperJob(server.platform, org.scope, paperJobId);
  };

  it('REC-02: every bill gets its invoice once, numbered without a gap, with its bytes; asked again nothing is doubled', async () => {
    const { org, runId } = await confirmedRun(130);
    const key = randomUUID();
    const job = await issueRun(server.platform, org.owner, ask(runId, 'invoice', key));
    expect(await issueRun(server.platform, org.owner, ask(runId, 'invoice', key))).toEqual(job);
    expect(await codeOf(issueRun(server.platform, org.owner, ask(runId, 'receipt', key)))).toBe('IDEMPOTENCY_MISMATCH');
    await workOnPaperJob(server.platform, org.scope, job.paperJobId);
    expect(await paperJob(server.platform, org.scope, job.paperJobId)).toMatchObject({
      state: 'done',
      total: 130,
      done: 130,
      issued: 130,
      skipped: 0,
    });
    const rows = await database().collection<PaperDocument>('papers').find({ orgId: org.scope.orgId }).sort({ number: 1 }).toArray();
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => `I2026-${String(index + 1).padStart(6, '0')}`));
    expect(rows.every(({ fileKey }) => fileKey !== null)).toBe(true);
    expect(new Set(rows.map(({ billId }) => billId)).size).toBe(130);
    expect(await issueAgain(org, runId)).toMatchObject({ issued: 0, skipped: 130 });
    expect((await paperJobsOfRun(server.platform, org.scope, runId)).jobs).toHaveLength(1);
  });

  it('REC-02, domain.md 4.2: asked again, a bill that changed since gets a corrected one, and the others keep theirs', async () => {
    const { org, runId } = await confirmedRun(3);
    await issueAgain(org, runId);
    const bills = database().collection<BillDocument>('bills');
    const { _id: billId } = (await bills.findOne({ runId }))!;
    await issueInvoice(server.platform, org.owner, billId, '株式会社さくら商事');
    await bills.updateOne({ _id: billId }, { $set: { amount: 8000 as never, parts: [] } });
    expect(await issueAgain(org, runId)).toMatchObject({ issued: 1, skipped: 2 });
    expect(await issueAgain(org, runId)).toMatchObject({ issued: 0, skipped: 3 });
    const rows = await database().collection<PaperDocument>('papers').find({ billId }).sort({ number: 1 }).toArray();
    const facts = rows.map(({ number, voided, content: { amount, addressee } }) => [number, voided, amount, addressee]);
    expect(facts.slice(1)).toEqual([
      ['I2026-000004', true, 10_000, '株式会社さくら商事'],
      ['I2026-000005', false, 8000, '株式会社さくら商事'],
    ]);
    expect(rows.at(-1)).toMatchObject({ content: { replaces: 'I2026-000004' }, fileKey: expect.any(String) });
    expect(await database().collection('audit_entries').countDocuments({ orgId: org.scope.orgId, action: 'invoice.replace' })).toBe(2);
  });

  it('REC-01: receipts for those who paid; a job whose process died is carried on, and bytes that were not stored are', async () => {
    const { org, runId } = await confirmedRun(4);
    const bills = await database().collection<BillDocument>('bills').find({ runId }).toArray();
    for (const bill of bills.slice(0, 3)) await payBill(server, org, bill);
    const receipts = database().collection<ReceiptDocument>('receipts');
    const early = await issueReceipt(server.platform, org.owner, bills[0]!._id, undefined);
    await receipts.updateOne({ _id: early.receiptId }, { $set: { fileKey: null, sha256: '' } });
    await issueRun(server.platform, org.owner, ask(runId, 'receipt'));
    const lane = startPaperLane(server.platform);
    await lane.drain().finally(() => lane.stop());
    const { jobs } = await paperJobsOfRun(server.platform, org.scope, runId);
    expect(jobs).toMatchObject([{ kind: 'receipt', state: 'done', total: 4, issued: 2, skipped: 2 }]);
    expect(await receipts.countDocuments({ orgId: org.scope.orgId, fileKey: { $ne: null } })).toBe(3);
    const other = await openOrganization(server);
    expect(await codeOf(issueRun(server.platform, other.owner, ask(runId, 'invoice')))).toBe('NOT_FOUND');
    expect(await codeOf(paperJob(server.platform, other.scope, jobs[0]!.paperJobId))).toBe('NOT_FOUND');
  });

  it('REC-01: a year is one archive with every paper and every later issue of it, byte for byte', async () => {
    const org = await openOrganization(server);
    const { receipt } = await taxedReceipt(org, 3000);
    await taxedReceipt(org, 4000);
    const again = { receiptId: receipt.receiptId, reason: '紛失のため', idempotencyKey: randomUUID() };
    await reissueReceipt(server.platform, org.scope, org.owner, again);
    const chunks: Buffer[] = [];
    const range = { kind: 'receipt' as const, from: jstDate('2026-01-01'), to: jstDate('2026-12-31') };
    for await (const chunk of papersArchive(server.platform, org.owner, range)) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(3);
    const files = unzipSync(new Uint8Array(Buffer.concat(chunks)));
    expect(Object.keys(files).toSorted()).toEqual(
      ['領収書_R2026-000001.pdf', '領収書_R2026-000001_再発行1.pdf', '領収書_R2026-000002.pdf'].toSorted(),
    );
    const { bytes } = await downloadReceipt(server.platform, org.owner, receipt.receiptId);
    expect(Buffer.from(files['領収書_R2026-000001.pdf']!).equals(bytes)).toBe(true);
    const none = papersArchive(server.platform, org.owner, { ...range, from: jstDate('2020-01-01'), to: jstDate('2020-12-31') });
    expect(await codeOf(none.next())).toBe('NOT_FOUND');
    const log = await database().collection('audit_entries').find({ orgId: org.scope.orgId, action: 'paper.export' }).toArray();
    expect(log.map(({ subjectName }) => subjectName)).toEqual(['領収書 2026-01-01〜2026-12-31（2件）']);
  });
});
