import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { accountRoles } from '@tsudoi/shared/contracts/reports/books.contract';
import { type JstDate, addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bill, Office, type Payment, accrual, cash } from '../../../../test/journal-office.factory.ts';
import { type Journal, balanceOf, recognisedOn } from './journal.rules.ts';
import { yearsOf } from './year-share.rules.ts';

const command = fc.record({
  what: fc.constantFrom('bill', 'bill', 'pay', 'pay', 'pay', 'waive', 'amend', 'back', 'refund', 'bounce', 'use', 'off', 'cancel'),
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
    office.bill(
      day,
      Number(day.slice(0, 4)) - 1 + (two % 4),
      [
        [amount, taxes[one % 4]!],
        [two * 100, taxes[two % 4]!],
      ],
      [12, 12, 24, 30][one % 4],
    );
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
    case 'bounce': {
      const gone = payment ? (payment.returns ?? []).reduce((sum, row) => sum + row.amount, 0) : 0;
      if (payment && gone > 0) office.comeBack(day, payment, Math.min(gone, amount));
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
const moneyRoles = ['bank', 'postal', 'cash', 'clearing', 'debit'] as const;
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
          const journals = office.journals(accrual, day);
          let [open, ahead] = [0, 0];
          for (const bill of office.bills.filter(({ cancelledAt }) => cancelledAt === null)) {
            let left = office.on(bill);
            // Money pays the first year first.
            for (const year of yearsOf(bill)) {
              const paid = Math.min(left, year.amount);
              left -= paid;
              if (recognisedOn(year, accrual) <= day) open += year.amount - paid;
              else ahead += paid;
            }
          }
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
});
