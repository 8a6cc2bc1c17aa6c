import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statusWords } from './export-file.rules.ts';
import { planStatuses, statusOfCell } from './import-status.rules.ts';
import { type DatedStatus, isLegalHistory, statusOn } from './member-status.rules.ts';

const today = jstDate('2026-11-26');
const joinedOn = jstDate('2015-04-01');

interface Said {
  readonly status?: MemberStatus;
  readonly suspendedOn?: string;
  readonly withdrawnOn?: string;
}
function planOf({ status, suspendedOn = '', withdrawnOn = '' }: Said, history: readonly DatedStatus[] | null = null, joined = true) {
  const said = { status: status ?? null, suspendedOn: suspendedOn as never, withdrawnOn: withdrawnOn as never };
  return planStatuses(said, { history, joinedOn: joined ? joinedOn : '', today });
}
/** The history of somebody new as words, or what is wrong and where. */
function told(...given: Parameters<typeof planOf>): string {
  const { statuses, errors } = planOf(...given);
  return errors.length > 0
    ? errors.map(({ target, code }) => `${target}:${code}`).join(' ')
    : statuses.map(({ status, effectiveOn }) => `${status}@${effectiveOn}`).join(' ');
}
const joined: DatedStatus = { status: 'active', effectiveOn: joinedOn };

test('IMP-01: the words of our own files and of other rolls are statuses; others are not', () => {
  for (const [status, word] of Object.entries(statusWords)) expect(statusOfCell(word)).toBe(status);
  expect(['退会済み', ' 退 会 ', '物故者', '休会中', '在籍', 'Active', 'ＡＣＴＩＶＥ'].map(statusOfCell)).toEqual([
    'withdrawn',
    'withdrawn',
    'deceased',
    'suspended',
    'active',
    'active',
    'active',
  ]);
  expect(['名誉', 'constructor', '退会予定かも'].map(statusOfCell)).toEqual([undefined, undefined, undefined]);
});

test('IMP-01: somebody new comes in with the history that the columns tell', () => {
  expect(told({ status: 'active' })).toBe('');
  expect(told({})).toBe('');
  expect(told({ status: 'withdrawn', withdrawnOn: '2024-03-31' })).toBe('active@2015-04-01 withdrawn@2024-03-31');
  expect(told({ withdrawnOn: '2024-03-31' })).toBe('active@2015-04-01 withdrawn@2024-03-31');
  expect(told({ status: 'deceased', withdrawnOn: '2024-03-31' })).toBe('active@2015-04-01 deceased@2024-03-31');
  expect(told({ status: 'suspended', suspendedOn: '2026-04-01', withdrawnOn: '2027-03-31' })).toBe(
    'active@2015-04-01 suspended@2026-04-01 withdrawn@2027-03-31',
  );
  // A day to come is a change that is planned, whatever the word is that goes with it.
  for (const status of ['active', 'withdrawn'] as const)
    expect(told({ status, withdrawnOn: '2027-03-31' })).toBe('active@2015-04-01 withdrawn@2027-03-31');
});

test('IMP-01: a status that the days do not bear is refused in its cell', () => {
  expect(told({ status: 'withdrawn' })).toBe('withdrawnOn:status_date_missing');
  expect(told({ status: 'suspended' })).toBe('suspendedOn:status_date_missing');
  expect(told({ status: 'applied' })).toBe('status:status_of_application');
  expect(told({ status: 'active', withdrawnOn: '2024-03-31' })).toBe('status:status_contradicts');
  expect(told({ status: 'suspended', suspendedOn: '2020-01-01', withdrawnOn: '2024-03-31' })).toBe('status:status_contradicts');
  expect(told({ withdrawnOn: '2015-04-01' })).toBe('withdrawnOn:status_before_joining');
  expect(told({ withdrawnOn: '2010-04-01' })).toBe('withdrawnOn:status_before_joining');
  expect(told({ withdrawnOn: '2062-04-01' })).toBe('withdrawnOn:implausible_date');
  expect(told({ withdrawnOn: '2020-04-01', suspendedOn: '2020-04-01' })).toBe('withdrawnOn:status_date_taken');
  expect(told({ withdrawnOn: '2020-04-01', suspendedOn: '2021-04-01' })).toBe('suspendedOn:status_not_possible');
  expect(told({ withdrawnOn: '2024-03-31' }, null, false)).toBe('joinedOn:joined_on_needed');
});

test('IMP-01: of a member only what is not known yet is added, and nobody comes back without a day', () => {
  const left: DatedStatus = { status: 'withdrawn', effectiveOn: jstDate('2024-03-31') };
  expect(told({ status: 'withdrawn', withdrawnOn: '2024-03-31' }, [joined])).toBe('withdrawn@2024-03-31');
  expect(told({ status: 'withdrawn', withdrawnOn: '2024-03-31' }, [joined, left])).toBe('');
  expect(told({ status: 'withdrawn' }, [joined, left])).toBe('');
  expect(told({}, [joined, left])).toBe('');
  expect(told({ status: 'withdrawn', withdrawnOn: '2024-04-30' }, [joined, left])).toBe('withdrawnOn:status_not_possible');
  expect(told({ status: 'active' }, [joined, left])).toBe('status:back_needs_day');
  // Somebody who came back keeps the day on which they once left.
  const back: DatedStatus = { status: 'active', effectiveOn: jstDate('2025-04-01') };
  expect(told({ status: 'active', withdrawnOn: '2024-03-31' }, [joined, left, back])).toBe('');
});

test('IMP-01: whatever is said, what is planned is a history that may be, and what was said is true in it now or will be', () => {
  const day = fc.constantFrom('', '2014-01-01', '2015-04-01', '2020-01-01', '2026-11-26', '2026-11-27', '2027-06-01');
  const status = fc.constantFrom(undefined, ...(Object.keys(statusWords) as MemberStatus[]));
  fc.assert(
    fc.property(status, day, day, fc.boolean(), (given, suspendedOn, withdrawnOn, isNew) => {
      const { statuses, errors } = planOf({ ...(given ? { status: given } : {}), suspendedOn, withdrawnOn }, isNew ? null : [joined]);
      if (errors.length > 0) return;
      const whole = isNew && statuses.length > 0 ? statuses : [joined, ...statuses];
      expect(isLegalHistory(whole)).toBe(true);
      const toCome = whole.filter(({ effectiveOn }) => effectiveOn > today).map((entry) => entry.status);
      if (given) expect([statusOn(whole, today), ...toCome]).toContain(given);
    }),
  );
});
