import { expect, test } from 'vitest';
import { usualRange } from './book-range.rules.ts';

test('the days an office usually asks for: months, and years that begin in any month', () => {
  expect(usualRange('lastMonth', '2026-01-15', 4)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(usualRange('lastMonth', '2028-03-01', 4)).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(usualRange('thisMonth', '2026-04-30', 4)).toEqual({ from: '2026-04-01', to: '2026-04-30' });
  expect(usualRange('thisYear', '2026-03-31', 4)).toEqual({ from: '2025-04-01', to: '2026-03-31' });
  expect(usualRange('thisYear', '2026-04-01', 4)).toEqual({ from: '2026-04-01', to: '2027-03-31' });
  expect(usualRange('lastYear', '2026-04-01', 4)).toEqual({ from: '2025-04-01', to: '2026-03-31' });
  expect(usualRange('thisYear', '2026-04-01', 1)).toEqual({ from: '2026-01-01', to: '2026-12-31' });
  expect(usualRange('lastYear', '2026-09-30', 10)).toEqual({ from: '2024-10-01', to: '2025-09-30' });
});
