import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, it } from 'vitest';
import { type Bill, Office, accrual, cash } from '../../../../test/journal-office.factory.ts';
import { type Journal, balanceOf } from './journal.rules.ts';

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

  it('dues of 24 months are income of two years, each with its own journals; what was paid ahead waits as 前受会費', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2026, [[20_001, plain]], 24);
    office.pay(jstDate('2026-05-20'), [[bill, 15_000]]);
    office.pay(jstDate('2027-05-20'), [[bill, 5001]]);
    expect(flat(office.journals(accrual))).toEqual([
      ['2026-05-01', 'debit receivable 10000', 'credit annual 10000'],
      ['2027-04-01', 'debit receivable 10001', 'credit annual 10001'],
      ['2026-05-20', 'debit bank 15000', 'credit receivable 10000', 'credit prepaid 5000'],
      ['2027-04-01', 'debit prepaid 5000', 'credit receivable 5000'],
      ['2027-05-20', 'debit bank 5001', 'credit receivable 5001'],
    ]);
    expect(flat(office.journals(cash))).toEqual([
      ['2026-05-20', 'debit bank 15000', 'credit annual 10000', 'credit prepaid 5000'],
      ['2027-04-01', 'debit prepaid 5000', 'credit annual 5000'],
      ['2027-05-20', 'debit bank 5001', 'credit annual 5001'],
    ]);
    expect(new Set(office.journals(accrual).map(({ key }) => key)).size).toBe(5);
    office.bill(jstDate('2026-05-01'), 2026, [[36_000, plain]], 36);
    expect([2026, 2027, 2028].map((year) => 0 - balanceOf(office.journals(accrual, jstDate(`${year}-04-02`)), 'receivable'))).toEqual([
      0, 29_001, 36_000,
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

  it('a refund that the bank sent back (組戻し) is in the bank again and 預り金, on its own day and until it is paid once more', () => {
    const office = new Office();
    const payment = office.pay(jstDate('2026-05-01'), [[office.bill(jstDate('2026-05-01'), 2026, [[8000, plain]]), 8000]]);
    office.take(jstDate('2026-05-10'), payment, 8000, { money: true, from: null });
    office.comeBack(jstDate('2026-05-14'), payment, 8000);
    expect(flat(office.journals(accrual)).at(-1)).toEqual(['2026-05-14', 'debit bank 8000', 'credit deposit 8000']);
    expect(office.journals(accrual).at(-1)!.lines[0]!.text).toBe('返金の組戻し 銀行振込 東雲 花子 100001');
    office.take(jstDate('2026-05-20'), payment, 8000, { money: true, from: null });
    expect(flat(office.journals(accrual)).at(-1)).toEqual(['2026-05-20', 'debit deposit 8000', 'credit bank 8000']);
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

  it('a year that begins in another month moves what is 前受会費', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2027, [[8000, plain]]);
    office.pay(jstDate('2026-12-20'), [[bill, 8000]]);
    const on = (startMonth: number, day: string) =>
      balanceOf(office.journals({ ...accrual, fiscalYearStartMonth: startMonth }, jstDate(day)), 'prepaid');
    expect([on(4, '2027-03-31'), on(4, '2027-04-01'), on(1, '2026-12-31'), on(1, '2027-01-01')]).toEqual([8000, 0, 8000, 0]);
  });
});
