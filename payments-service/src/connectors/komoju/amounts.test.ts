import { expect, test } from 'vitest';
import { billedSum, refundedSum } from './amounts.ts';

test('T25: a sum is whole yen or none, and never rounded', () => {
  expect(billedSum({ amount: 5000, tax: 500 })).toBe(5500);
  expect(billedSum({ amount: -1 })).toBe(-1);
  for (const amount of [1000.5, 1e21, Number('9007199254740993'), Number.NaN]) {
    expect(billedSum({ amount })).toBeNull();
    expect(billedSum({ amount: 5000, tax: amount })).toBeNull();
    expect(refundedSum(amount)).toBeNull();
  }
  expect(billedSum({ amount: 999.5, tax: 0.5 })).toBeNull();
});
