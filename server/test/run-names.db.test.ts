import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billsOf } from '../src/modules/billing/bill.repository.ts';
import { renameBill } from '../src/modules/billing/bill-rename.service.ts';
import { cancelBill, listBills, myBills } from '../src/modules/billing/bill.service.ts';
import { startRun } from '../src/modules/billing/billing-run.service.ts';
import { renameRun } from '../src/modules/billing/run-control.service.ts';
import { workOnRun } from '../src/modules/billing/run-work.service.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { billNow, carryOut, codeOf, openBill, openBills, payBill, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
});

const bills = () => billsOf(server.platform.databases.server, org.scope).find({}).sort({ billNumber: 1 }).toArray();
const list = { q: '', status: 'all', sort: 'dueOn', descending: true, size: 50, direction: 'next' } as const;

describe('BIL-07: the name of a run', () => {
  it('is the name of its bills, paid ones too; member and search find it, and an issued receipt keeps what it said', async () => {
    await org.addMembers(3);
    const { _id } = await plan(server, org);
    await carryOut(server, org, _id);
    const run = await openBills(server, org, _id);
    const made = await bills();
    await payBill(server, org, made[0]!);
    await cancelBill(server.platform, org.scope, org.owner, made[1]!._id, '重複');
    const issued = await issueReceipt(server.platform, org.owner, made[0]!._id, undefined);
    const renamed = await renameRun(server.platform, org.scope, org.owner, run._id, '2026年度 正会費');
    expect(renamed.billName).toBe('2026年度 正会費');
    const [shown] = await myBills(server.platform, org.scope, made[0]!.memberId);
    expect(shown).toMatchObject({ billName: '2026年度 正会費', status: 'paid' });
    const found = await listBills(server.platform, org.scope, { ...list, q: '正会費' });
    expect(found.rows.map((row) => row.billId).toSorted()).toEqual([made[0]!._id, made[2]!._id].toSorted());
    // A cancelled bill is read-only for ever (case 6).
    expect((await billNow(server, made[1]!._id)).billName).toBe('2026年度 年会費');
    const receipts = server.platform.databases.server.collection('receipts');
    expect(await receipts.findOne({ _id: issued.receiptId as never })).toMatchObject({ billName: '2026年度 年会費' });
  });

  it('is refused as a donation, and while the run is at work', async () => {
    await org.addMember();
    const run = await plan(server, org);
    expect(await codeOf(renameRun(server.platform, org.scope, org.owner, run._id, 'ご寄付のお願い'))).toBe('DONATION_NOT_ALLOWED');
    await startRun(server.platform, org.scope, org.owner, run._id);
    expect(await codeOf(renameRun(server.platform, org.scope, org.owner, run._id, '会費'))).toBe('INVALID_TRANSITION');
    await workOnRun(server.platform, org.scope, run._id);
    expect(await codeOf(renameRun(server.platform, org.scope, org.owner, run._id, '会費'))).toBeNull();
    expect((await bills()).map((bill) => bill.billName)).toEqual(['会費']);
  });
});

describe('BIL-07, domain.md 3.6: the name of one bill', () => {
  it('changes at any time, also of one that is paid or was made by itself; a cancelled one and a donation are refused', async () => {
    const { _id: memberId } = await org.addMember();
    const made = await openBill(server, org, memberId, 3000);
    await payBill(server, org, made);
    const rename = (billName: string) => renameBill(server.platform, org.scope, org.owner, made._id, billName);
    expect(await rename('春期セミナー参加費')).toMatchObject({ billName: '春期セミナー参加費', status: 'paid' });
    await rename('春期セミナー参加費');
    const [shown] = await myBills(server.platform, org.scope, memberId);
    expect(shown).toMatchObject({ billName: '春期セミナー参加費' });
    const log = server.platform.databases.server.collection('audit_entries');
    expect(await log.countDocuments({ orgId: org.scope.orgId, action: 'bill.rename' })).toBe(1);
    expect(await codeOf(rename('寄付金'))).toBe('DONATION_NOT_ALLOWED');
    const other = await openBill(server, org, memberId, 3000);
    await cancelBill(server.platform, org.scope, org.owner, other._id, '重複');
    expect(await codeOf(renameBill(server.platform, org.scope, org.owner, other._id, '会費'))).toBe('INVALID_TRANSITION');
  });
});
