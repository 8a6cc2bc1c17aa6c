import { randomUUID } from 'node:crypto';
import type { BillId, BillingItemId, MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBill } from '../src/modules/billing/adhoc-bill.service.ts';
import { adjustBill } from '../src/modules/billing/bill-adjust.service.ts';
import { confirmBill } from '../src/modules/billing/bill-confirm.service.ts';
import { billDetailOf } from '../src/modules/billing/bill-detail.service.ts';
import { createItem } from '../src/modules/billing/billing-item.service.ts';
import { billsOf } from '../src/modules/billing/bill.repository.ts';
import { renameBill } from '../src/modules/billing/bill-rename.service.ts';
import { cancelBill, listBills, myBills } from '../src/modules/billing/bill.service.ts';
import { startRun } from '../src/modules/billing/billing-run.service.ts';
import { renameRun } from '../src/modules/billing/run-rename.service.ts';
import { workOnRun } from '../src/modules/billing/run-work.service.ts';
import { downloadInvoice, issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { downloadReceipt, issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { billNow, carryOut, codeOf, openBill, openBills, payBill, plan } from './billing.factory.ts';
import { correctionDesk, year } from './correction.factory.ts';
import { readPdf } from './pdf-reader.ts';
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
/** What a paper says, without its spaces. */
const wordsOf = async ({ bytes }: { readonly bytes: Buffer }) => (await readPdf(bytes)).text.replace(/\s+/g, '');
const receiptOf = async ({ _id }: { readonly _id: BillId }) => {
  const { receiptId } = await issueReceipt(server.platform, org.owner, _id, undefined);
  return wordsOf(await downloadReceipt(server.platform, org.owner, receiptId));
};
const invoiceOf = async ({ _id }: { readonly _id: BillId }) => {
  const { invoiceId } = await issueInvoice(server.platform, org.owner, _id, undefined);
  return wordsOf(await downloadInvoice(server.platform, org.owner, invoiceId));
};
async function draftOf(memberId: MemberId, billName: string, billingItemId: BillingItemId | null) {
  const asked = { memberId, billName, billingItemId, amount: PriceYen.parse(3000), dueOn: jstDate('2026-06-01') };
  const draft = await createBill(server.platform, org.scope, org.owner, { ...asked, idempotencyKey: randomUUID() });
  return confirmBill(server.platform, org.scope, org.owner, draft._id);
}
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
    expect(await codeOf(renameBill(server.platform, org.scope, org.owner, other._id, '会費'))).toBe('BILL_CANCELLED');
  });

  it('stands on papers that are issued from then on, those of before keep theirs; words that an item has of its own stay', async () => {
    const { _id: memberId } = await org.addMember();
    const worded = { name: '手引き', category: 'adhoc', proviso: '手引き2026年版として' } as const;
    const handbook = await createItem(server.platform, org.scope, org.owner, worded);
    const typed = (billName: string, billingItemId: BillingItemId | null = null) => draftOf(memberId, billName, billingItemId);
    const [kept, made, goods] = [
      await typed('春期セミナ参加費'),
      await typed('春期セミナ参加費'),
      await typed('手引き', handbook.billingItemId),
    ];
    for (const bill of [kept, made, goods]) await payBill(server, org, bill);
    const before = { receipt: await receiptOf(kept), invoice: await invoiceOf(kept) };
    const name = '春期セミナー参加費';
    for (const bill of [kept, made, goods]) await renameBill(server.platform, org.scope, org.owner, bill._id, name);
    const detail = await billDetailOf(server.platform, org.scope, await billNow(server, made._id));
    expect([...detail.lines, ...detail.parts].map(({ label }) => label)).toEqual([name, name]);
    for (const text of [await receiptOf(made), await invoiceOf(made)]) {
      expect(text).toContain(`${name}として`);
      expect(text.split(name)).toHaveLength(3);
      expect(text).not.toContain('春期セミナ参加費');
    }
    expect({ receipt: await receiptOf(kept), invoice: await invoiceOf(kept) }).toEqual(before);
    expect(before.receipt.split('春期セミナ参加費')).toHaveLength(3);
    const other = await receiptOf(goods);
    expect([other.includes('手引き2026年版として'), other.split(name).length]).toEqual([true, 2]);
    // Again, and with a part of its own: that one has its own name.
    const { _id: adjusted } = await typed('懇親会');
    const note = { billId: adjusted, amount: -500 as never, reason: '割引', version: (await billNow(server, adjusted)).version };
    await adjustBill(server.platform, org.scope, org.owner, note);
    for (const again of ['懇親会費', '懇親会会費']) await renameBill(server.platform, org.scope, org.owner, adjusted, again);
    expect((await billNow(server, adjusted)).parts.map(({ label }) => label)).toEqual(['懇親会会費', '請求の調整']);
    expect((await billNow(server, adjusted)).lines.map(({ label }) => label)).toEqual(['懇親会会費', '請求の調整']);
  });

  it('stands on the receipts of a run whose wording was its name, also of a bill that goes to another year', async () => {
    await org.addMembers(2);
    const planned = await plan(server, org);
    await renameRun(server.platform, org.scope, org.owner, planned._id, '2026年度 会費');
    await carryOut(server, org, planned._id);
    const run = await openBills(server, org, planned._id);
    const [first, second] = await bills();
    await payBill(server, org, first!);
    expect(await receiptOf(first!)).toContain('2026年度会費として');
    await renameRun(server.platform, org.scope, org.owner, run._id, '2026年度 学会費');
    await payBill(server, org, second!);
    expect(await receiptOf(second!)).toContain('2026年度学会費として');
    expect(await receiptOf(first!)).toContain('2026年度会費として');
    const { billId } = await correctionDesk({ server, org }).doIt(year(await billNow(server, second!._id), 2027));
    expect(await receiptOf({ _id: billId })).toContain('2027年度学会費として');
  });
});
