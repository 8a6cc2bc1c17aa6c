import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jstDate } from '../../kernel/jst.ts';
import { yen } from '../../kernel/yen.ts';
import { priceOn } from './membership-price.contract.ts';

const price = (from: string, annualFee: number) => ({ from: jstDate(from), annualFee: yen(annualFee) });
const type = { firstFee: yen(10_000), prices: [price('2028-04-01', 9000), price('2027-04-01', 12_000)] };

test.each([
  ['2020-01-01', 10_000],
  ['2027-03-31', 10_000],
  ['2027-04-01', 12_000],
  ['2028-03-31', 12_000],
  ['2028-04-01', 9000],
  ['2099-12-31', 9000],
])('RNK-02: on %s the price is %i yen, in whatever order prices are written down', (day, amount) => {
  expect(priceOn(type, jstDate(day))).toBe(amount);
  expect(priceOn({ ...type, prices: type.prices.toReversed() }, jstDate(day))).toBe(amount);
});

test('RNK-02: a price of nothing is a price, and without any planned the first one is in force', () => {
  expect(priceOn({ firstFee: yen(10_000), prices: [price('2027-04-01', 0)] }, jstDate('2027-04-01'))).toBe(0);
  expect(priceOn({ firstFee: yen(10_000), prices: [] }, jstDate('2027-04-01'))).toBe(10_000);
});

test('RNK-02: the price of a day is that of the day before, unless one begins on it', () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 27 }), { maxLength: 8 });
  fc.assert(
    fc.property(days, fc.integer({ min: 2, max: 28 }), (begins, day) => {
      const on = (one: number) => jstDate(`2027-02-${String(one).padStart(2, '0')}`);
      const prices = begins.map((one) => ({ from: on(one), annualFee: yen(one) }));
      const found = priceOn({ firstFee: yen(0), prices }, on(day));
      expect(found).toBe(begins.includes(day) ? day : priceOn({ firstFee: yen(0), prices }, on(day - 1)));
    }),
  );
});
