import { describe, expect, it } from 'vitest';
import { sumOnBill } from './payment-state.rules.ts';

type Row = Parameters<typeof sumOnBill>[0];

const row = (state: Row['state'], amounts: Readonly<Record<string, number>>) =>
  ({ state, amount: 10_000, allocations: Object.entries(amounts).map(([billId, amount]) => ({ billId, billName: '', amount })) }) as Row;

describe('what a payment put on a bill', () => {
  it('is what lies there now', () => {
    expect(sumOnBill(row('confirmed', { one: 6000, other: 4000 }), 'one')).toEqual({ sum: 6000, gone: false });
    expect(sumOnBill(row('partly_refunded', { one: 6000 }), 'one')).toEqual({ sum: 6000, gone: false });
  });

  it('is the sum that had come, marked, once it was taken back', () => {
    for (const state of ['reversed', 'refunded', 'charged_back'] as const)
      expect(sumOnBill(row(state, {}), 'one')).toEqual({ sum: 10_000, gone: true });
  });
});
