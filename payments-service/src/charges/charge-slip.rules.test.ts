import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { expiryDaysOf } from './charge-slip.rules.ts';

test('domain.md 1 3.11: a number ends with its last day, today included; one whose day has passed ends today, none lives beyond 59 days', () => {
  const days = (lastDay: string) => expiryDaysOf(jstDate(lastDay), jstDate('2026-03-31'));
  expect(['2026-03-30', '2026-03-31', '2026-04-01', '2026-04-07', '2027-03-31'].map(days)).toEqual([0, 0, 1, 7, 59]);
});
