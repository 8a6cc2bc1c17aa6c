import { randomUUID } from 'node:crypto';
import { type AccountRole, ExportBooksInput } from '@tsudoi/shared/contracts/reports/books.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adjustBill } from '../src/modules/billing/bill-adjust.service.ts';
import { cancelTogether } from '../src/modules/billing/bill-cancel.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { creditsOf, useCredit, writeOff } from '../src/modules/payments/credit.service.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payments.public.ts';
import { downloadBooks, exportBooks } from '../src/modules/reports/books/book-export.service.ts';
import { bookSettings, updateBookSettings } from '../src/modules/reports/books/book-settings.service.ts';
import { balanceOf } from '../src/modules/reports/books/journal.rules.ts';
import { journalsOf } from '../src/modules/reports/books/journal.service.ts';
import { billNow, codeOf, openBill, payBill, takeBack } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const cash = (org: TestOrganization, bill: { _id: BillId }, amount: number, receivedOn = '2026-05-19') =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId: bill._id,
    amount: PositiveYen.parse(amount),
    method: 'cash',
    receivedOn: jstDate(receivedOn),
    memo: '',
    idempotencyKey: randomUUID(),
  });
async function journals(org: TestOrganization, basis: 'accrual' | 'cash' = 'accrual') {
  const found = [];
  for await (const page of journalsOf(server.platform, org.scope, {
    basis,
    deferPrepaid: true,
    feeTax: 'purchase_10',
    fiscalYearStartMonth: 4,
  }))
    found.push(...page);
  return found;
}

describe('the books are the money', () => {
  it('after every kind of act, what is owed, in hand and too much equals bills and payments', async () => {
    const org = await openOrganization(server);
    const { platform } = server;
    const memberId = (await org.addMember())._id;
    const [one, two, three, four] = [
      await openBill(server, org, memberId, 10_000),
      await openBill(server, org, memberId, 8000),
      await openBill(server, org, memberId, 5000),
      await openBill(server, org, memberId, 3000),
    ] as const;
    await adjustBill(platform, org.scope, org.owner, {
      billId: two._id,
      amount: yen(-500) as never,
      reason: '会費の減額',
      version: (await billNow(server, two._id)).version,
    });
    await cash(org, one, 12_000);
    await cash(org, two, 7000);
    await writeOff(platform, org.scope, org.owner, { billId: two._id, reason: '振込手数料', idempotencyKey: randomUUID() });
    const use = async (amount: number, how: object) => {
      const [credit] = (await creditsOf(platform, org.scope, memberId)).credits;
      const { paymentId, billId } = credit!;
      await useCredit(platform, org.scope, org.owner, {
        paymentId,
        billId,
        amount,
        use: how,
        memo: '',
        idempotencyKey: randomUUID(),
      } as never);
    };
    await use(1200, { kind: 'carry', billId: three._id });
    await use(300, { kind: 'refund', method: 'bank_transfer', refundedOn: jstDate('2026-05-15') });
    const notice = await payBill(server, org, three, { amount: yen(3800) });
    await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PositiveYen.parse(800) });
    await reversePayment(platform, org.scope, org.owner, {
      paymentId: await cash(org, four, 3000),
      reason: '誤入力',
      idempotencyKey: randomUUID(),
    });
    await cancelTogether(platform, org.scope, org.owner, [four._id], '退会のため');
    const bills = await db().collection<BillDocument>('bills').find({ orgId: org.scope.orgId }).toArray();
    const payments = await db().collection<PaymentDocument>('payments').find({ orgId: org.scope.orgId }).toArray();
    const all = await journals(org);
    const balance = (role: AccountRole) => 0 - balanceOf(all, role);
    const open = bills.reduce((sum, bill) => sum + (bill.cancelledAt ? 0 : Math.max(0, bill.amount - bill.allocated)), 0);
    const money = payments
      .filter(({ method }) => method !== 'write_off')
      .reduce((sum, { received, reversed }) => sum + received - reversed, 0);
    const surplus = bills.reduce((sum, bill) => sum + Math.max(0, bill.allocated - bill.amount), 0);
    const free = payments.reduce((sum, { unallocated }) => sum + unallocated, 0);
    expect(balance('receivable')).toBe(open);
    expect(balance('cash') + balance('bank') + balance('clearing')).toBe(money);
    expect(balance('deposit')).toBe(-(surplus + free));
    expect([balance('bank'), balance('clearing'), balance('writeOff'), balance('adhoc')]).toEqual([-300, 3000, 500, -22_500]);
    // Refunds stand on the day on which they were made.
    expect(all.find(({ lines }) => lines.some(({ role }) => role === 'bank'))?.on).toBe('2026-05-15');
    for (const { returns = [], reversed } of payments) expect(returns.reduce((sum, { amount }) => sum + amount, 0)).toBe(reversed);
    const money2 = await journals(org, 'cash');
    expect(0 - balanceOf(money2, 'receivable')).toBe(0);
    expect(-(balanceOf(money2, 'cash') + balanceOf(money2, 'bank') + balanceOf(money2, 'clearing'))).toBe(money);
  });

  it('POU-02: what was paid online is owed by the platform until its payout: the fee is taken, the rest is in the bank, and no file is made without it', async () => {
    const org = await openOrganization(server);
    const { platform, payments } = server;
    await payBill(server, org, await openBill(server, org, (await org.addMember())._id, 10_000));
    const none = payments.answers['payouts.list'];
    const payout = {
      payoutId: newPayoutId(),
      orgId: org.scope.orgId,
      closeMonth: '2026-04',
      state: 'paid',
      count: 1,
      gross: 10_000,
      fee: 360,
      returned: 0,
      net: 9640,
      payOn: '2026-05-19',
      closedAt: '2026-05-10T00:00:00.000Z',
      paidOn: '2026-05-19',
      returnReason: '',
      account: null,
      version: 4,
    };
    payments.answers['payouts.list'] = { ...(none as object), payouts: [payout] };
    try {
      const all = await journals(org);
      expect((['clearing', 'systemFee', 'bank'] as const).map((role) => 0 - balanceOf(all, role))).toEqual([0, 360, 9640]);
      const range = { from: '2026-04-01', to: '2026-05-31', format: 'freee', encoding: 'utf8', onlyNew: true } as const;
      const asked = ExportBooksInput.parse({ ...range, idempotencyKey: randomUUID() });
      const { bookExportId } = await exportBooks(platform, org.owner, asked);
      const text = (await downloadBooks(platform, org.owner, bookExportId)).bytes.toString();
      expect(text).toMatch(/2026\/04\/30,.*支払手数料,.*,360,課対仕入10%,32,未収入金,,決済代行,.*,360,対象外,0,システム利用料 2026年4月分/);
      expect(text).toMatch(/2026\/05\/19,.*普通預金,.*,9640,対象外,0,未収入金,,決済代行,.*,9640,対象外,0,決済代行からの振込 2026年4月分/);
      // Case 89: days after it was there the bank sends it back. What is in a file stays; only what takes it back is new.
      const cameBack = [{ paidOn: '2026-05-19', returnedOn: '2026-05-20' }];
      payments.answers['payouts.list'] = { ...(none as object), payouts: [{ ...payout, state: 'returned', paidOn: null, cameBack }] };
      const after = await journals(org);
      expect((['clearing', 'systemFee', 'bank'] as const).map((role) => 0 - balanceOf(after, role))).toEqual([9640, 360, 0]);
      const next = await exportBooks(platform, org.owner, { ...asked, idempotencyKey: randomUUID() });
      const rows = (await downloadBooks(platform, org.owner, next.bookExportId)).bytes.toString().trim().split('\n').slice(1);
      expect(rows).toEqual([
        expect.stringMatching(/2026\/05\/20,.*未収入金,.*9640,.*普通預金,.*9640,.*決済代行からの振込の組戻し 2026年4月分/),
      ]);
      delete payments.answers['payouts.list'];
      expect(await codeOf(exportBooks(platform, org.owner, { ...asked, idempotencyKey: randomUUID() }))).toBe('PROVIDER_UNAVAILABLE');
    } finally {
      payments.answers['payouts.list'] = none;
    }
  });

  it('settings that were kept before there were fees and debits have the usual accounts for them', async () => {
    const org = await openOrganization(server);
    const { version, fiscalYearStartMonth: _start, ...settings } = await bookSettings(server.platform, org.scope);
    await updateBookSettings(server.platform, org.scope, org.owner, { settings, version });
    await db()
      .collection('book_settings')
      .updateOne(
        { orgId: org.scope.orgId },
        { $unset: { 'settings.feeTax': 1, 'settings.accounts.debit': 1, 'settings.accounts.systemFee': 1 } },
      );
    expect(await bookSettings(server.platform, org.scope)).toMatchObject({
      feeTax: 'purchase_10',
      accounts: { debit: { account: '未収入金', sub: '口座振替' }, systemFee: { account: '支払手数料', sub: '' } },
    });
  });
});
