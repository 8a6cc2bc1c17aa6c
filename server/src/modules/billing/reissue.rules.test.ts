import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { billAmount } from './bill-amount.rules.ts';
import { correctedAmount } from './reissue.rules.ts';

test('ADJ-06: a bill that asks for another amount keeps its parts and says what was put right', () => {
  const before = billAmount(yen(10_000), '年会費', [{ kind: 'permanent', amount: yen(-2000), reason: '名誉会員' }]);
  const { amount, parts } = correctedAmount(before.parts, yen(5000));
  expect(amount).toBe(5000);
  expect(parts).toEqual([...before.parts, { kind: 'bill_adjustment', label: '請求の調整', amount: -3000, note: '' }]);
  expect(sumYen(correctedAmount(before.parts, yen(9000)).parts.map((part) => part.amount))).toBe(9000);
});
