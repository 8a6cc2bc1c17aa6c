import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import { shownParts } from './amount-part.rules.ts';

const words = {
  proration: 'For joining late',
  bill_adjustment: 'Bill adjustment',
  permanent_adjustment: 'Yearly adjustment',
  one_time_adjustment: 'One-time adjustment',
  floor_at_zero: 'Dropped below zero',
};

describe('the parts of an amount', () => {
  test('are named in the reader’s language, the fee as the office named it', () => {
    const parts = [
      { kind: 'fee', label: '2026年度 正会員 年会費', amount: yen(10_000), note: '' },
      { kind: 'permanent_adjustment', label: '毎年の調整', amount: yen(-1000), note: '途中入会' },
    ] as const;
    expect(shownParts(parts, words)).toEqual([
      { label: '2026年度 正会員 年会費', amount: 10_000 },
      { label: 'Yearly adjustment', amount: -1000, note: '途中入会' },
    ]);
  });
});
