import { describe, expect, it } from 'vitest';
import type { MyBill } from '../../lib/my-bill.ts';
import { togetherOf } from './together.rules.ts';

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

describe('several bills in one checkout', () => {
  const bills = [bill('a'), bill('b'), bill('c', { status: 'paid', outstanding: 0 }), bill('d')];

  it('PAY-12: takes what the address names and is still open, the first one once', () => {
    expect(togetherOf(bills, 'a', 'b,c,a,x').map(({ billId }) => billId)).toEqual(['b']);
    expect(togetherOf(bills, 'a', '')).toEqual([]);
  });
});
