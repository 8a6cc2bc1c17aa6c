import { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { billNumber, billSeries } from './bill-number.rules.ts';

test('a bill is numbered in the series of its fiscal year, in figures of one length', () => {
  expect(billNumber(FiscalYear.parse(2026), 17)).toBe('2026-000017');
  expect(billNumber(FiscalYear.parse(2026), 1_234_567)).toBe('2026-1234567');
  expect(billSeries(FiscalYear.parse(2026))).not.toBe(billSeries(FiscalYear.parse(2027)));
  expect(billSeries(FiscalYear.parse(2026))).toBe('bill-2026');
});
