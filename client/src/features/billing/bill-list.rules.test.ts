import { describe, expect, it } from 'vitest';
import { billView, pageSize, recentFiscalYears, sumsOf } from './bill-list.rules.ts';

describe('list of bills', () => {
  it('takes only what is offered from the address', () => {
    expect(billView('overdue')).toBe('overdue');
    expect(billView('drop table')).toBe('all');
    expect(pageSize(100)).toBe(100);
    expect(pageSize(99_999)).toBe(50);
  });

  it('adds up what is asked for, without what was cancelled', () => {
    const rows = [
      { amount: 12_000, outstanding: 12_000, status: 'unpaid' },
      { amount: 10_000, outstanding: 0, status: 'paid' },
      { amount: 4000, outstanding: 0, status: 'cancelled' },
    ] as unknown as Parameters<typeof sumsOf>[0];
    expect(sumsOf(rows)).toEqual({ amount: 22_000, rest: 12_000 });
  });

  it('offers the coming year first', () => {
    expect(recentFiscalYears(2026)).toEqual([2027, 2026, 2025, 2024, 2023, 2022, 2021]);
  });
});
