import { randomUUID } from 'node:crypto';
import { billColumns } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import { type Permission, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { paymentColumns } from '@tsudoi/shared/contracts/payments/payment-export.contract';
import { ListExportInput, StartListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { newBillId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBill, listBills } from '../src/modules/billing/bill.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import {
  checkListExport,
  exportAtOnce,
  keptListFile,
  listExportJob,
  myListExports,
  startListExport,
} from '../src/modules/reports/lists/list-export.service.ts';
import type { ListExportDocument } from '../src/modules/reports/lists/list-export.repository.ts';
import { forgetOldLists, workOnListExport } from '../src/modules/reports/lists/list-work.service.ts';
import { startListLane } from '../src/modules/reports/reports.jobs.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { codeOf, openBill, payBill, takeBack } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

const start = '2026-05-20T03:00:00Z';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(start);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const wish = (given: object) => ListExportInput.parse({ list: 'bills', format: 'csv_utf8', columns: [...billColumns], ...given });
async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
}
const atOnce = (by: UserActor, given: object) => bytesOf(exportAtOnce(server.platform, by, wish(given)));
const lines = (bytes: Buffer, encoding = 'utf-8') => new TextDecoder(encoding).decode(bytes).trimEnd().split('\r\n');
const without = (org: TestOrganization, ...missing: Permission[]): UserActor => ({
  ...org.owner,
  role: 'staff',
  permissions: permissions.filter((each) => !missing.includes(each)),
});
const logOf = (org: TestOrganization, action: string) =>
  db().collection('audit_entries').find({ orgId: org.scope.orgId, action }).sort({ _id: 1 }).toArray();
const ask = (by: UserActor, given: object, idempotencyKey = randomUUID()) =>
  startListExport(server.platform, by, StartListExportInput.parse({ wish: wish(given), idempotencyKey }));

describe('lists of bills, payments and arrears as files (interface.md 5.1)', () => {
  it('BIL-13, acceptance 20: a file has every bill of the list in its order with the columns chosen, and is in the log', async () => {
    const org = await openOrganization(server);
    const bills = [];
    for (const familyName of ['髙﨑', '=1+1', '吉田'])
      bills.push(await openBill(server, org, (await org.addMember({ familyName, givenName: '花子' }))._id, 8000));
    await payBill(server, org, bills[0]!, { amount: 3000 as never });
    await cancelBill(server.platform, org.scope, org.owner, bills[2]!._id, '誤り');
    const file = await atOnce(org.owner, { descending: false });
    expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...rows] = lines(file);
    expect(head).toBe(billColumns.join(','));
    const listed = await listBills(server.platform, org.scope, {
      q: '',
      status: 'all',
      sort: 'dueOn',
      descending: false,
      direction: 'next',
      size: 50,
    });
    expect(rows.map((row) => row.split(',')[4])).toEqual(listed.rows.map((row) => row.billNumber));
    expect(rows.find((row) => row.includes('髙﨑'))).toMatch(/,2026,\d{4}\/\d\d\/\d\d,一部入金,8000,3000,5000$/);
    // Nothing in a file is a formula.
    expect(rows.some((row) => row.includes("'=1+1 花子"))).toBe(true);
    const cancelled = lines(await atOnce(org.owner, { status: 'cancelled', columns: ['会員', '状況', '残り（円）'] }));
    expect(cancelled).toEqual(['会員,状況,残り（円）', '吉田 花子,取消,0']);
    expect(lines(await atOnce((await openOrganization(server)).owner, {}))).toEqual([head]);
    expect((await logOf(org, 'bill.export')).map((entry) => entry['subjectName'])).toEqual(['3件（csv_utf8）', '1件（csv_utf8）']);
  });

  it('acceptance 20: what Shift_JIS cannot carry is listed before the file; sums of a workbook are numbers', async () => {
    const org = await openOrganization(server);
    await openBill(server, org, (await org.addMember({ familyName: '𠮷田', givenName: '花子' }))._id, 8000);
    const check = await checkListExport(server.platform, org.owner, wish({ format: 'csv_sjis' }));
    expect(check).toMatchObject({ rows: 1, issueCount: 1, issues: [{ column: '会員', letters: '𠮷' }] });
    expect(lines(await atOnce(org.owner, { format: 'csv_sjis', columns: ['会員', '請求額（円）'] }), 'shift_jis')[1]).toBe(
      '〓田 花子,8000',
    );
    const book = unzipSync(await atOnce(org.owner, { format: 'xlsx', columns: ['会員', '請求額（円）'] }));
    const sheet = strFromU8(book['xl/worksheets/sheet1.xml']!);
    expect(sheet).toContain('<c s="2"><v>8000</v></c>');
    expect(sheet).toContain('𠮷田 花子');
  });

  it('a file of payments says when, who, how, how much and for what; a file of arrears who owes', async () => {
    const org = await openOrganization(server);
    const member = await org.addMember({ familyName: '山田', givenName: '花子' });
    await payBill(server, org, await openBill(server, org, member._id, 8000), { amount: 3000 as never });
    const [head, ...rows] = lines(await atOnce(org.owner, { list: 'payments', columns: [...paymentColumns] }));
    expect(head).toBe(paymentColumns.join(','));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/^2026\/05\/\d\d,/);
    expect(rows[0]).toMatch(/,山田 花子,.*,確定,3000,0,3000,0,.* 3000円,/);
    const none = { list: 'payments', method: 'write_off', columns: ['会員'] };
    expect(lines(await atOnce(org.owner, none))).toEqual(['会員']);
    const owing = await atOnce(org.owner, { list: 'arrears', columns: ['氏名', '未納額の合計'] });
    expect(lines(owing)).toEqual(['氏名,未納額の合計', '山田 花子,5000']);
    expect((await logOf(org, 'payment.export')).map((entry) => entry['subjectName'])).toEqual(['1件（csv_utf8）', '0件（csv_utf8）']);
  });

  it('acceptance 20: every payment of the file adds up: what went back by the provider or by a chargeback is given back, a withdrawn report is not', async () => {
    const org = await openOrganization(server);
    const member = await org.addMember({ familyName: '山田', givenName: '花子' });
    for (const reversal of [
      { kind: 'partly_refunded', amount: 4000 as never },
      { kind: 'refunded' },
      { kind: 'charged_back' },
      { kind: 'provisional_withdrawn' },
    ] as const) {
      const report = reversal.kind === 'provisional_withdrawn' ? ({ state: 'provisional' } as const) : {};
      const paid = await payBill(server, org, await openBill(server, org, member._id, 10_000), report);
      await takeBack(server, org, paid, reversal);
    }
    const columns = ['状況', '入金額（円）', '返金額（円）', '充当額（円）', '未充当額（円）'];
    const [, ...rows] = lines(await atOnce(org.owner, { list: 'payments', columns }));
    expect(rows.toSorted()).toEqual(
      ['一部返金,10000,4000,6000,0', '返金済み,10000,10000,0,0', 'チャージバック,10000,10000,0,0', '取り消し済み,10000,0,0,0'].toSorted(),
    );
  });

  it('takes the right to export and the right to see the list', async () => {
    const org = await openOrganization(server);
    const lists = { bills: 'billing.read', payments: 'payments.read', arrears: 'billing.read', members: 'members.read' } as const;
    const column = { bills: '会員', payments: '会員', arrears: '氏名', members: '姓' } as const;
    for (const [list, right] of Object.entries(lists) as [keyof typeof lists, Permission][])
      for (const missing of ['members.export', right] as const) {
        const by = without(org, missing);
        const given = { list, columns: [column[list]] };
        expect(await codeOf(atOnce(by, given))).toBe('FORBIDDEN');
        expect(await codeOf(checkListExport(server.platform, by, wish(given)))).toBe('FORBIDDEN');
        expect(await codeOf(ask(by, given))).toBe('FORBIDDEN');
      }
  });
});

describe('large files are made in the background (interface.md 5.1)', () => {
  const columns = ['請求番号', '会員', '請求額（円）'];
  async function crowd(count: number): Promise<TestOrganization> {
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember({ familyName: '極秘山' }))._id, 8000);
    const copies = Array.from({ length: count - 1 }, (_, index) => ({
      ...bill,
      _id: newBillId(),
      memberId: newMemberId(),
      billNumber: `C-${String(index).padStart(6, '0')}`,
      requestKey: `copy-${index}`,
    }));
    await db().collection<BillDocument>('bills').insertMany(copies);
    const user = { _id: org.owner.userId as never, orgId: org.scope.orgId, name: org.owner.name, email: 'hanako@example.com' };
    await db().collection('org_users').insertOne(user);
    return org;
  }
  async function drain(): Promise<void> {
    const lane = startListLane(server.platform);
    await lane.drain().finally(() => lane.stop());
  }
  const ending = () => ({ ...server.platform, stopping: () => true });
  const stored = (id: string) =>
    db()
      .collection('files.chunks')
      .find({ files_id: { $regex: id } as never })
      .toArray();

  it('acceptance 20: more than 5,000 rows are asked for once, made, mailed about and kept sealed for 24 hours', async () => {
    server.setNow(start);
    const org = await crowd(5001);
    expect(await codeOf(atOnce(org.owner, { columns }))).toBe('EXPORT_IN_BACKGROUND');
    const key = randomUUID();
    const file = await ask(org.owner, { columns }, key);
    expect(await ask(org.owner, { columns }, key)).toEqual(file);
    expect(await codeOf(ask(org.owner, { columns, status: 'open' }, key))).toBe('IDEMPOTENCY_MISMATCH');
    expect(file).toMatchObject({ state: 'running', done: 0, rows: 5001, expiresAt: null, fileName: '請求_2026-05-20.csv' });
    const id = file.listExportId;
    expect(server.woken.at(-1)).toEqual({ name: listExportJob, data: { orgId: org.scope.orgId, listExportId: id } });
    expect(await codeOf(keptListFile(server.platform, org.owner, id))).toBe('NOT_FOUND');
    // Killed with a part of it written.
    await db()
      .collection('files.chunks')
      .insertOne({ files_id: `${org.scope.orgId}/lists/${id}/1` as never, n: 0, data: Buffer.from('x') });
    await db()
      .collection('list_exports')
      .updateOne({ _id: id as never }, { $set: { leaseUntil: new Date(0), leaseToken: 1 } });
    await drain();
    await workOnListExport(server.platform, org.scope, id);
    const { exports } = await myListExports(server.platform, org.owner);
    expect(exports).toMatchObject([{ listExportId: id, state: 'done', done: 5001, rows: 5001, expiresAt: '2026-05-21T03:00:00.000Z' }]);
    const kept = await keptListFile(server.platform, org.owner, id);
    const rows = lines(await bytesOf(kept.pieces)).slice(1);
    expect([rows.length, new Set(rows).size]).toEqual([5001, 5001]);
    for (const { data } of await stored(id)) expect(Buffer.from(data.buffer).includes('極秘山')).toBe(false);
    const mails = await db().collection('mails').find({ orgId: org.scope.orgId, purpose: 'list_ready' }).toArray();
    expect(mails.map(({ to, link }) => [to, String(link).replace(/^.*(\/admin)/, '$1')])).toEqual([
      ['hanako@example.com', '/admin/exports'],
    ]);
    expect((await logOf(org, 'bill.export')).map((entry) => entry['subjectName'])).toEqual(['5001件（csv_utf8）']);
    expect(await logOf(org, 'list.download')).toHaveLength(1);

    // Whoever holds the same rights may have it, nobody else, and nobody of another organisation.
    const colleague = { ...org.owner, userId: 'usr_01JAAAAAAAAAAAAAAAAAAAAAAA' as never };
    expect(lines(await bytesOf((await keptListFile(server.platform, colleague, id)).pieces))).toHaveLength(5002);
    expect((await myListExports(server.platform, colleague)).exports).toEqual([]);
    for (const missing of ['members.export', 'billing.read'] as const)
      expect(await codeOf(keptListFile(server.platform, without(org, missing), id))).toBe('FORBIDDEN');
    expect(await codeOf(keptListFile(server.platform, (await openOrganization(server)).owner, id))).toBe('NOT_FOUND');

    // After a day it is gone with all that was written of it, before the sweep comes by, too.
    server.setNow('2026-05-21T03:00:01Z');
    expect(await codeOf(keptListFile(server.platform, org.owner, id))).toBe('NOT_FOUND');
    expect((await myListExports(server.platform, org.owner)).exports).toEqual([]);
    expect((await stored(id)).length).toBeGreaterThan(1);
    await forgetOldLists(server.platform);
    expect(await stored(id)).toEqual([]);
    expect(await db().collection('list_exports').countDocuments({ orgId: org.scope.orgId })).toBe(0);
  }, 60_000);

  it('one that cannot be written is given up after three tries and says so, and a process that ends costs none (G22); five at a time are enough', async () => {
    server.setNow(start);
    const org = await openOrganization(server);
    await openBill(server, org, (await org.addMember())._id, 8000);
    const { listExportId: id } = await ask(org.owner, { columns });
    const row = async () => (await db().collection<ListExportDocument>('list_exports').findOne({ _id: id }))!;
    // A process that is told to end gives it back, and no try is lost by that.
    for (let ended = 0; ended < 4; ended += 1) await workOnListExport(ending(), org.scope, id);
    expect(await row()).toMatchObject({ state: 'running', leaseUntil: null, leaseToken: 4 });
    expect(await stored(id)).toEqual([]);
    await db()
      .collection('list_exports')
      .updateOne({ _id: id as never }, { $set: { 'wish.columns': ['なにもない'] } });
    let tries = 4;
    for (const state of ['running', 'running', 'failed']) {
      await drain();
      expect((await myListExports(server.platform, org.owner)).exports).toMatchObject([{ state }]);
      // It rests before it is tried again.
      await drain();
      expect((await row()).leaseToken).toBe((tries += 1));
      await db()
        .collection('list_exports')
        .updateOne({ _id: id as never }, { $set: { leaseUntil: new Date(0) } });
    }
    expect(await db().collection('mails').countDocuments({ orgId: org.scope.orgId, purpose: 'list_ready' })).toBe(0);
    for (let count = 0; count < 5; count += 1) await ask(org.owner, { columns });
    expect(await codeOf(ask(org.owner, { columns }))).toBe('EXPORTS_RUNNING');
  });
});
