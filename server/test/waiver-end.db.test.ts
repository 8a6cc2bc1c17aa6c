import { randomUUID } from 'node:crypto';
import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen, yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { checkBalances } from '../src/modules/payments/balance-check.service.ts';
import { writeOff } from '../src/modules/payments/credit.service.ts';
import { confirmDeposit, undoDeposit } from '../src/modules/payments/deposit-settle.service.ts';
import { Ledger } from '../src/modules/payments/ledger.service.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { getPayment } from '../src/modules/payments/payment.repository.ts';
import { listPayments } from '../src/modules/payments/payment.service.ts';
import { requestRefund, transferRefund } from '../src/modules/payments/refund.service.ts';
import { balanceOf } from '../src/modules/reports/books/journal.rules.ts';
import { journalsOf } from '../src/modules/reports/books/journal.service.ts';
import { billNow, codeOf, openBill, payBill, takeBack } from './billing.factory.ts';
import { standInDeposits } from './deposit-desk.factory.ts';
import { accrual } from './journal-office.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { ask, bank } from './refund.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let desk: ReturnType<typeof standInDeposits>;

beforeAll(async () => {
  server = await startTestServer('2026-05-12T03:00:00Z');
  desk = standInDeposits(server);
});
afterAll(() => server.close());

const rows = (org: TestOrganization, name: string) =>
  server.platform.databases.server.collection(name).find({ orgId: org.scope.orgId }).toArray();
const record = (org: TestOrganization, billId: BillId, amount: number): Promise<PaymentId> =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId,
    amount: PositiveYen.parse(amount),
    method: 'cash',
    receivedOn: jstDate('2026-05-10'),
    memo: '',
    idempotencyKey: randomUUID(),
  });
const waive = (org: TestOrganization, billId: BillId): Promise<PaymentId> =>
  writeOff(server.platform, org.scope, org.owner, { billId, reason: '振込手数料', idempotencyKey: randomUUID() });
const reverse = (org: TestOrganization, paymentId: PaymentId) =>
  reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
const give = async (org: TestOrganization, paymentId: PaymentId, amount: number) => {
  const wanted = ask(paymentId, amount, { way: { kind: 'transfer', bank } });
  const { _id: refundId } = await requestRefund(server.platform, org.scope, org.owner, wanted);
  await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-15') });
};
async function booksOf(org: TestOrganization) {
  const journals = [];
  for await (const page of journalsOf(server.platform, org.scope, accrual)) journals.push(...page);
  return journals;
}

/** Each way money leaves a bill of 10,000 yen that was paid by 9,120: how it came, and how it goes. */
const ways: readonly (readonly [string, (org: TestOrganization, bill: BillDocument) => Promise<() => Promise<unknown>>])[] = [
  [
    'an entry that was wrong',
    async (org, bill) => {
      const paymentId = await record(org, bill._id, 9120);
      return () => reverse(org, paymentId);
    },
  ],
  [
    'a deposit that was somebody else’s',
    async (org, bill) => {
      const { depositId, round } = desk.arrives(9120);
      const lines = [{ billId: bill._id, amount: PositiveYen.parse(9120) }];
      const shares = [{ memberId: bill.memberId, lines, advance: PriceYen.parse(0) }];
      await confirmDeposit(server.platform, org.scope, org.owner, { depositId, round, shares });
      return () => undoDeposit(server.platform, org.scope, org.owner, { depositId, round, reason: '消込の取り消し' });
    },
  ],
  [
    '速報取消',
    async (org, bill) => {
      const notice = await payBill(server, org, bill, { amount: yen(9120), state: 'provisional' });
      return () => takeBack(server, org, notice, { kind: 'provisional_withdrawn' });
    },
  ],
  [
    'a refund of the provider',
    async (org, bill) => {
      const notice = await payBill(server, org, bill, { amount: yen(9120) });
      return () => takeBack(server, org, notice, { kind: 'refunded' });
    },
  ],
  [
    'a refund by the office’s transfer',
    async (org, bill) => {
      const paymentId = await record(org, bill._id, 9120);
      return () => give(org, paymentId, 9120);
    },
  ],
];

describe('what was waived of a bill', () => {
  it.each(ways)('case 58: ends with the money that it was short of, here %s', async (_name, pay) => {
    server.setNow('2026-05-12T03:00:00Z');
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
    const takeAway = await pay(org, bill);
    const waiver = await waive(org, bill._id);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    server.setNow('2026-05-20T03:00:00Z');
    await takeAway();
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0, provisionalAllocated: 0 });
    const list = await listPayments(server.platform, org.scope, { q: '', method: 'write_off', direction: 'next', size: 20 } as never);
    expect(list.rows).toMatchObject([{ paymentId: waiver, amount: 880, state: 'reversed', refunded: 0, unallocated: 0, allocations: [] }]);
    const log = (await rows(org, 'audit_entries')).filter(({ subjectId }) => (subjectId as unknown) === waiver);
    const inOrder = log.toSorted((left, right) => left['at'].getTime() - right['at'].getTime());
    expect(inOrder.map(({ action, actorKind }) => [action, actorKind])).toEqual([
      ['payment.write_off', 'user'],
      ['payment.write_off_ended', 'system'],
    ]);
    const books = await booksOf(org);
    expect(balanceOf(books, 'writeOff')).toBe(0);
    expect(balanceOf(books, 'receivable')).toBe(-10_000);
    // It ends in the books on the day on which the money went.
    const days = books.filter(({ lines }) => lines.some(({ side, role }) => side === 'credit' && role === 'writeOff')).map(({ on }) => on);
    const gone = (await rows(org, 'payments'))
      .find(({ _id }) => (_id as unknown) !== waiver)!
      ['returns'].map(({ on }: { on: string }) => on);
    expect(days).toEqual(gone);
    await cancelBill(server.platform, org.scope, org.owner, bill._id, '退会');
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'cancelled' });
  });

  it('case 58: stays while any money is there, and of several all end with the last of it', async () => {
    server.setNow('2026-05-16T03:00:00Z');
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
    const [first, second] = [await record(org, bill._id, 4000), await record(org, bill._id, 5120)];
    await waive(org, bill._id);
    await give(org, second, 900);
    await waive(org, bill._id);
    await reverse(org, first);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 6000 });
    await give(org, second, 4220);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    // What was waived is not there again with the next money: it is decided anew.
    await record(org, bill._id, 9120);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 9120 });
    expect(await codeOf(waive(org, bill._id))).toBeNull();
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
  });

  it('case 58: ends as well where it was left alone before waivers ended with their money, once a day and with what frees the bill', async () => {
    server.setNow('2026-05-16T03:00:00Z');
    const org = await openOrganization(server);
    const { platform } = server;
    const db = platform.databases.server;
    /** A bill as it was left in those days: of the 500 that were waived alone. */
    const leftAlone = async () => {
      const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
      const paymentId = await record(org, bill._id, 9500);
      const waiver = await waive(org, bill._id);
      await db.collection('allocations').deleteMany({ paymentId });
      await db.collection('payments').deleteOne({ _id: paymentId as never });
      const left = { allocated: yen(500), status: 'partly_paid' } as const;
      await db.collection<BillDocument>('bills').updateOne({ _id: bill._id }, { $set: left });
      return { bill, waiver };
    };
    const [old, freed] = [await leftAlone(), await leftAlone()];
    const good = await openBill(server, org, (await org.addMember())._id, 10_000);
    await record(org, good._id, 9500);
    await waive(org, good._id);
    // What takes all money off a bill, as a joining fee's that is given up.
    await inTransaction(platform.databases.client, async (session) => {
      const ledger = new Ledger(platform, org.scope, session);
      await ledger.loadBills([freed.bill._id]);
      await ledger.track([await getPayment(db, org.scope, freed.waiver, session)]);
      expect(ledger.release(freed.bill._id, 'application:apl_1')).toBe(0);
      await ledger.save();
    });
    expect(await billNow(server, freed.bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await billNow(server, old.bill._id)).toMatchObject({ allocated: 500 });
    server.setNow('2026-05-20T03:00:00Z');
    await checkBalances(platform);
    await checkBalances(platform);
    for (const { bill, waiver } of [old, freed]) {
      expect(await getPayment(db, org.scope, waiver)).toMatchObject({ state: 'reversed', allocated: 0, reversed: 500 });
      await cancelBill(platform, org.scope, org.owner, bill._id, '退会');
    }
    expect((await getPayment(db, org.scope, old.waiver)).returns).toMatchObject([{ on: '2026-05-20', amount: 500 }]);
    expect(await billNow(server, good._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    const ended = (await rows(org, 'audit_entries')).filter(({ action }) => action === 'payment.write_off_ended');
    expect(ended).toHaveLength(2);
  });

  it('case 58: ends in the books on no day before that on which it was waived', async () => {
    server.setNow('2026-05-16T03:00:00Z');
    const org = await openOrganization(server);
    const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
    const paymentId = await record(org, bill._id, 9120);
    await waive(org, bill._id);
    await give(org, paymentId, 9120);
    const days = (await booksOf(org)).filter(({ lines }) => lines.some(({ role }) => role === 'writeOff')).map(({ on }) => on);
    expect(days).toEqual(['2026-05-16', '2026-05-16']);
  });
});
