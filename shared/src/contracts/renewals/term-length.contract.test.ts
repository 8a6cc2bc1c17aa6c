import { describe, expect, test } from 'vitest';
import { jstDate } from '../../kernel/jst.ts';
import { termThrough } from './term-length.contract.ts';

const rolling = (months: number) => ({ kind: 'rolling', months }) as const;

describe('the last day of a term', () => {
  test.each([
    ['2026-04-01', 12, '2027-03-31'],
    ['2026-05-10', 12, '2027-05-09'],
    ['2026-05-10', 1, '2026-06-09'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48 - 12, '2027-02-28'],
    ['2027-02-28', 12, '2028-02-27'],
    ['2026-12-01', 36, '2029-11-30'],
  ])('BIL-15: from %s, %i months end on %s', (from, months, through) => {
    expect(termThrough(jstDate(from), rolling(months), 4)).toBe(through);
  });

  test.each([
    ['2026-04-01', 12, 4, '2027-03-31'],
    ['2027-03-31', 12, 4, '2027-03-31'],
    ['2026-09-15', 24, 4, '2028-03-31'],
    ['2026-01-01', 12, 1, '2026-12-31'],
    ['2027-12-05', 12, 3, '2028-02-29'],
  ])('BIL-15: by fiscal years, from %s, %i months of a year from month %i end on %s', (from, months, startMonth, through) => {
    expect(termThrough(jstDate(from), { kind: 'fiscal_year', months }, startMonth)).toBe(through);
  });
});
