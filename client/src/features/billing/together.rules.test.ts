import { describe, expect, it } from 'vitest';
import type { MyBill } from '../../lib/my-bill.ts';
import { payableTogether } from './together.rules.ts';

const bill = (billId: string, given: Partial<MyBill> = {}): MyBill => ({
  billId,
  status: 'unpaid',
  outstanding: 10_000,
  dueOn: '2026-06-01',
  overdue: false,
  provisional: false,
  pendingCharge: null,
  ...given,
});

describe('bills that can be ticked', () => {
  it('PAY-12: are open ones without money under way, the earliest due first', () => {
    const bills = [
      bill('late', { dueOn: '2027-06-01' }),
      bill('paid', { status: 'paid', outstanding: 0 }),
      bill('authorized', { pendingCharge: { method: 'card', state: 'authorized' } }),
      bill('unknown', { pendingCharge: { method: 'konbini', state: 'unknown' } }),
      bill('number', { pendingCharge: { method: 'konbini', state: 'awaiting' }, dueOn: '2026-07-01' }),
      bill('early', { dueOn: '2024-06-01' }),
    ];
    expect(payableTogether(bills).map(({ billId }) => billId)).toEqual(['early', 'number', 'late']);
  });
});
