import type { AllocationId, BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { yearShares, yearsOf } from './year-share.rules.ts';

type Bill = Parameters<typeof yearsOf>[0];
const line = (amount: number) => ({ label: '会費', amount: yen(amount), taxCategory: 'standard_10' as const });
const bill = (amounts: readonly number[], termMonths?: number): Bill => ({
  _id: 'bill' as BillId,
  billName: '年会費',
  fiscalYear: 2026 as FiscalYear,
  amount: yen(amounts.reduce((sum, amount) => sum + amount, 0)),
  lines: amounts.map(line),
  ...(termMonths === undefined ? {} : { termMonths }),
});
const sums = (amounts: readonly number[], months: number) => yearsOf(bill(amounts, months)).map(({ amount }) => amount as number);

test('docs/decisions/0031: dues for a year or less are the bill itself', () => {
  for (const months of [undefined, 1, 11, 12]) {
    const one = bill([8000], months);
    expect(yearsOf(one)).toEqual([one]);
    expect(yearsOf(one)[0]).toBe(one);
  }
});

test.each([
  [[20_001], 24, [10_000, 10_001]],
  [[36_000], 36, [12_000, 12_000, 12_000]],
  [[10_000], 36, [3333, 3333, 3334]],
  // A year that is not whole has its months.
  [[13_000], 13, [12_000, 1000]],
  [[18_000], 18, [12_000, 6000]],
  [[25_000], 25, [12_000, 12_000, 1000]],
  // What is taken off is shared as it would be added.
  [[10_000, -1001], 24, [4500, 4499]],
  [[0], 24, [0, 0]],
])('docs/decisions/0031: of %j over %i months the years have %j', (amounts, months, expected) => {
  expect(sums(amounts, months)).toEqual(expected);
});

test('docs/decisions/0031: the first year keeps the name of the bill in the books, each later one has its own', () => {
  const amendments = [{ at: new Date(0), lines: [line(-300)] }];
  const [first, second, third, ...rest] = yearsOf({ ...bill([3000, -300], 30), amendments });
  expect(rest).toEqual([]);
  expect([first, second, third].map((one) => [one!._id, one!.billName, one!.fiscalYear])).toEqual([
    ['bill', '年会費（2026年度分）', 2026],
    ['bill:2027', '年会費（2027年度分）', 2027],
    ['bill:2028', '年会費（2028年度分）', 2028],
  ]);
  expect([first, second, third].map((one) => one!.lines)).toEqual([
    [line(1200), line(-120)],
    [line(1200), line(-120)],
    [line(600), line(-60)],
  ]);
  // What was changed later is shared alike, and still says when.
  expect(third!.amendments).toEqual([{ at: new Date(0), lines: [line(-60)] }]);
  expect(yearsOf(bill([3000], 30))[0]).not.toHaveProperty('amendments');
});

test('docs/decisions/0031: all years together are the bill, line by line, and none has more than its months', () => {
  const amounts = fc.array(fc.integer({ min: -50_000, max: 50_000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 13, max: 60 }), (given, months) => {
      const years = yearsOf(bill(given, months));
      expect(years).toHaveLength(Math.ceil(months / 12));
      given.forEach((amount, place) => {
        expect(years.reduce((sum, { lines }) => sum + lines[place]!.amount, 0)).toBe(amount);
        years.forEach(({ lines }, year) => {
          const ofYear = Math.min(12, months - year * 12);
          expect(Math.abs(lines[place]!.amount - (amount * ofYear) / months)).toBeLessThan(1);
        });
      });
    }),
  );
});

test('domain.md 5.9: money pays the first year first', () => {
  const row = (key: string, day: number, amount: number) => ({
    key,
    row: {
      _id: key as AllocationId,
      paymentId: 'pay' as PaymentId,
      billId: 'bill' as BillId,
      amount: yen(amount),
      reverses: null,
      at: new Date(Date.UTC(2026, 4, day)),
      causedBy: key,
    },
  });
  const asked = yearShares(bill([30_000], 36), [row('a', 1, 15_000), row('b', 2, 9000), row('c', 3, 9000)]).map(
    ({ bill: year, shares }) => [year.fiscalYear, ...['a', 'b', 'c'].map((key) => shares.get(key)?.asked)],
  );
  expect(asked).toEqual([
    [2026, 10_000, 0, 0],
    [2027, 5000, 5000, 0],
    [2028, 0, 4000, 6000],
  ]);
  expect(yearShares(bill([8000]), [row('a', 1, 9000)])).toHaveLength(1);
});
