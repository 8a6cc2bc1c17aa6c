import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, it } from 'vitest';
import { keptUntil } from './retention.rules.ts';

it('oracle 55: a receipt of fiscal 2025 is kept until 2033-05-31, seven years from the day its taxes are due', () => {
  for (const day of ['2025-04-01', '2025-12-31', '2026-03-31']) expect(keptUntil(jstDate(day), 4)).toBe('2033-05-31');
  expect(keptUntil(jstDate('2026-04-01'), 4)).toBe('2034-05-31');
});

it('oracle 55: follows the year of the organisation', () => {
  expect(keptUntil(jstDate('2025-12-31'), 1)).toBe('2033-02-28');
  expect(keptUntil(jstDate('2025-06-30'), 7)).toBe('2032-08-31');
});
