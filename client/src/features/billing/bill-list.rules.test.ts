import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { billView, fiscalYearChoices, pageSize, sumsOf } from './bill-list.rules.ts';

describe('list of bills', () => {
  it('takes only what is offered from the address', () => {
    expect(billView('overdue')).toBe('overdue');
    expect(billView('drop table')).toBe('all');
    expect(pageSize(100)).toBe(100);
    expect(pageSize(99_999)).toBe(50);
  });

  it('adds up what is asked for, without what was cancelled', () => {
    const rows: Parameters<typeof sumsOf>[0] = [
      { amount: yen(12_000), outstanding: yen(12_000), status: 'unpaid' },
      { amount: yen(10_000), outstanding: yen(0), status: 'paid' },
      { amount: yen(4000), outstanding: yen(0), status: 'cancelled' },
    ];
    expect(sumsOf(rows)).toEqual({ amount: 22_000, rest: 12_000 });
  });

  it('IMP-05: offers the years that a correction can make a bill of, and every other one that there is something in', () => {
    const usual = [2028, 2027, 2026, 2025, 2024, 2023, 2022, 2021];
    expect(fiscalYearChoices(2026, [])).toEqual(usual);
    expect(fiscalYearChoices(2026, [0, 2019, 2030, 2026])).toEqual([2030, ...usual, 2019]);
  });
});
