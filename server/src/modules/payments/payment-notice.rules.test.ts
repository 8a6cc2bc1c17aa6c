import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { partLines } from './payment-notice.rules.ts';

const part = (billName: string, amount: number, left = 0) => ({ billName, amount: yen(amount), left: yen(left) });

describe('what money was for', () => {
  it('oracle 26: of several bills each has its part, with what it still asks for, and so has what lies on none', () => {
    const parts = [part('2023年度 年会費', 8000), part('2024年度 年会費', 8000), part('2025年度 年会費', 2000, 6000)];
    expect(partLines(parts, yen(500))).toEqual([
      '2023年度 年会費　8,000円',
      '2024年度 年会費　8,000円',
      '2025年度 年会費　2,000円（残り 6,000円）',
      '前受としてお預かり　500円',
    ]);
  });

  it('PAY-14: one bill that took all of it is its name; with money apart it has its part', () => {
    expect(partLines([part('2026年度 年会費', 10_000)], yen(0))).toEqual(['2026年度 年会費']);
    expect(partLines([part('2026年度 年会費', 10_000)], yen(1))).toEqual(['2026年度 年会費　10,000円', '前受としてお預かり　1円']);
  });
});
