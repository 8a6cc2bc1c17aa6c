import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { billAmount, repricedAmount, withBillAdjustment } from './bill-amount.rules.ts';
import { correctedAmount } from './reissue.rules.ts';

test('ADJ-06: a bill that asks for another amount keeps its parts and says what was put right', () => {
  const before = billAmount(yen(10_000), '年会費', [{ kind: 'permanent', amount: yen(-2000), reason: '名誉会員' }]);
  const { amount, parts } = correctedAmount(before.parts, yen(5000));
  expect(amount).toBe(5000);
  expect(parts).toEqual([...before.parts, { kind: 'bill_adjustment', label: '請求の調整', amount: -3000, note: '' }]);
  expect(sumYen(correctedAmount(before.parts, yen(9000)).parts.map((part) => part.amount))).toBe(9000);
});

test('ADJ-02, ADJ-06: what a bill dropped below zero before it was put to a sum is not taken off again by the next adjustment', () => {
  const floored = billAmount(yen(3000), '年会費', [{ kind: 'permanent', amount: yen(-5000), reason: '' }]);
  const { amount, parts } = correctedAmount(floored.parts, yen(1000));
  expect(amount).toBe(1000);
  expect(parts.map((part) => part.amount)).toEqual([3000, -5000, 2000, 1000]);
  expect(repricedAmount(parts, []).amount).toBe(1000);
  const sums = [-200, 500, 3000, -1500].map((change) => withBillAdjustment(parts, yen(change), '').amount);
  expect(sums).toEqual([800, 1500, 4000, 0]);
  const dropped = withBillAdjustment(parts, yen(-1500), '値引き');
  expect(withBillAdjustment(dropped.parts, yen(700), '割増')).toMatchObject({ amount: 200 });
});
