import { describe, expect, it } from 'vitest';
import { yen } from '../../kernel/yen.ts';
import { itemPriceOn } from './billing-item.contract.ts';

const price = (membershipTypeId: string, from: string | null, amount: number) => ({ membershipTypeId, from, amount: yen(amount) });
const prices = [
  price('regular', '2027-04-01', 12_000),
  price('student', '2026-04-01', 3000),
  price('regular', null, 10_000),
  price('regular', '2028-04-01', 9000),
];
const on = (membershipTypeId: string, day: string) => [
  itemPriceOn(prices, membershipTypeId, day),
  itemPriceOn(prices.toReversed(), membershipTypeId, day),
];

describe('RNK-02: the price of a table on a day', () => {
  it.each([
    ['regular', '1999-01-01', 10_000],
    ['regular', '2027-03-31', 10_000],
    ['regular', '2027-04-01', 12_000],
    ['regular', '2028-03-31', 12_000],
    ['regular', '2028-04-01', 9000],
    ['student', '2026-04-01', 3000],
    ['student', '2030-04-01', 3000],
  ])('of the type %s on %s is %i yen, in whatever order they are written down', (type, day, amount) => {
    expect(on(type, day)).toEqual([amount, amount]);
  });

  it('is none before the first that is dated, nor for a type that the table does not have', () => {
    expect(on('student', '2026-03-31')).toEqual([null, null]);
    expect(on('family', '2028-04-01')).toEqual([null, null]);
    expect(itemPriceOn([], 'regular', '2028-04-01')).toBeNull();
  });

  it('may be nothing, which is a price', () => {
    expect(itemPriceOn([price('regular', null, 0)], 'regular', '2028-04-01')).toBe(0);
  });
});
