import type { PaymentId } from '@tsudoi/shared/kernel/ids';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { givenBack } from './returned-money.rules.ts';

const one = 'pay_01JZZZZZZZZZZZZZZZZZZZZZZZ' as PaymentId;
const other = 'pay_01JZZZZZZZZZZZZZZZZZZZZZZY' as PaymentId;
const payment = (reversed: number, more: object = {}) => ({
  _id: one,
  method: 'card' as const,
  state: 'partly_refunded' as const,
  reversed: yen(reversed),
  ...more,
});
const at = new Date('2026-05-20T03:00:00Z');
const gone = (amount: number, paymentId = one) => ({ paymentId, amount: yen(-amount), at, cameAt: at });
const sum = (...given: Parameters<typeof givenBack>) => sumYen(givenBack(...given).map(({ amount }) => amount));

test('domain.md 4.2: of what left a bill only that counts which is gone of its payment', () => {
  expect(sum([gone(3000), gone(2000)], [payment(5000)])).toBe(5000);
  // 2,000 of them were moved to another bill.
  expect(sum([gone(5000)], [payment(3000)])).toBe(3000);
  // The payment lay on two bills; the rest of what is gone of it was the other's.
  expect(sum([gone(5000)], [payment(9000)])).toBe(5000);
  expect(sum([gone(5000), gone(700, other)], [payment(3000), payment(800, { _id: other })])).toBe(3700);
});

test('domain.md 4.2: a waiver, a withdrawn report and money that was only moved give nothing back, and set no day', () => {
  expect(givenBack([gone(900)], [payment(900, { method: 'write_off' })])).toEqual([]);
  expect(givenBack([gone(900)], [payment(900, { state: 'reversed' })])).toEqual([]);
  expect(givenBack([gone(900)], [payment(0, { state: 'confirmed' })])).toEqual([]);
});
