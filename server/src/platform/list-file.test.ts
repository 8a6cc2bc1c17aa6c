import { xlsxMostRows } from '@tsudoi/shared/contracts/list-file.contract';
import { expect, it } from 'vitest';
import { assertFits } from './list-file.ts';

it('IMP-04: a workbook has 50,000 rows at most, whatever else has as many as there are (interface.md 5.1)', () => {
  expect(xlsxMostRows).toBe(50_000);
  expect(() => assertFits(50_000, 'xlsx')).not.toThrow();
  expect(() => assertFits(50_001, 'xlsx')).toThrow(expect.objectContaining({ code: 'EXPORT_TOO_LARGE', params: { most: 50_000 } }));
  for (const format of ['csv_utf8', 'csv_sjis'] as const) expect(() => assertFits(1_000_000, format)).not.toThrow();
});
