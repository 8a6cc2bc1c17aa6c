import type { BillId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { correctable, receivedYen } from './payment-list.rules.ts';

const row = (state: Parameters<typeof receivedYen>[0][number]['state'], refunded = 0, method: 'card' | 'write_off' = 'card') => ({
  method,
  state,
  amount: yen(10_000),
  refunded: yen(refunded),
});

describe('the sum over the list of payments', () => {
  it('PAY-23: counts what is still here: nothing that was given back, charged back, taken back or waived', () => {
    expect(receivedYen([row('confirmed'), row('provisional')])).toBe(20_000);
    expect(receivedYen([row('partly_refunded', 4000)])).toBe(6000);
    expect(receivedYen([row('refunded', 10_000), row('charged_back', 10_000), row('reversed'), row('confirmed', 0, 'write_off')])).toBe(0);
  });
});

describe('the bills that a payment can be corrected with', () => {
  it('PAY-15, PAY-17: those that it lies on, while it is here; a shortage that was waived is no money', () => {
    const allocations = [{ billId: 'bill_1' as BillId, billName: '2026年度 年会費', amount: yen(10_000) }];
    expect(correctable({ ...row('confirmed'), allocations })).toEqual(allocations);
    expect(correctable({ ...row('partly_refunded', 4000), allocations })).toEqual(allocations);
    for (const gone of [row('reversed'), row('provisional'), row('refunded', 10_000), row('confirmed', 0, 'write_off')])
      expect(correctable({ ...gone, allocations })).toEqual([]);
  });
});
