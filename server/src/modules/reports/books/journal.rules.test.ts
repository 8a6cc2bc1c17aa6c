import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { accountRoles } from '@tsudoi/shared/contracts/reports/books.contract';
import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, addDays, fiscalYearRange, jstDate, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillDocument } from '../../billing/billing.public.ts';
import { type AllocationDocument, type PaymentDocument, liveAllocations } from '../../payments/payments.public.ts';
import { type BookTerms, type Journal, balanceOf, billJournals, groupJournals, recognisedOn } from './journal.rules.ts';
import { groupKeyOf, groupsOfPayment, sharesOfBill } from './money-group.rules.ts';

type Bill = Parameters<typeof billJournals>[0] & { readonly _id: BillId };
type Payment = Parameters<typeof groupJournals>[0] & Parameters<typeof groupsOfPayment>[0];
type Row = Pick<AllocationDocument, '_id' | 'paymentId' | 'billId' | 'amount' | 'reverses' | 'closes' | 'at' | 'causedBy'>;
const accrual: BookTerms = { basis: 'accrual', deferPrepaid: true, fiscalYearStartMonth: 4 };
const cash: BookTerms = { ...accrual, basis: 'cash' };
const end = '2100-01-01' as JstDate;

/** Bills and money as the ledger leaves them, written down here by hand: every act has its moment and its cause. */
class Office {
  readonly bills: Bill[] = [];
  readonly payments: Payment[] = [];
  readonly rows: Row[] = [];
  #acts = 0;

  at(day: JstDate): Date {
    this.#acts += 1;
    return new Date(startOfJstDate(day).getTime() + 3_600_000 + this.#acts);
  }
  bill(day: JstDate, fiscalYear: number, lines: readonly (readonly [number, TaxCategory])[]): Bill {
    const bill: Bill = {
      _id: `bill_${this.bills.length}` as BillId,
      billName: `${fiscalYear}年度 年会費`,
      category: 'annual',
      fiscalYear: fiscalYear as FiscalYear,
      memberName: '東雲 花子',
      memberNumber: '100001',
      amount: yen(lines.reduce((sum, [amount]) => sum + amount, 0)),
      lines: lines.map(([amount, taxCategory]) => ({ label: '会費', amount: yen(amount), taxCategory })),
      confirmedAt: this.at(day),
      cancelledAt: null,
    };
    this.bills.push(bill);
    return bill;
  }
  #set(bill: Bill, change: Partial<Bill>): void {
    Object.assign(bill, change);
  }
  amend(bill: Bill, day: JstDate, amount: number): void {
    const lines = [{ label: '請求の調整', amount: yen(amount), taxCategory: bill.lines[0]!.taxCategory }];
    this.#set(bill, {
      amount: yen(bill.amount + amount),
      lines: [...bill.lines, ...lines],
      amendments: [...(bill.amendments ?? []), { at: this.at(day), lines }],
    });
  }
  cancel(bill: Bill, day: JstDate): void {
    this.#set(bill, { cancelledAt: this.at(day) });
  }
  on(bill: Bill): number {
    return this.rows.filter(({ billId }) => billId === bill._id).reduce((sum, { amount }) => sum + amount, 0);
  }
  free(payment: Payment): number {
    const back = (payment.returns ?? []).reduce((sum, { amount }) => sum + amount, 0);
    const lying = this.rows.filter(({ paymentId }) => paymentId === payment._id).reduce((sum, { amount }) => sum + amount, 0);
    return payment.received - back - lying;
  }
  pay(
    day: JstDate,
    parts: readonly (readonly [Bill, number])[],
    { receivedOn = day, advance = 0, method = 'bank_transfer' as PaymentDocument['method'] } = {},
  ): Payment {
    const id = `pay_${this.payments.length}` as PaymentId;
    const payment: Payment = {
      _id: id,
      method,
      memberName: '東雲 花子',
      memberNumber: '100001',
      chargeId: null,
      sourceId: `key_${id}`,
      received: yen(parts.reduce((sum, [, amount]) => sum + amount, advance)),
      receivedAt: startOfJstDate(receivedOn),
    };
    this.payments.push(payment);
    const at = this.at(day);
    for (const [bill, amount] of parts) this.#row(payment, bill._id, amount, null, false, at, payment.sourceId);
    return payment;
  }
  put(day: JstDate, payment: Payment, bill: Bill, amount: number, causedBy: string): void {
    this.#row(payment, bill._id, amount, null, false, this.at(day), causedBy);
  }
  /** Off its bills, the newest first; back to the payer with `money`. */
  take(day: JstDate, payment: Payment, amount: number, { money, from }: { money: boolean; from: Bill | null }): void {
    const at = this.at(day);
    const causedBy = `act_${at.getTime()}`;
    let rest = from === null ? Math.max(0, amount - this.free(payment)) : amount;
    const own = this.rows.filter(({ paymentId }) => paymentId === payment._id);
    const live = liveAllocations(own).filter(({ row }) => from === null || row.billId === from._id);
    for (const { row, left } of live.toReversed()) {
      const taken = Math.min(rest, left);
      if (taken === 0) continue;
      rest -= taken;
      this.#row(payment, row.billId, -taken, row._id, taken === left, at, causedBy);
    }
    if (money) {
      const back = { at, on: day, amount: yen(amount), method: payment.method, causedBy };
      Object.assign(payment, { returns: [...(payment.returns ?? []), back] });
    }
  }
  #row(payment: Payment, billId: BillId, amount: number, reverses: string | null, closes: boolean, at: Date, causedBy: string): void {
    const _id = `alo_${this.rows.length}` as Row['_id'];
    this.rows.push({
      _id,
      paymentId: payment._id,
      billId,
      amount: yen(amount),
      reverses: reverses as Row['reverses'],
      closes,
      at,
      causedBy,
    });
  }
  journals(terms: BookTerms, until: JstDate = end): Journal[] {
    const payments = new Map(this.payments.map((payment) => [payment._id, payment]));
    const keyed = this.rows.map((row) => ({ row, key: groupKeyOf(payments.get(row.paymentId)!, row) }));
    const shares = new Map(
      this.bills.map((bill) => [
        bill,
        sharesOfBill(
          bill,
          keyed.filter(({ row }) => row.billId === bill._id),
        ),
      ]),
    );
    const ofMoney = this.payments.flatMap((payment) =>
      groupsOfPayment(
        payment,
        this.rows.filter(({ paymentId }) => paymentId === payment._id),
      ).flatMap((group) => {
        const settled = this.bills.flatMap((bill) => {
          const share = shares.get(bill)!.get(group.key);
          return share ? [{ bill, share }] : [];
        });
        return groupJournals(payment, group, settled, terms);
      }),
    );
    return [...this.bills.flatMap((bill) => billJournals(bill, terms)), ...ofMoney].filter(({ on }) => on <= until);
  }
}

const flat = (journals: readonly Journal[]) =>
  journals.map(({ on, lines }) => [
    on,
    ...lines.map(({ side, role, amount, tax }) => [side, role, amount, ...(tax === 'out_of_scope' ? [] : [tax])].join(' ')),
  ]);
const plain = 'out_of_scope' as const;

describe('journals of bills and money (security.md 4.3, invariant 3)', () => {
  it('three years paid at once: this year is settled, each later year waits as 前受会費 until its first day (domain.md 5.9)', () => {
    const office = new Office();
    const [now, next, third] = [2026, 2027, 2028].map((year) => office.bill(jstDate('2026-05-01'), year, [[8000, plain]])) as [
      Bill,
      Bill,
      Bill,
    ];
    office.pay(jstDate('2026-05-20'), [
      [now, 8000],
      [next, 8000],
      [third, 8000],
    ]);
    expect(flat(office.journals(accrual))).toEqual([
      ['2026-05-01', 'debit receivable 8000', 'credit annual 8000'],
      ['2027-04-01', 'debit receivable 8000', 'credit annual 8000'],
      ['2028-04-01', 'debit receivable 8000', 'credit annual 8000'],
      ['2026-05-20', 'debit bank 24000', 'credit receivable 8000', 'credit prepaid 8000', 'credit prepaid 8000'],
      ['2027-04-01', 'debit prepaid 8000', 'credit receivable 8000'],
      ['2028-04-01', 'debit prepaid 8000', 'credit receivable 8000'],
    ]);
    expect(flat(office.journals(cash))).toEqual([
      ['2026-05-20', 'debit bank 24000', 'credit annual 8000', 'credit prepaid 8000', 'credit prepaid 8000'],
      ['2027-04-01', 'debit prepaid 8000', 'credit annual 8000'],
      ['2028-04-01', 'debit prepaid 8000', 'credit annual 8000'],
    ]);
    expect(flat(office.journals({ ...cash, deferPrepaid: false }))).toEqual([
      ['2026-05-20', 'debit bank 24000', 'credit annual 8000', 'credit annual 8000', 'credit annual 8000'],
    ]);
  });

  it('case 58: a waived shortage settles what is owed and is no money, by 現金主義 nothing at all', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2026, [[10_000, plain]]);
    office.pay(jstDate('2026-05-20'), [[bill, 9120]]);
    office.pay(jstDate('2026-05-21'), [[bill, 880]], { method: 'write_off' });
    expect(flat(office.journals(accrual)).at(-1)).toEqual(['2026-05-21', 'debit writeOff 880', 'credit receivable 880']);
    expect(balanceOf(office.journals(accrual), 'receivable')).toBe(0);
    expect(balanceOf(office.journals(cash), 'annual')).toBe(9120);
  });

  it('case 60: taken off and put elsewhere by a correction is one journal; 5.7: what is too much is 預り金 until it is used', () => {
    const office = new Office();
    const [one, two] = [2026, 2027].map((year) => office.bill(jstDate('2026-05-01'), year, [[10_000, plain]])) as [Bill, Bill];
    const payment = office.pay(jstDate('2026-05-20'), [[one, 20_000]]);
    expect(flat(office.journals(accrual)).at(-1)).toEqual([
      '2026-05-20',
      'debit bank 20000',
      'credit receivable 10000',
      'credit deposit 10000',
    ]);
    office.take(jstDate('2026-05-25'), payment, 10_000, { money: false, from: one });
    office.put(jstDate('2026-05-25'), payment, two, 10_000, 'use');
    expect(flat(office.journals(accrual)).slice(3)).toEqual([
      ['2026-05-25', 'debit deposit 10000', 'credit prepaid 10000'],
      ['2027-04-01', 'debit prepaid 10000', 'credit receivable 10000'],
    ]);
  });

  it('oracle 10: each rate of a bill is income of its own, and parts of it paid one by one are the bill to the yen', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2026, [
      [8000, plain],
      [5500, 'standard_10'],
      [1080, 'reduced_8'],
    ]);
    expect(flat(office.journals(accrual))).toEqual([
      ['2026-05-01', 'debit receivable 14580', 'credit annual 8000', 'credit annual 5500 standard_10', 'credit annual 1080 reduced_8'],
    ]);
    for (const amount of [1, 333, 7777, 6469]) office.pay(jstDate('2026-05-20'), [[bill, amount]]);
    const income = office.journals(cash).flatMap(({ lines }) => lines.filter(({ role }) => role === 'annual'));
    const of = (tax: TaxCategory) =>
      income.filter((line) => line.tax === tax).reduce((sum, line) => sum + (line.side === 'credit' ? line.amount : -line.amount), 0);
    expect([of(plain), of('standard_10'), of('reduced_8')]).toEqual([8000, 5500, 1080]);
  });

  it('what is adjusted or cancelled before the dues are income is part of them or of nothing, afterwards it has its own day', () => {
    const office = new Office();
    const early = office.bill(jstDate('2026-03-01'), 2026, [[8000, plain]]);
    office.amend(early, jstDate('2026-03-10'), -1000);
    const gone = office.bill(jstDate('2026-03-01'), 2026, [[8000, plain]]);
    office.cancel(gone, jstDate('2026-03-15'));
    office.amend(early, jstDate('2026-04-10'), -500);
    office.cancel(early, jstDate('2026-04-20'));
    expect(flat(office.journals(accrual))).toEqual([
      ['2026-04-01', 'debit receivable 7000', 'credit annual 7000'],
      ['2026-04-10', 'debit annual 500', 'credit receivable 500'],
      ['2026-04-20', 'debit annual 6500', 'credit receivable 6500'],
    ]);
  });
});

const command = fc.record({
  what: fc.constantFrom('bill', 'bill', 'pay', 'pay', 'pay', 'waive', 'amend', 'back', 'refund', 'use', 'off', 'cancel'),
  one: fc.nat({ max: 7 }),
  two: fc.nat({ max: 7 }),
  amount: fc.integer({ min: 1, max: 20_000 }),
  days: fc.integer({ min: 1, max: 90 }),
  late: fc.nat({ max: 40 }),
});
type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

const taxes: readonly TaxCategory[] = ['out_of_scope', 'standard_10', 'reduced_8', 'exempt'];
const asked = (office: Office, bill: Bill) => (bill.cancelledAt ? 0 : Math.max(0, bill.amount - office.on(bill)));

function carry(office: Office, { what, one, two, amount, late }: Command, day: JstDate, backdated: boolean): void {
  const living = office.bills.filter(({ cancelledAt }) => cancelledAt === null);
  const bill = living[one % Math.max(1, living.length)];
  const other = living[two % Math.max(1, living.length)];
  const payment = office.payments[one % Math.max(1, office.payments.length)];
  if (what === 'bill' || !bill || !other) {
    office.bill(day, Number(day.slice(0, 4)) - 1 + (two % 4), [
      [amount, taxes[one % 4]!],
      [two * 100, taxes[two % 4]!],
    ]);
    return;
  }
  const back = () => office.payments.filter((candidate) => candidate.method !== 'write_off')[one % Math.max(1, office.payments.length)];
  switch (what) {
    case 'pay':
      office.pay(
        day,
        bill === other
          ? [[bill, amount]]
          : [
              [bill, amount],
              [other, two * 500 + 1],
            ],
        {
          receivedOn: backdated ? addDays(day, -late) : day,
          advance: two === 3 ? 700 : 0,
          method: (['bank_transfer', 'cash', 'card', 'postal_transfer'] as const)[two % 4]!,
        },
      );
      return;
    case 'waive':
      if (asked(office, bill) > 0) office.pay(day, [[bill, asked(office, bill)]], { method: 'write_off' });
      return;
    case 'amend':
      if (office.on(bill) === 0 && bill.amount > 200) office.amend(bill, day, two % 2 === 0 ? -100 : amount);
      return;
    case 'back': {
      if (!payment) return;
      const left = payment.received - (payment.returns ?? []).reduce((sum, row) => sum + row.amount, 0);
      if (left > 0) office.take(day, payment, Math.min(left, amount), { money: true, from: null });
      return;
    }
    case 'refund': {
      const found = back();
      if (found && office.free(found) > 0) office.take(day, found, office.free(found), { money: true, from: null });
      return;
    }
    case 'use': {
      const found = back();
      const sum = found ? Math.min(office.free(found), asked(office, bill)) : 0;
      if (found && sum > 0) office.put(day, found, bill, sum, `use_${day}`);
      return;
    }
    case 'off': {
      const lying = payment ? office.rows.filter((row) => row.paymentId === payment._id && row.billId === bill._id) : [];
      const sum = lying.reduce((total, row) => total + row.amount, 0);
      if (payment && sum > 0) office.take(day, payment, Math.min(sum, amount), { money: false, from: bill });
      return;
    }
    default:
      if (office.on(bill) === 0) office.cancel(bill, day);
  }
}

const seed = Number(process.env['TSUDOI_SEED'] ?? '1');
const moneyRoles = ['bank', 'postal', 'cash', 'clearing'] as const;
const incomeOf = (journals: readonly Journal[]) => balanceOf(journals, 'annual');
const cashOf = (journals: readonly Journal[]) => 0 - moneyRoles.reduce((sum, role) => sum + balanceOf(journals, role), 0);

describe('G7: journals of sequences of acts', () => {
  it('every journal balances, and accounts are what bills and money say: owed, in hand, too much, income', () => {
    let journalCount = 0;
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }), (list) => {
        const office = new Office();
        let day = jstDate('2025-06-01');
        for (const one of list) {
          day = addDays(day, one.days);
          carry(office, one, day, true);
        }
        for (const terms of [accrual, cash, { ...cash, deferPrepaid: false }]) {
          const journals = office.journals(terms);
          journalCount += journals.length;
          for (const { lines } of journals) {
            const sum = (side: 'debit' | 'credit') => sumYen(lines.filter((line) => line.side === side).map(({ amount }) => amount));
            expect(sum('debit')).toBe(sum('credit'));
            expect(lines.every(({ amount }) => amount > 0)).toBe(true);
          }
          expect(new Set(journals.map(({ key }) => key)).size).toBe(journals.length);
          expect(accountRoles.reduce((sum, role) => sum + balanceOf(journals, role), 0)).toBe(0);
          const real = office.payments.filter(({ method }) => method !== 'write_off');
          const kept = (payment: Payment) => payment.received - (payment.returns ?? []).reduce((sum, row) => sum + row.amount, 0);
          expect(cashOf(journals)).toBe(real.reduce((sum, payment) => sum + kept(payment), 0));
          expect(balanceOf(journals, 'prepaid')).toBe(0);
          const surplus = office.bills.reduce((sum, bill) => sum + (bill.cancelledAt ? 0 : Math.max(0, office.on(bill) - bill.amount)), 0);
          const free = office.payments.reduce((sum, payment) => sum + office.free(payment), 0);
          if (terms.basis === 'accrual') {
            expect(0 - balanceOf(journals, 'receivable')).toBe(office.bills.reduce((sum, bill) => sum + asked(office, bill), 0));
            expect(balanceOf(journals, 'deposit')).toBe(surplus + free);
            expect(incomeOf(journals)).toBe(office.bills.reduce((sum, bill) => sum + (bill.cancelledAt ? 0 : bill.amount), 0));
          } else {
            expect(balanceOf(journals, 'receivable')).toBe(0);
            expect(incomeOf(journals) + balanceOf(journals, 'deposit')).toBe(cashOf(journals));
          }
        }
      }),
      { numRuns: 300, seed },
    );
    expect(journalCount).toBeGreaterThan(5000);
  }, 60_000);

  it('on every day: owed is what the bills of begun years still ask for, 前受会費 what was paid for years to come', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 30, size: 'max' }), (list) => {
        const office = new Office();
        let day = jstDate('2025-06-01');
        for (const one of list) {
          day = addDays(day, one.days);
          carry(office, one, day, false);
          const begun = (bill: Bill) => recognisedOn(bill, accrual) <= day;
          const journals = office.journals(accrual, day);
          const open = office.bills.filter(begun).reduce((sum, bill) => sum + asked(office, bill), 0);
          const ahead = office.bills.filter((bill) => !begun(bill)).reduce((sum, bill) => sum + Math.min(bill.amount, office.on(bill)), 0);
          expect([0 - balanceOf(journals, 'receivable'), balanceOf(journals, 'prepaid')]).toEqual([open, ahead]);
        }
      }),
      { numRuns: 150, seed },
    );
  }, 60_000);

  it('what was written out stays as it was: later acts, also with an earlier date, only add journals', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 2, maxLength: 30, size: 'max' }), fc.constantFrom(accrual, cash), (list, terms) => {
        const office = new Office();
        let day = jstDate('2025-06-01');
        let known = new Map<string, string>();
        for (const one of list) {
          day = addDays(day, one.days);
          carry(office, one, day, true);
          const now = new Map(office.journals(terms, day).map((journal) => [journal.key, JSON.stringify(journal)]));
          for (const [key, text] of known) expect(now.get(key)).toBe(text);
          known = now;
        }
      }),
      { numRuns: 150, seed },
    );
  }, 60_000);

  it('the model is one that can be wrong: a year that begins in another month moves what is 前受会費', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2027, [[8000, plain]]);
    office.pay(jstDate('2026-12-20'), [[bill, 8000]]);
    const on = (startMonth: number, day: string) =>
      balanceOf(office.journals({ ...accrual, fiscalYearStartMonth: startMonth }, jstDate(day)), 'prepaid');
    expect([on(4, '2027-03-31'), on(4, '2027-04-01'), on(1, '2026-12-31'), on(1, '2027-01-01')]).toEqual([8000, 0, 8000, 0]);
    expect(fiscalYearRange(2027 as FiscalYear, 1).from).toBe('2027-01-01');
    expect(balanceOf([], 'bank')).toBe(zeroYen as Yen);
    expect((office.bills as Pick<BillDocument, '_id'>[]).length).toBe(1);
  });
});
