import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysTold } from './export-days.rules.ts';
import { planStatuses } from './import-status.rules.ts';
import { type DatedStatus, statusOn, withEntry } from './member-status.rules.ts';

const today = jstDate('2026-06-01');
const joinedOn = jstDate('2020-04-01');
const on = (status: DatedStatus['status'], effectiveOn: string): DatedStatus => ({ status, effectiveOn: jstDate(effectiveOn) });
const history = (...later: DatedStatus[]) => [on('active', joinedOn), ...later];
const nothing = { suspendedOn: '', withdrawnOn: '', rejoinedOn: '' };

test.each([
  ['在会', history(), nothing],
  ['休会', history(on('suspended', '2025-04-01')), { ...nothing, suspendedOn: '2025-04-01' }],
  ['逝去', history(on('deceased', '2025-05-01')), { ...nothing, withdrawnOn: '2025-05-01' }],
  ['退会 after 休会', history(on('suspended', '2024-04-01'), on('withdrawn', '2025-04-01')), { ...nothing, withdrawnOn: '2025-04-01' }],
  ['back again', history(on('withdrawn', '2022-04-01'), on('active', '2023-04-01')), nothing],
  [
    'back again, and about to leave',
    history(on('withdrawn', '2022-04-01'), on('active', '2023-04-01'), on('withdrawn', '2026-07-01')),
    { ...nothing, withdrawnOn: '2026-07-01' },
  ],
  [
    '退会, with a return planned',
    history(on('withdrawn', '2025-04-01'), on('active', '2026-07-01')),
    { ...nothing, withdrawnOn: '2025-04-01', rejoinedOn: '2026-07-01' },
  ],
  [
    '除名, with a return planned',
    history(on('expelled', '2025-04-01'), on('active', '2026-07-01')),
    { ...nothing, withdrawnOn: '2025-04-01' },
  ],
  [
    'before joining',
    [on('applied', '2026-05-01'), on('active', '2026-07-01'), on('suspended', '2026-08-01')],
    { ...nothing, suspendedOn: '2026-08-01' },
  ],
])('IMP-04: the days that a file tells of %s', (_whose, entries, told) => {
  expect(daysTold(entries, today)).toEqual(told);
});

test('IMP-04, IMP-01: whatever the history, an empty roll takes the row, with the status of today', () => {
  const step = fc.record({
    status: fc.constantFrom('active' as const, 'suspended' as const, 'withdrawn' as const, 'expelled' as const, 'deceased' as const),
    days: fc.integer({ min: 1, max: 2600 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      let entries = history();
      for (const { status, days } of steps) {
        try {
          entries = withEntry(entries, { status, effectiveOn: addDays(joinedOn, days) });
        } catch {
          // No history has such a change.
        }
      }
      const status = statusOn(entries, today);
      const planned = planStatuses({ status, ...daysTold(entries, today) }, { history: null, joinedOn, today });
      expect(planned.errors).toEqual([]);
      const after = planned.statuses.length > 0 ? planned.statuses : history();
      expect(statusOn(after, today)).toBe(status);
    }),
  );
});
