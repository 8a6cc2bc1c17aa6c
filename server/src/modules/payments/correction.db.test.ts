import { randomUUID } from 'node:crypto';
import type { CorrectionAsk } from '@tsudoi/shared/contracts/payments/correction.contract';
import type { BillId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, carryOut, codeOf, openBills, payBill, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { issueReceipt } from '../documents/receipt.service.ts';
import type { MemberDocument } from '../members/members.public.ts';
import type { CorrectionDocument } from './correction.repository.ts';
import { correct, previewCorrection } from './correction.service.ts';
import { correctionsOfBill, undoCorrection } from './correction-undo.service.ts';
import { recordOffline } from './offline.service.ts';
import type { AllocationDocument, PaymentDocument } from './payment.repository.ts';

let server: TestServer;
let org: TestOrganization;
let student: MembershipTypeId;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  student = await org.addType('学生会員', 5000);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;

/** A member with the annual bills of some years, made and confirmed by runs as in life. */
async function billed(
  years: readonly number[] = [2026],
  typeId?: MembershipTypeId,
): Promise<{ member: MemberDocument; bills: BillDocument[] }> {
  const [there] = [await openOrganizationOnce()];
  const member = await there.addMember(typeId ? { membershipTypeId: typeId } : {});
  for (const fiscalYear of years) {
    const run = await plan(server, there, { fiscalYear, dueOn: `${Math.max(fiscalYear, 2026)}-06-30` });
    await carryOut(server, there, run._id);
    await openBills(server, there, run._id);
  }
  const bills = await db().collection<BillDocument>('bills').find({ memberId: member._id }).sort({ fiscalYear: 1 }).toArray();
  return { member, bills };
}
const openOrganizationOnce = () => Promise.resolve(org);

const pay = (bill: BillDocument, amount: number) =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId: bill._id,
    amount: PositiveYen.parse(amount),
    method: 'bank_transfer',
    receivedOn: jstDate('2026-05-12'),
    memo: '通帳 5/12',
    idempotencyKey: randomUUID(),
  });
const preview = (ask: CorrectionAsk) => previewCorrection(server.platform, org.scope, org.owner, ask);
const inputFor = (ask: CorrectionAsk, digest: string, more: object = {}) => ({
  ask,
  digest,
  reason: '会員種別の登録まちがい',
  tellMember: true,
  idempotencyKey: randomUUID(),
  ...more,
});
async function doIt(ask: CorrectionAsk) {
  return correct(server.platform, org.scope, org.owner, inputFor(ask, (await preview(ask)).digest));
}
const undo = (correctionId: CorrectionDocument['_id'], idempotencyKey: string = randomUUID()) =>
  undoCorrection(server.platform, org.scope, org.owner, { correctionId, idempotencyKey });
const whyOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: { params?: { why?: string }; code?: string }) => error.params?.why ?? error.code,
  );
const billsOf = async (member: MemberDocument) =>
  (await db().collection<BillDocument>('bills').find({ memberId: member._id }).toArray()).toSorted((left, right) =>
    left._id < right._id ? -1 : 1,
  );
const short = ({ fiscalYear, amount, allocated, status }: BillDocument) => `${fiscalYear} ${amount} ${allocated} ${status}`;
const livingOf = async (member: MemberDocument) =>
  (await billsOf(member))
    .filter(({ live }) => live)
    .map(short)
    .toSorted();
const paymentsOf = (member: MemberDocument) => db().collection<PaymentDocument>('payments').find({ memberId: member._id }).toArray();
const apart = async (member: MemberDocument) => (await paymentsOf(member)).reduce((sum, row) => sum + row.unallocated, 0);
const typeNow = async (member: MemberDocument) =>
  (await db().collection<MemberDocument>('members').findOne({ _id: member._id }))!.membershipTypeId;
const type = (bill: BillDocument, to: MembershipTypeId, rest: 'keep' | 'next_year' = 'keep'): CorrectionAsk => ({
  billId: bill._id,
  wrong: 'type',
  membershipTypeId: to,
  rest,
  dueOn: null,
});
const year = (bill: BillDocument, fiscalYear: number, rest: 'keep' | 'next_year' = 'keep'): CorrectionAsk => ({
  billId: bill._id,
  wrong: 'year',
  fiscalYear: fiscalYear as never,
  rest,
  dueOn: null,
});
const money = (
  wrong: 'surplus' | 'misplaced',
  bill: BillDocument,
  to: readonly BillDocument[],
  rest: 'keep' | 'next_year' = 'keep',
): CorrectionAsk => ({ billId: bill._id, wrong, toBillIds: to.map(({ _id }) => _id), rest });

describe('the bill was wrong', () => {
  it('BIL-11: a bill of the wrong year, unpaid, is one of the right year: both steps are one transaction', async () => {
    const { member, bills } = await billed([2027]);
    const plan1 = await preview(year(bills[0]!, 2026));
    expect(plan1.steps.map(({ step }) => step)).toEqual(['cancel', 'create']);
    await doIt(year(bills[0]!, 2026));
    const [old, made] = await billsOf(member);
    expect([old!.status, old!.live, old!.cancelReason]).toEqual(['cancelled', false, '会員種別の登録まちがい']);
    expect(short(made!)).toBe('2026 10000 0 unpaid');
    expect(made).toMatchObject({
      billName: '2026年度 年会費',
      allocationStartMonth: '2026-04',
      membershipTypeName: '正会員',
      itemId: org.itemId,
    });
  });

  it('BIL-12: the same, paid online: the money is on the right year, its total is what it was, and the old 決済番号 is linked', async () => {
    const { member, bills } = await billed([2027]);
    const { payload } = await payBill(server, org, bills[0]!);
    await doIt(year(bills[0]!, 2026));
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
    const [payment] = await paymentsOf(member);
    expect(payment).toMatchObject({
      received: 10_000,
      allocated: 10_000,
      unallocated: 0,
      reversed: 0,
      paymentNumber: payload.paymentNumber,
    });
    const made = (await billsOf(member)).find(({ live }) => live)!;
    expect(payment!.memo).toContain(`決済番号 ${payload.paymentNumber}`);
    expect(payment!.memo).toContain(bills[0]!.billNumber);
    expect(payment!.memo).toContain(made.billNumber);
    expect(payment!.memo).toContain('会員種別の登録まちがい');
    for (const billId of [bills[0]!._id, made._id]) {
      const [trail] = await correctionsOfBill(server.platform, org.scope, billId);
      expect(trail!.money).toMatchObject([{ paymentNumber: payload.paymentNumber, amount: 10_000, to: 1 }]);
    }
    // Nothing was edited: what lay on the old bill was reversed, and lies on the new one by a row of its own.
    const rows = await db().collection<AllocationDocument>('allocations').find({ paymentId: payment!._id }).toArray();
    expect(rows.map(({ amount, closes }) => `${amount} ${closes}`).toSorted()).toEqual(['-10000 true', '10000 false', '10000 false']);
  });

  it('BIL-12: where the right year is billed already, its bill takes the money and no second one is made', async () => {
    const { member, bills } = await billed([2026, 2027]);
    await pay(bills[1]!, 10_000);
    const { billId } = await doIt(year(bills[1]!, 2026));
    expect(billId).toBe(bills[0]!._id);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
  });

  it('ADJ-04: billed as 正会員 but a student, unpaid: one student bill lives, the old one is cancelled, the member is a student', async () => {
    const { member, bills } = await billed();
    await doIt(type(bills[0]!, student));
    expect(await livingOf(member)).toEqual(['2026 5000 0 unpaid']);
    expect((await billNow(server, bills[0]!._id)).status).toBe('cancelled');
    expect(await typeNow(member)).toBe(student);
    expect((await billsOf(member)).at(-1)).toMatchObject({
      membershipTypeName: '学生会員',
      parts: [{ label: '2026年度 学生会員 年会費' }],
    });
  });

  it('ADJ-05: the same, 10,000 paid: 5,000 on the student bill, 5,000 on no bill', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const seen = await preview(type(bills[0]!, student));
    expect(seen.steps.map(({ step }) => step)).toEqual(['take_off', 'cancel', 'change_type', 'create', 'place', 'keep']);
    expect(seen.totals).toEqual({ onBillsBefore: 10_000, onBillsAfter: 5000, apartBefore: 0, apartAfter: 5000 });
    await doIt(type(bills[0]!, student));
    expect(await livingOf(member)).toEqual(['2026 5000 5000 paid']);
    expect(await apart(member)).toBe(5000);
  });

  it('ADJ-06: the surplus pays next year’s bill, made in the same act', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    await doIt(type(bills[0]!, student, 'next_year'));
    expect(await livingOf(member)).toEqual(['2026 5000 5000 paid', '2027 5000 5000 paid']);
    expect(await apart(member)).toBe(0);
    expect((await billsOf(member)).find(({ fiscalYear }) => fiscalYear === 2027)).toMatchObject({
      billName: '2027年度 年会費',
      allocationStartMonth: '2027-04',
      dueOn: '2027-06-30',
    });
  });

  it('ADJ-06: next year’s bill that is there already takes the surplus; a draft of it is said to be one', async () => {
    const { member, bills } = await billed([2026, 2027]);
    await pay(bills[0]!, 10_000);
    await doIt(type(bills[0]!, student, 'next_year'));
    expect(await livingOf(member)).toEqual(['2026 5000 5000 paid', '2027 10000 5000 partly_paid']);
    const other = await billed();
    const run = await plan(server, org, { fiscalYear: 2027, dueOn: '2027-06-30' });
    await carryOut(server, org, run._id);
    await pay(other.bills[0]!, 10_000);
    expect(await whyOf(preview(type(other.bills[0]!, student, 'next_year')))).toBe('target_draft');
  });

  it('ADJ-07: a student who becomes 正会員 in mid-year, unpaid: only the 正会員 bill is open', async () => {
    const { member, bills } = await billed([2026], student);
    await doIt(type(bills[0]!, org.regular));
    expect(await livingOf(member)).toEqual(['2026 10000 0 unpaid']);
    expect(await typeNow(member)).toBe(org.regular);
  });

  it('ADJ-08: the same, 5,000 paid: partly paid with 5,000 due', async () => {
    const { member, bills } = await billed([2026], student);
    await pay(bills[0]!, 5000);
    await doIt(type(bills[0]!, org.regular));
    expect(await livingOf(member)).toEqual(['2026 10000 5000 partly_paid']);
    expect(await apart(member)).toBe(0);
  });

  it('oracle 28: student 3,000 paid → regular 10,000 → outstanding 7,000', async () => {
    const cheap = await org.addType('学生 3,000', 3000);
    const { member, bills } = await billed([2026], cheap);
    await pay(bills[0]!, 3000);
    const seen = await preview(type(bills[0]!, org.regular));
    expect(seen.bills.at(-1)!.after).toMatchObject({ amount: 10_000, allocated: 3000, status: 'partly_paid' });
    await doIt(type(bills[0]!, org.regular));
    expect(await livingOf(member)).toEqual(['2026 10000 3000 partly_paid']);
  });

  it('oracle 29: regular 10,000 paid → student 3,000, next year 3,000 → credit 4,000', async () => {
    const cheap = await org.addType('学生 3,000円', 3000);
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    await doIt(type(bills[0]!, cheap, 'next_year'));
    expect(await livingOf(member)).toEqual(['2026 3000 3000 paid', '2027 3000 3000 paid']);
    expect(await apart(member)).toBe(4000);
  });

  it('ADJ-02: a wrong amount is another bill over the right one, with the difference among its parts', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    await doIt({ billId: bills[0]!._id, wrong: 'amount', amount: 8000 as never, rest: 'keep', dueOn: null });
    expect(await livingOf(member)).toEqual(['2026 8000 8000 paid']);
    expect(await apart(member)).toBe(2000);
    expect((await billsOf(member)).at(-1)!.parts.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['fee', 10_000],
      ['bill_adjustment', -2000],
    ]);
  });

  it('case 8, oracle 19: corrected to nothing it is 入金不要, and all the money is kept', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    await doIt({ billId: bills[0]!._id, wrong: 'amount', amount: 0 as never, rest: 'keep', dueOn: null });
    expect(await livingOf(member)).toEqual(['2026 0 0 not_required']);
    expect(await apart(member)).toBe(10_000);
  });
});

describe('the money was on the wrong bill', () => {
  it('PAY-15: two years’ dues on one bill: both are paid, and each says where its money came from', async () => {
    const { member, bills } = await billed([2025, 2026]);
    await pay(bills[0]!, 20_000);
    await doIt(money('surplus', bills[0]!, [bills[1]!]));
    expect(await livingOf(member)).toEqual(['2025 10000 10000 paid', '2026 10000 10000 paid']);
    for (const bill of bills)
      expect(await correctionsOfBill(server.platform, org.scope, bill._id)).toMatchObject([
        { wrong: 'surplus', money: [{ amount: 10_000, to: 1 }] },
      ]);
    expect((await paymentsOf(member))[0]!.memo).toMatch(
      /^通帳 5\/12\n【訂正 2026年5月20日】10,000円を 2025年度 年会費（2025-\d+） から 2026年度 年会費（2026-\d+） へ。理由：/,
    );
  });

  it('PAY-16, oracle 27: 20,000 on a bill of 10,000: next year is made and paid, or the rest stays as 前受', async () => {
    const one = await billed();
    await pay(one.bills[0]!, 20_000);
    await doIt(money('surplus', one.bills[0]!, [], 'next_year'));
    expect(await livingOf(one.member)).toEqual(['2026 10000 10000 paid', '2027 10000 10000 paid']);
    expect(await apart(one.member)).toBe(0);
    const other = await billed();
    await pay(other.bills[0]!, 20_000);
    await doIt(money('surplus', other.bills[0]!, [], 'keep'));
    expect(await livingOf(other.member)).toEqual(['2026 10000 10000 paid']);
    expect(await apart(other.member)).toBe(10_000);
  });

  it('PAY-17, case 61: money for the newest year goes to the oldest: that is paid, the newest is open again', async () => {
    const { member, bills } = await billed([2025, 2026]);
    const { payload } = await payBill(server, org, bills[1]!);
    await doIt(money('misplaced', bills[1]!, [bills[0]!]));
    expect(await livingOf(member)).toEqual(['2025 10000 10000 paid', '2026 10000 0 unpaid']);
    expect((await paymentsOf(member))[0]!.memo).toContain(payload.paymentNumber);
  });

  it('case 60: what the other bill does not ask for stays where it was', async () => {
    const { member, bills } = await billed([2025, 2026]);
    await pay(bills[0]!, 7000);
    await pay(bills[1]!, 10_000);
    await doIt(money('misplaced', bills[1]!, [bills[0]!]));
    expect(await livingOf(member)).toEqual(['2025 10000 10000 paid', '2026 10000 7000 partly_paid']);
  });

  it('case 58: the sum of money is the same before and after, whatever is moved', async () => {
    const { member, bills } = await billed([2025, 2026]);
    await pay(bills[0]!, 9120);
    await pay(bills[0]!, 9120);
    const sums = async () => (await paymentsOf(member)).map(({ received, reversed }) => received - reversed).toSorted();
    const before = await sums();
    await doIt(money('surplus', bills[0]!, [bills[1]!]));
    expect(await sums()).toEqual(before);
    expect(await livingOf(member)).toEqual(['2025 10000 10000 paid', '2026 10000 8240 partly_paid']);
  });
});

describe('receipts', () => {
  const receiptOf = async (billId: BillId) =>
    db().collection<{ billId: BillId; number: string; voided: boolean }>('receipts').find({ billId }).toArray();

  it('case 65: the receipt of a bill that is corrected away is voided, its number never used again', async () => {
    const { bills } = await billed();
    await pay(bills[0]!, 10_000);
    await issueReceipt(server.platform, org.owner, bills[0]!._id, undefined);
    const { billId } = await doIt(type(bills[0]!, student));
    const [old] = await receiptOf(bills[0]!._id);
    expect(old!.voided).toBe(true);
    const next = await issueReceipt(server.platform, org.owner, billId, undefined);
    expect(next.number).not.toBe(old!.number);
    expect(next.amount).toBe(5000);
  });

  it('PAY-16: the receipt of a bill that only gives up its surplus stays good', async () => {
    const { bills } = await billed();
    await pay(bills[0]!, 20_000);
    await issueReceipt(server.platform, org.owner, bills[0]!._id, undefined);
    await doIt(money('surplus', bills[0]!, [], 'keep'));
    expect((await receiptOf(bills[0]!._id)).map(({ voided }) => voided)).toEqual([false]);
  });
});

describe('exactly the plan that was read', () => {
  it('money that came after the preview stops it, and nothing is changed', async () => {
    const { member, bills } = await billed();
    const ask = type(bills[0]!, student);
    const { digest } = await preview(ask);
    await pay(bills[0]!, 4000);
    expect(await whyOf(correct(server.platform, org.scope, org.owner, inputFor(ask, digest)))).toBe('stale');
    expect(await livingOf(member)).toEqual(['2026 10000 4000 partly_paid']);
    expect(await typeNow(member)).toBe(org.regular);
  });

  it('the same key is one correction, also at the same moment; another body with it is refused', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const ask = type(bills[0]!, student);
    const input = inputFor(ask, (await preview(ask)).digest);
    const answers = await Promise.all([1, 2, 3].map(() => correct(server.platform, org.scope, org.owner, input)));
    expect(new Set(answers.map(({ correctionId }) => correctionId)).size).toBe(1);
    expect(await livingOf(member)).toEqual(['2026 5000 5000 paid']);
    expect(await codeOf(correct(server.platform, org.scope, org.owner, { ...input, reason: '別の理由' }))).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('two people on one bill: one wins, the other is told who did what before', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 20_000);
    const [one, two] = [type(bills[0]!, student), money('surplus', bills[0]!, [])];
    const [first, second] = [inputFor(one, (await preview(one)).digest), inputFor(two, (await preview(two)).digest)];
    const colleague = { ...org.owner, name: '鈴木 一郎' };
    const outcomes = await Promise.allSettled([
      correct(server.platform, org.scope, org.owner, first),
      correct(server.platform, org.scope, colleague, second),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')!;
    const winner = outcomes[0]!.status === 'fulfilled' ? org.owner.name : colleague.name;
    expect(lost.reason).toMatchObject({ code: 'CORRECTION_REFUSED', params: { why: 'colleague', name: winner } });
    const total = (await paymentsOf(member)).reduce((sum, row) => sum + row.allocated + row.unallocated, 0);
    expect(total).toBe(20_000);
  });

  it('tells the member in one mail, wakes their pages, and writes who did it', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const { correctionId, billId } = await doIt(type(bills[0]!, student));
    const mails = await db()
      .collection<{ text: string; to: string }>('mails')
      .find({ idempotencyKey: `bill-corrected:${correctionId}` } as never)
      .toArray();
    expect(mails).toHaveLength(1);
    expect(mails[0]!.text).toContain('前受');
    const woken = await db()
      .collection<{ topic: string; ref: string }>('live_events')
      .find({ memberId: member._id, topic: 'bills' } as never)
      .toArray();
    expect(new Set(woken.map(({ ref }) => ref))).toEqual(new Set([bills[0]!._id, billId]));
    const log = await db()
      .collection<{ action: string }>('audit_entries')
      .find({ subjectId: { $in: [bills[0]!._id, billId, member._id] } } as never)
      .toArray();
    expect(new Set(log.map(({ action }) => action))).toEqual(new Set(['bill.correct', 'bill.cancel', 'bill.create', 'member.update']));
  });

  it('slips that are out are voided first; one that may be paid already stops everything', async () => {
    const { member, bills } = await billed();
    server.payments.answers['charges.voidForPayables'] = { voided: false };
    expect(await whyOf(doIt(type(bills[0]!, student)))).toBe('money_under_way');
    server.payments.answers['charges.voidForPayables'] = { voided: true };
    expect(await livingOf(member)).toEqual(['2026 10000 0 unpaid']);
    await doIt(type(bills[0]!, student));
    expect(server.payments.calls.at(-1)).toEqual({ procedure: 'charges.voidForPayables', input: { payableIds: [bills[0]!._id] } });
  });

  it('速報 is not corrected before it is 確報', async () => {
    const { bills } = await billed();
    await payBill(server, org, bills[0]!, { state: 'provisional' });
    expect(await whyOf(preview(type(bills[0]!, student)))).toBe('money_under_way');
  });

  it('refuses what changes nothing, what is cancelled, what is not theirs', async () => {
    const { bills } = await billed([2025, 2026]);
    const [bill, open] = bills as [BillDocument, BillDocument];
    expect(await whyOf(preview(type(bill, org.regular)))).toBe('nothing');
    expect(await whyOf(preview(year(bill, 2025)))).toBe('nothing');
    expect(await whyOf(preview(money('surplus', bill, [open])))).toBe('nothing');
    const stranger = await billed();
    expect(await whyOf(preview(money('misplaced', bill, [stranger.bills[0]!])))).toBe('target');
    const other = await openOrganization(server);
    expect(await codeOf(previewCorrection(server.platform, other.scope, other.owner, type(bill, student)))).toBe('NOT_FOUND');
    expect(await codeOf(correctionsOfBill(server.platform, other.scope, bill._id))).toBe('NOT_FOUND');
    await doIt(type(bill, student));
    expect(await whyOf(preview(type(bill, org.regular)))).toBe('BILL_CANCELLED');
  });
});

describe('taking a correction back', () => {
  it('ADJ-06: bills, money and type stand as before; the cancelled bill lives on as one like it', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const { correctionId } = await doIt(type(bills[0]!, student, 'next_year'));
    const [trail] = await correctionsOfBill(server.platform, org.scope, bills[0]!._id);
    expect(trail!.undoable).toBe(true);
    const key = randomUUID();
    const back = await undo(correctionId, key);
    expect(await undo(correctionId, key)).toEqual(back);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
    expect(await apart(member)).toBe(0);
    expect(await typeNow(member)).toBe(org.regular);
    const again = await billNow(server, back.billId);
    expect(again).toMatchObject({ billName: bills[0]!.billName, dueOn: bills[0]!.dueOn, parts: bills[0]!.parts });
    expect(await whyOf(undo(correctionId))).toBe('undo_over');
    expect((await correctionsOfBill(server.platform, org.scope, bills[0]!._id)).map(({ wrong, undone }) => [wrong, undone])).toEqual([
      ['undo', false],
      ['type', true],
    ]);
  });

  it('PAY-17: the money lies again where it lay', async () => {
    const { member, bills } = await billed([2025, 2026]);
    await pay(bills[1]!, 10_000);
    const { correctionId } = await doIt(money('misplaced', bills[1]!, [bills[0]!]));
    await undo(correctionId);
    expect(await livingOf(member)).toEqual(['2025 10000 0 unpaid', '2026 10000 10000 paid']);
    expect((await billNow(server, bills[1]!._id)).cancelledAt).toBeNull();
  });

  it('is over once something was built on it', async () => {
    const { bills } = await billed();
    const { correctionId, billId } = await doIt(type(bills[0]!, student));
    await pay(await billNow(server, billId), 1000);
    expect(await whyOf(undo(correctionId))).toBe('undo_blocked');
    const [trail] = await correctionsOfBill(server.platform, org.scope, billId);
    expect(trail!.undoable).toBe(false);
    const second = await doIt(type(await billNow(server, billId), org.regular));
    expect(await whyOf(undo(correctionId))).toBe('undo_blocked');
    await undo(second.correctionId);
  });

  it('two people take it back at once: it goes back once', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const { correctionId } = await doIt(type(bills[0]!, student));
    const outcomes = await Promise.allSettled([undo(correctionId), undo(correctionId)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
  });
});
