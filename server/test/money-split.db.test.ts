import { randomUUID } from 'node:crypto';
import { SaveRefundSettingsInput } from '@tsudoi/shared/contracts/payments/refund.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf } from './billing.factory.ts';
import { moneyDesk, splitOf, sumsOfPayment } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { writeOff } from '../src/modules/payments/credit.service.ts';
import { refundSettingsOf } from '../src/modules/payments/refund.repository.ts';
import { saveRefundSettings } from '../src/modules/payments/refund.service.ts';
import type { AllocationDocument } from '../src/modules/payments/payment.repository.ts';
import { listPayments } from '../src/modules/payments/payment.service.ts';
import { recordSplit, splitPlan } from '../src/modules/payments/split.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof moneyDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  desk = moneyDesk({ server, org });
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;

describe('one receipt over several bills', () => {
  it('PAY-14: ¥30,000 is 3×¥10,000 by hand, to the last yen; each bill is paid and has its own receipt', async () => {
    const memberId = await desk.newMember();
    const [first, second, third] = await desk.billsFor(memberId, 10_000, 10_000, 10_000);
    const lines = [first, second, third].map((bill) => [bill!._id, 10_000] as const);
    expect(await codeOf(desk.split(splitOf(memberId, 30_001, lines)))).toBe('SPLIT_MISMATCH');
    expect(await codeOf(desk.split(splitOf(memberId, 29_999, lines)))).toBe('SPLIT_MISMATCH');
    expect(await billNow(server, first!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    const paymentId = await desk.split(splitOf(memberId, 30_000, lines));
    expect(sumsOfPayment(await desk.payment(paymentId))).toEqual({ received: 30_000, allocated: 30_000, unallocated: 0, reversed: 0 });
    for (const bill of [first, second, third]) {
      expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
      expect(await issueReceipt(server.platform, org.owner, bill!._id, undefined)).toMatchObject({ amount: 10_000, method: '郵便振替' });
    }
    const { rows } = await listPayments(server.platform, org.scope, { q: '', memberId, direction: 'next', size: 20 } as never);
    expect(rows).toMatchObject([{ amount: 30_000, memo: '払込取扱票 5/12', allocations: [{}, {}, {}] }]);
  });

  it('PAY-14: taken back, it leaves every one of its bills, and voids their receipts', async () => {
    const memberId = await desk.newMember();
    const [first, second] = await desk.billsFor(memberId, 10_000, 8000);
    const paymentId = await desk.split(splitOf(memberId, 15_000, [[first!._id, 10_000], [second!._id, 4000]], 1000)); // prettier-ignore
    const receipt = await issueReceipt(server.platform, org.owner, first!._id, undefined);
    await desk.reverse(paymentId);
    expect(await billNow(server, first!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await billNow(server, second!._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'reversed', allocated: 0, unallocated: 0, reversed: 15_000 });
    expect(
      await db()
        .collection('receipts')
        .findOne({ _id: receipt.receiptId as never }),
    ).toMatchObject({ voided: true });
    const rows = await db().collection<AllocationDocument>('allocations').find({ paymentId }).toArray();
    expect(rows.map((row) => row.amount as number).sort()).toEqual([-10_000, -4000, 10_000, 4000].sort());
  });

  it('oracle 26, PAY-14: its notice names every bill with its part, what is left to pay of it, and what is kept', async () => {
    const memberId = await desk.newMember();
    const [first, second, third] = await desk.billsFor(memberId, 8000, 8000, 8000);
    const paymentId = await desk.split(splitOf(memberId, 18_500, [[first!._id, 8000], [second!._id, 8000], [third!._id, 2000]], 500)); // prettier-ignore
    const mail = await db()
      .collection<{ text: string }>('mails')
      .findOne({ idempotencyKey: `receipt:${paymentId}` });
    const name = first!.billName;
    expect(mail!.text).toContain(
      [
        `  ${name}　8,000円`,
        `  ${name}　8,000円`,
        `  ${name}　2,000円（残り 6,000円）`,
        '  前受としてお預かり　500円',
        '  金額　18,500円',
      ].join('\n'),
    );
    expect(mail!.text).toContain('お支払いが済んだご請求の領収書は、マイページから');
  });

  it('oracle 26: the suggestion fills the oldest due day first', async () => {
    const memberId = await desk.newMember();
    const [first, second, third] = await desk.billsFor(memberId, 8000, 8000, 8000);
    await db()
      .collection('bills')
      .updateOne({ _id: third!._id as never }, { $set: { dueOn: '2024-06-01' } });
    const plan = await splitPlan(server.platform, org.scope, { memberId, amount: PositiveYen.parse(18_000) });
    expect(plan.bills.map(({ billId, suggested, overdue }) => [billId, suggested, overdue])).toEqual([
      [third!._id, 8000, true],
      [first!._id, 8000, false],
      [second!._id, 2000, false],
    ]);
    expect(plan.advance).toBe(0);
  });

  it('is one payment for one key, also at the same moment, and refuses what does not fit', async () => {
    const memberId = await desk.newMember();
    const [bill, paid] = await desk.billsFor(memberId, 10_000, 500);
    const [strange] = await desk.billsFor(await desk.newMember(), 10_000);
    const asked = splitOf(memberId, 12_000, [[bill!._id, 10_000]], 2000);
    const ids = await Promise.all([1, 2, 3].map(() => desk.split(asked)));
    expect(new Set(ids).size).toBe(1);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await codeOf(desk.split({ ...asked, advance: PriceYen.parse(1999) }))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await codeOf(desk.split(splitOf(memberId, 100, [[bill!._id, 100]])))).toBe('BILL_NOT_PAYABLE');
    expect(await codeOf(desk.split(splitOf(memberId, 501, [[paid!._id, 501]])))).toBe('ALLOCATION_EXCEEDS_BILL');
    expect(await codeOf(desk.split(splitOf(memberId, 100, [[strange!._id, 100]])))).toBe('NOT_FOUND');
    expect(await codeOf(desk.split({ ...splitOf(memberId, 100, [], 100), receivedOn: jstDate('2026-05-21') }))).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    expect(await codeOf(recordSplit(server.platform, other.scope, other.owner, splitOf(memberId, 100, [], 100)))).toBe('NOT_FOUND');
  });
});

describe('a small shortage', () => {
  it('case 58: 880 yen short for the bank’s fee are waived with a reason: paid, and no yen of it is received', async () => {
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 10_000);
    await desk.split(splitOf(memberId, 9120, [[bill!._id, 9120]]));
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'partly_paid' });
    const input = { billId: bill!._id, reason: '振込手数料が引かれていたため', idempotencyKey: randomUUID() };
    const paymentId = await writeOff(server.platform, org.scope, org.owner, input);
    expect(await writeOff(server.platform, org.scope, org.owner, input)).toBe(paymentId);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await desk.payment(paymentId)).toMatchObject({ method: 'write_off', received: 880, memo: '振込手数料が引かれていたため' });
    expect(await issueReceipt(server.platform, org.owner, bill!._id, undefined)).toMatchObject({ amount: 9120, method: '郵便振替' });
    await desk.reverse(paymentId);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'partly_paid', allocated: 9120 });
  });

  it('case 58: a bill that a waiver settles takes back the number or the debit that is out for the rest, and tells of no receipt', async () => {
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 10_000);
    await desk.split(splitOf(memberId, 9120, [[bill!._id, 9120]]));
    const told = async () =>
      (await db().collection('outbox').find({ orgId: org.scope.orgId, name: 'billing.payable.settled' }).toArray())
        .flatMap((row): string[] => row['payload'].payableIds)
        .filter((billId) => billId === bill!._id);
    expect(await told()).toEqual([]);
    const mails = () => db().collection('mails').countDocuments({ orgId: org.scope.orgId });
    const before = await mails();
    const input = { billId: bill!._id, reason: '振込手数料が引かれていたため', idempotencyKey: randomUUID() };
    await writeOff(server.platform, org.scope, org.owner, input);
    expect(await told()).toEqual([bill!._id]);
    expect(await mails()).toBe(before);
  });

  it('case 58: up to which sum is the organisation’s to say, 1,000 yen at first; nothing is waived where it says none', async () => {
    const { platform } = server;
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 10_000);
    await desk.split(splitOf(memberId, 8000, [[bill!._id, 8000]]));
    const waive = () =>
      codeOf(writeOff(platform, org.scope, org.owner, { billId: bill!._id, reason: '免除', idempotencyKey: randomUUID() }));
    const set = (writeOffLimit: number) =>
      saveRefundSettings(platform, org.scope, org.owner, SaveRefundSettingsInput.parse({ approvalLimit: 100_000, writeOffLimit }));
    expect(await refundSettingsOf(db(), org.scope)).toEqual({ approvalLimit: 100_000, writeOffLimit: 1000 });
    expect(await waive()).toBe('WRITE_OFF_TOO_LARGE');
    await set(1999);
    expect(await waive()).toBe('WRITE_OFF_TOO_LARGE');
    await set(0);
    expect(await waive()).toBe('WRITE_OFF_TOO_LARGE');
    await set(2000);
    await set(2000);
    expect(await refundSettingsOf(db(), org.scope)).toEqual({ approvalLimit: 100_000, writeOffLimit: 2000 });
    expect(await waive()).toBeNull();
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'paid' });
    const log = await db().collection('audit_entries').find({ orgId: org.scope.orgId, action: 'refund.settings' }).toArray();
    expect(log.map(({ fields }) => fields)).toEqual([['writeOffLimit'], ['writeOffLimit'], ['writeOffLimit']]);
    for (const wrong of [-1, 10_001, 0.5])
      expect(SaveRefundSettingsInput.safeParse({ approvalLimit: 0, writeOffLimit: wrong }).success).toBe(false);
    await set(1000);
  });

  it('case 58: more than 1,000 yen, or a bill nothing was paid of, is not waived', async () => {
    const memberId = await desk.newMember();
    const [bill, untouched] = await desk.billsFor(memberId, 10_000, 500);
    await desk.split(splitOf(memberId, 8999, [[bill!._id, 8999]]));
    const waive = (billId: BillId) =>
      codeOf(writeOff(server.platform, org.scope, org.owner, { billId, reason: 'x', idempotencyKey: randomUUID() }));
    expect(await waive(bill!._id)).toBe('WRITE_OFF_TOO_LARGE');
    expect(await waive(untouched!._id)).toBe('BILL_NOT_PAYABLE');
    await desk.split(splitOf(memberId, 1, [[bill!._id, 1]]));
    expect(await waive(bill!._id)).toBeNull();
  });
});
