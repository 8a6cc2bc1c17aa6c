import { randomUUID } from 'node:crypto';
import { BookPreviewInput, ExportBooksInput } from '@tsudoi/shared/contracts/reports/books.contract';
import { type BillId, newBillId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { markJournals } from '../src/modules/reports/books/book-export.repository.ts';
import {
  bookExportJob,
  newestBookExports,
  discardBooks,
  downloadBooks,
  exportBooks,
  previewBooks,
} from '../src/modules/reports/books/book-export.service.ts';
import { bookSettings, updateBookSettings } from '../src/modules/reports/books/book-settings.service.ts';
import { workOnBookExport } from '../src/modules/reports/books/book-work.service.ts';
import { startBookLane } from '../src/modules/reports/reports.jobs.ts';
import { bookHeads } from '../src/modules/reports/books/journal-file.rules.ts';
import { carryOut, codeOf, openBill, openBills, plan, settled } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const now = (iso: string) => server.setNow(`${iso}T03:00:00Z`);
const year = { from: '2026-04-01', to: '2027-03-31' };
const asked = (given: object = {}) => ({ ...year, format: 'moneyforward', encoding: 'utf8', onlyNew: true, ...given });
const preview = (org: TestOrganization, given: object = {}) =>
  previewBooks(server.platform, org.scope, BookPreviewInput.parse(asked(given)));
const write = (org: TestOrganization, given: object = {}) =>
  exportBooks(server.platform, org.owner, ExportBooksInput.parse({ ...asked(given), idempotencyKey: randomUUID() }));
const cash = (org: TestOrganization, bill: { _id: BillId }, amount: number, receivedOn = '2026-05-19') =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId: bill._id,
    amount: PositiveYen.parse(amount),
    method: 'cash',
    receivedOn: jstDate(receivedOn),
    memo: '',
    idempotencyKey: randomUUID(),
  });
async function annualBill(org: TestOrganization, fiscalYear: number): Promise<BillDocument> {
  const run = await plan(server, org, { fiscalYear });
  await carryOut(server, org, run._id);
  await openBills(server, org, run._id);
  return (await db().collection<BillDocument>('bills').findOne({ runId: run._id }))!;
}
async function linesOf(org: TestOrganization, id: Awaited<ReturnType<typeof write>>['bookExportId'], encoding = 'utf-8') {
  const { bytes } = await downloadBooks(server.platform, org.owner, id);
  return new TextDecoder(encoding).decode(bytes).trimEnd().split('\r\n');
}

describe('journals for freee, マネーフォワード and 弥生会計 (features.md 4, accounting export)', () => {
  it('PAY-12, PAY-16: this year and the next paid in one checkout: the next year’s share is 前受会費, and income on its first day', async () => {
    now('2026-05-01');
    const org = await openOrganization(server);
    await org.addMember();
    const [first, second] = [await annualBill(org, 2026), await annualBill(org, 2027)];
    const lines = [first, second].map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) }));
    await postSettled(server.platform, org.scope, [settled(first, { lines, amount: PositiveYen.parse(20_000) })]);
    now('2026-05-20');
    const before = await preview(org, { to: '2028-03-31' });
    // What lies ahead has not happened.
    expect(before).toMatchObject({ journals: 2, debit: 30_000, credit: 30_000, unmapped: [], fresh: 2, exported: 0, earlier: 0 });
    expect(before.totals).toEqual(
      expect.arrayContaining([
        { account: '前受会費', sub: '', debit: 0, credit: 10_000 },
        { account: '未収会費', sub: '', debit: 10_000, credit: 10_000 },
        { account: '未収入金', sub: '決済代行', debit: 20_000, credit: 0 },
      ]),
    );
    const file = await write(org);
    expect(file).toMatchObject({ state: 'done', journals: 2, debit: 30_000 });
    now('2027-04-02');
    const later = { from: '2027-04-01', to: '2028-03-31' };
    expect(await preview(org, later)).toMatchObject({ journals: 2, debit: 20_000 });
    const turned = await linesOf(org, (await write(org, later)).bookExportId);
    expect(turned[0]).toBe(bookHeads.moneyforward.join(','));
    expect(
      turned.slice(1).map((line) =>
        line
          .split(',')
          .filter((cell) => /会費|^\d{4}\//.test(cell))
          .slice(0, 3),
      ),
    ).toEqual(
      expect.arrayContaining([
        ['2027/04/01', '未収会費', '会費収入'],
        ['2027/04/01', '前受会費', '未収会費'],
      ]),
    );
  });

  it('nothing is booked twice: what stands in a file is left out of the next, and late money of a closed month is named', async () => {
    now('2026-05-20');
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id);
    const may = { from: '2026-05-01', to: '2026-05-31' };
    const file = await write(org, may);
    expect(file.journals).toBe(1);
    expect(await preview(org, may)).toMatchObject({ journals: 0, fresh: 0, exported: 1 });
    expect(await codeOf(write(org, may))).toBe('BOOKS_EMPTY');
    now('2026-06-03');
    await cash(org, bill, 10_000, '2026-05-28');
    const june = { from: '2026-06-01', to: '2026-06-30' };
    expect(await preview(org, june)).toMatchObject({ journals: 0, earlier: 1, earliestOn: '2026-05-28' });
    const [head, ...rows] = await linesOf(org, (await write(org, { ...may, format: 'freee' })).bookExportId);
    expect(head).toBe(bookHeads.freee.join(','));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('2026/05/28');
    // Asked for openly, everything comes once more.
    expect((await write(org, { ...may, onlyNew: false })).journals).toBe(2);
    const actions = await db()
      .collection('audit_entries')
      .find({ orgId: org.scope.orgId, action: /^book\./ })
      .toArray();
    expect(actions.map((row) => row['action']).toSorted()).toEqual(['book.download', 'book.export', 'book.export', 'book.export']);
  });

  it('of two files made at once a journal is in one; the same request again is the same file, another with its key is refused', async () => {
    now('2026-05-20');
    const org = await openOrganization(server);
    for (const member of await org.addMembers(6)) await openBill(server, org, member._id);
    const made = await Promise.all([write(org), write(org), write(org)].map((work) => work.catch((error: { code: string }) => error.code)));
    const files = (await newestBookExports(server.platform, org.scope)).exports;
    expect(files.reduce((sum, { journals: count }) => sum + count, 0)).toBe(6);
    expect(made.every((one) => typeof one === 'object' || one === 'BOOKS_EMPTY')).toBe(true);
    const input = ExportBooksInput.parse({ ...asked({ onlyNew: false }), idempotencyKey: randomUUID() });
    const [first, again] = [await exportBooks(server.platform, org.owner, input), await exportBooks(server.platform, org.owner, input)];
    expect(again).toEqual(first);
    expect(await codeOf(exportBooks(server.platform, org.owner, { ...input, format: 'freee' }))).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('a discarded file gives its journals back, those apart that another file holds; its bytes stay', async () => {
    now('2026-05-20');
    const org = await openOrganization(server);
    const [a, b] = await org.addMembers(2);
    await openBill(server, org, a!._id);
    const first = await write(org);
    await openBill(server, org, b!._id);
    const both = await write(org, { onlyNew: false });
    await discardBooks(server.platform, org.owner, first.bookExportId);
    expect(await preview(org)).toMatchObject({ fresh: 0, exported: 2 });
    expect(await discardBooks(server.platform, org.owner, both.bookExportId)).toMatchObject({ state: 'discarded' });
    expect(await discardBooks(server.platform, org.owner, both.bookExportId)).toMatchObject({ state: 'discarded' });
    expect(await preview(org)).toMatchObject({ fresh: 2, exported: 0 });
    expect(await linesOf(org, first.bookExportId)).toHaveLength(2);
  });

  it('弥生会計: Shift_JIS without a heading, letters that it lacks are named before and become 〓', async () => {
    now('2026-05-20');
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember({ familyName: '𠮷田' }))._id);
    await cash(org, bill, 10_000, '2026-05-20');
    const given = { format: 'yayoi', encoding: 'sjis' };
    expect((await preview(org, given)).letters).toEqual(['𠮷']);
    const { bookExportId } = await write(org, given);
    const lines = await linesOf(org, bookExportId, 'shift_jis');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.split(',')).toHaveLength(25);
    expect(lines.toSorted()[1]).toMatch(/^2000,,,2026\/05\/20,現金,,,対象外,10000,0,未収会費,/);
    expect(lines.join('')).toContain('〓田');
    expect((await downloadBooks(server.platform, org.owner, bookExportId)).type).toBe('text/csv; charset=shift_jis');
    expect(ExportBooksInput.safeParse({ ...asked({ ...given, encoding: 'utf8' }), idempotencyKey: randomUUID() }).success).toBe(false);
    expect(BookPreviewInput.safeParse(asked({ from: '2026-06-01', to: '2026-05-01' })).success).toBe(false);
  });

  it('an account that was left empty is named and nothing is written; settings that somebody else changed are not overwritten', async () => {
    now('2026-05-20');
    const org = await openOrganization(server);
    await openBill(server, org, (await org.addMember())._id);
    const { version, fiscalYearStartMonth: _start, ...settings } = await bookSettings(server.platform, org.scope);
    const without = { ...settings, accounts: { ...settings.accounts, adhoc: { account: '', sub: '' }, event: { account: '', sub: '' } } };
    await updateBookSettings(server.platform, org.scope, org.owner, { settings: without, version });
    expect((await preview(org)).unmapped).toEqual(['adhoc']);
    expect(await codeOf(write(org))).toBe('BOOKS_ACCOUNTS_MISSING');
    expect(await codeOf(updateBookSettings(server.platform, org.scope, org.owner, { settings, version }))).toBe('CONFLICT');
    const long = { ...settings, accounts: { ...settings.accounts, adhoc: { account: '学会運営のための雑多な収入', sub: '' } } };
    await updateBookSettings(server.platform, org.scope, org.owner, { settings: long, version: 1 });
    expect((await preview(org, { format: 'yayoi', encoding: 'sjis' })).tooLong).toEqual(['adhoc']);
  });

  it('more than 5,000 lines are written in the background; one that was killed there is taken up with what it had', async () => {
    now('2026-05-20');
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id);
    const copies = Array.from({ length: 5000 }, (_, index) => ({
      ...bill,
      _id: newBillId(),
      billNumber: `copy-${index}`,
      requestKey: `copy-${index}`,
    }));
    await db().collection<BillDocument>('bills').insertMany(copies);
    const user = { _id: org.owner.userId as never, orgId: org.scope.orgId, name: org.owner.name, email: 'hanako@example.com' };
    await db().collection('org_users').insertOne(user);
    const file = await write(org);
    expect(file.state).toBe('running');
    expect(await codeOf(downloadBooks(server.platform, org.owner, file.bookExportId))).toBe('NOT_FOUND');
    expect(server.woken.at(-1)).toEqual({ name: bookExportJob, data: { orgId: org.scope.orgId, exportId: file.bookExportId } });
    // Killed after it had taken some of them.
    await markJournals(db(), org.scope, file.bookExportId, [`${bill._id}:open`], 'claim');
    await db()
      .collection('book_exports')
      .updateOne({ _id: file.bookExportId as never }, { $set: { leaseUntil: new Date(0), leaseToken: 1 } });
    // A process that is told to end gives it back.
    await workOnBookExport({ ...server.platform, stopping: () => true }, org.scope, file.bookExportId);
    const back = await db()
      .collection('book_exports')
      .findOne({ _id: file.bookExportId as never });
    expect(back).toMatchObject({ state: 'running', leaseUntil: null });
    const lane = startBookLane(server.platform);
    await lane.drain().finally(() => lane.stop());
    const done = (await newestBookExports(server.platform, org.scope)).exports[0]!;
    expect(done).toMatchObject({ state: 'done', journals: 5001, rows: 5001 });
    expect(await linesOf(org, file.bookExportId)).toHaveLength(5002);
    await workOnBookExport(server.platform, org.scope, file.bookExportId);
    const mails = await db().collection('mails').find({ orgId: org.scope.orgId, purpose: 'books_ready' }).toArray();
    expect(mails.map(({ to, link }) => [to, String(link).replace(/^.*(\/admin)/, '$1')])).toEqual([['hanako@example.com', '/admin/books']]);
    expect((await preview(org)).fresh).toBe(0);
  }, 60_000);

  it('another organisation finds nothing, and journals of a member stand only in their own', async () => {
    now('2026-05-20');
    const [here, there] = [await openOrganization(server), await openOrganization(server)];
    await openBill(server, here, (await here.addMember())._id);
    const file = await write(here);
    expect(await codeOf(downloadBooks(server.platform, there.owner, file.bookExportId))).toBe('NOT_FOUND');
    expect(await codeOf(discardBooks(server.platform, there.owner, file.bookExportId))).toBe('NOT_FOUND');
    expect(await preview(there)).toMatchObject({ journals: 0, totals: [] });
    expect(PriceYen.parse(file.debit)).toBe(10_000);
  });
});
