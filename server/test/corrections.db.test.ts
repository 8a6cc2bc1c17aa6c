import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllocationDocument } from '../src/modules/payments/payment.repository.ts';
import { correctionsOfBill } from '../src/modules/payments/correction-trail.service.ts';
import { items, updateItem } from '../src/modules/billing/billing-item.service.ts';
import { adjustMember, billNow, carryOut, openBills, payBill, plan } from './billing.factory.ts';
import { type CorrectionRig, short, money, type, year, whyOf, startCorrectionRig } from './correction.factory.ts';

let server: CorrectionRig['server'];
let org: CorrectionRig['org'];
let student: CorrectionRig['student'];
let db: CorrectionRig['db'];
let billsOf: CorrectionRig['billsOf'];
let billed: CorrectionRig['billed'];
let pay: CorrectionRig['pay'];
let preview: CorrectionRig['preview'];
let doIt: CorrectionRig['doIt'];
let livingOf: CorrectionRig['livingOf'];
let paymentsOf: CorrectionRig['paymentsOf'];
let apart: CorrectionRig['apart'];
let typeNow: CorrectionRig['typeNow'];

beforeAll(async () => {
  ({ server, org, student, db, billsOf, billed, pay, preview, doIt, livingOf, paymentsOf, apart, typeNow } = await startCorrectionRig());
});
afterAll(() => server.close());

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

  it('ADJ-06, case 69: a bill of another year is due as its item’s rule says, like one of a run', async () => {
    const item = (await items(server.platform, org.scope)).find(({ billingItemId }) => billingItemId === org.itemId)!;
    const { billingItemId, name, proviso } = item;
    const rule = (dueRule: typeof item.dueRule, version: number) =>
      updateItem(server.platform, org.scope, org.owner, { billingItemId, name, proviso, dueRule, version });
    const next = await billed();
    await pay(next.bills[0]!, 20_000);
    const { version } = await rule({ months: 1, day: 31, shift: 'next' }, item.version);
    await doIt(money('surplus', next.bills[0]!, [], 'next_year'));
    const [later, earlier] = [await billed([2027]), await billed([2027])];
    await doIt(year(later.bills[0]!, 2026));
    await doIt(year(earlier.bills[0]!, 2025));
    const dueOf = async ({ member }: typeof next) => (await billsOf(member)).filter(({ live }) => live).at(-1)!.dueOn;
    expect([await dueOf(next), await dueOf(later), await dueOf(earlier)]).toEqual(['2027-05-31', '2026-06-01', '2026-06-19']);
    await rule(null, version);
  });

  it('ADJ-06, PAY-16, BIL-12: dues of another year are those of a whole year, wherever in its year the corrected bill begins', async () => {
    const item = (await items(server.platform, org.scope)).find(({ billingItemId }) => billingItemId === org.itemId)!;
    const { billingItemId, name, proviso } = item;
    const set = (proration: typeof item.proration, dueRule: typeof item.dueRule, version: number) =>
      updateItem(server.platform, org.scope, org.owner, { billingItemId, name, proviso, proration, dueRule, version });
    const { version } = await set('monthly', { months: 1, day: 31, shift: 'none' }, item.version);
    const fromOctober = async (fiscalYear: number) => {
      const member = await org.addMember();
      const run = await plan(server, org, { fiscalYear, allocationStartMonth: `${fiscalYear}-10`, dueOn: `${fiscalYear}-11-30` });
      await carryOut(server, org, run._id);
      await openBills(server, org, run._id);
      const [bill] = await billsOf(member);
      expect(short(bill!)).toBe(`${fiscalYear} 5000 0 unpaid`);
      return { member, bill: bill! };
    };
    const later = async ({ member }: { member: Awaited<ReturnType<typeof org.addMember>> }, fiscalYear: number) =>
      (await billsOf(member)).find((bill) => bill.live && bill.fiscalYear === fiscalYear)!;
    const paid = await fromOctober(2026);
    await pay(paid.bill, 15_000);
    await doIt(money('surplus', paid.bill, [], 'next_year'));
    expect(await livingOf(paid.member)).toEqual(['2026 5000 5000 paid', '2027 10000 10000 paid']);
    const whole = { allocationStartMonth: '2027-04', dueOn: '2027-05-31', parts: [{ kind: 'fee', amount: 10_000 }] };
    expect(await later(paid, 2027)).toMatchObject(whole);
    const mistaken = await fromOctober(2026);
    await doIt(year(mistaken.bill, 2027));
    expect(await later(mistaken, 2027)).toMatchObject(whole);
    // Whoever came in during the year pays from the month in which they did, as in a run.
    const newcomer = await billed([2027]);
    await db()
      .collection('members')
      .updateOne({ _id: newcomer.member._id as never }, { $set: { joinedOn: '2026-10-05' } });
    await doIt(year(newcomer.bills[0]!, 2026));
    expect(await later(newcomer, 2026)).toMatchObject({ amount: 5000, allocationStartMonth: '2026-04' });
    await set(item.proration, item.dueRule, version);
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

  it('BIL-06: corrected to a type that the item exempts it asks for nothing, adjusted or not, and what was paid is kept', async () => {
    const life = await org.addType('終身会員', 5000);
    const { billingItemId, name, proviso, version } = (await items(server.platform, org.scope)).find((one) => one.category === 'annual')!;
    await updateItem(server.platform, org.scope, org.owner, { billingItemId, name, proviso, version, exemptTypeIds: [life] });
    const { member, bills } = await billed();
    await adjustMember(server, org, member._id, 'permanent', 2000);
    await pay(bills[0]!, 10_000);
    await doIt(type(bills[0]!, life, 'next_year'));
    expect([await livingOf(member), await apart(member)]).toEqual([['2026 0 0 not_required'], 10_000]);
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
