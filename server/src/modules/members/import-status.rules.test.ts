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
  readonly rejoinedOn?: string;
}
function planOf(
  { status, suspendedOn = '', withdrawnOn = '', rejoinedOn = '' }: Said,
  history: readonly DatedStatus[] | null = null,
  since: string = joinedOn,
  joinedBefore?: string,
) {
  const days = { suspendedOn: suspendedOn as never, withdrawnOn: withdrawnOn as never, rejoinedOn: rejoinedOn as never };
  return planStatuses(
    { status: status ?? null, ...days },
    { history, joinedOn: since as never, joinedBefore: joinedBefore as never, today },
  );
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
  expect(told({ withdrawnOn: '2024-03-31' }, null, '')).toBe('joinedOn:joined_on_needed');
});

test('IMP-01, case 31: days of a row come into the history as 入会日 of the same row has it begin', () => {
  const [began, left]: DatedStatus[] = [
    { status: 'active', effectiveOn: today },
    { status: 'withdrawn', effectiveOn: jstDate('2024-03-31') },
  ];
  expect(told({ suspendedOn: '2020-06-01' }, [began!], '2015-04-01', today)).toBe('suspended@2020-06-01');
  // The former first day is free again.
  expect(told({ suspendedOn: today }, [began!], '2015-04-01', today)).toBe(`suspended@${today}`);
  expect(told({ suspendedOn: '2014-06-01' }, [began!], '2015-04-01', today)).toBe('suspendedOn:status_before_joining');
  expect(planOf({}, [joined, left!], '2024-03-31', joinedOn).errors).toEqual([
    { target: 'joinedOn', code: 'joined_after_status', value: '2024-03-31' },
  ]);
  expect(told({}, [joined, left!], '2024-03-30', joinedOn)).toBe('');
  // The day of a return is none of joining, and what a row says wrongly of a status is told first.
  expect(planOf({ status: 'active' }, [joined, left!], '2026-04-01', joinedOn)).toMatchObject({ returnsOn: '2026-04-01', errors: [] });
  expect(told({ status: 'active' }, [joined, left!], '2024-03-31', joinedOn)).toBe('status:back_needs_day');
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

test('IMP-01: a return is an entry of its own, by its column or by a day of joining behind the leaving; the first joining stays', () => {
  const left: DatedStatus = { status: 'withdrawn', effectiveOn: jstDate('2024-03-31') };
  const resting: DatedStatus = { status: 'suspended', effectiveOn: jstDate('2024-03-31') };
  for (const away of [left, resting]) {
    expect(told({ status: 'active', rejoinedOn: '2026-04-01' }, [joined, away])).toBe('active@2026-04-01');
    expect(told({ rejoinedOn: '2026-04-01' }, [joined, away], '')).toBe('active@2026-04-01');
    expect(planOf({ status: 'active' }, [joined, away], '2026-04-01')).toEqual({
      statuses: [{ status: 'active', effectiveOn: '2026-04-01' }],
      returnsOn: '2026-04-01',
      errors: [],
    });
    // A day to come is planned.
    expect(told({ status: 'active' }, [joined, away], '2027-04-01')).toBe('active@2027-04-01');
    expect(told({ status: 'active' }, [joined, away], '2024-03-31')).toBe('status:back_needs_day');
    expect(told({ status: 'active', rejoinedOn: '2024-03-31' }, [joined, away])).toBe('rejoinedOn:status_date_taken');
  }
  // The same file a second time changes nothing, the day of joining included.
  const back: DatedStatus = { status: 'active', effectiveOn: jstDate('2026-04-01') };
  expect(planOf({ status: 'active' }, [joined, left, back], '2026-04-01')).toEqual({ statuses: [], returnsOn: '2026-04-01', errors: [] });
  expect(told({ status: 'active', rejoinedOn: '2026-04-01' }, [joined, left, back])).toBe('');
  // Leaving and coming back in one row, of a member and of somebody new.
  const both = { status: 'active', withdrawnOn: '2024-03-31', rejoinedOn: '2026-04-01' } as const;
  expect(told(both, [joined])).toBe('withdrawn@2024-03-31 active@2026-04-01');
  expect(told(both)).toBe('active@2015-04-01 withdrawn@2024-03-31 active@2026-04-01');
});

test('IMP-01: nobody comes back who has not left, was expelled, has died or applies', () => {
  const after = (status: MemberStatus): DatedStatus[] => [joined, { status, effectiveOn: jstDate('2024-03-31') }];
  const rejoins = { status: 'active', rejoinedOn: '2026-04-01' } as const;
  expect(told(rejoins, [joined])).toBe('rejoinedOn:return_without_leaving');
  expect(told(rejoins)).toBe('rejoinedOn:return_without_leaving');
  expect(told(rejoins, after('expelled'))).toBe('rejoinedOn:return_of_expelled');
  expect(told({ ...rejoins, withdrawnOn: '2024-03-31' }, after('expelled'))).toBe('rejoinedOn:return_of_expelled');
  for (const status of ['expelled', 'deceased'] as const) expect(told({ withdrawnOn: '2024-03-31' }, after(status))).toBe('');
  expect(told({ status: 'active' }, after('expelled'), '2026-04-01')).toBe('joinedOn:return_of_expelled');
  expect(told({ status: 'active' }, after('expelled'))).toBe('status:return_of_expelled');
  expect(told(rejoins, after('deceased'))).toBe('rejoinedOn:deceased_is_final');
  expect(told(rejoins, [{ status: 'applied', effectiveOn: joinedOn }])).toBe('rejoinedOn:status_of_application');
  expect(told({ status: 'active' }, [{ status: 'applied', effectiveOn: joinedOn }])).toBe('status:status_of_application');
  expect(told({ status: 'withdrawn', withdrawnOn: '2024-03-31', rejoinedOn: '2026-04-01' })).toBe('status:status_contradicts');
  expect(told({ status: 'expelled', withdrawnOn: '2024-03-31', rejoinedOn: '2027-04-01' })).toBe('rejoinedOn:return_of_expelled');
  expect(told({ ...rejoins, withdrawnOn: '2026-05-01' })).toBe('rejoinedOn:return_without_leaving');
  expect(told({ rejoinedOn: '2062-04-01' }, after('withdrawn'))).toBe('rejoinedOn:implausible_date');
  // A change that is planned already stays true behind the return, or the return is refused.
  const planned: DatedStatus = { status: 'active', effectiveOn: jstDate('2027-04-01') };
  expect(told(rejoins, [...after('suspended'), planned])).toBe('rejoinedOn:status_not_possible');
});

test('IMP-01: whatever is said, what is planned is a history that may be, and what was said is true in it now or will be', () => {
  const day = fc.constantFrom('', '2014-01-01', '2015-04-01', '2020-01-01', '2026-11-26', '2026-11-27', '2027-06-01');
  const status = fc.constantFrom(undefined, ...(Object.keys(statusWords) as MemberStatus[]));
  fc.assert(
    fc.property(status, day, day, day, fc.boolean(), (given, suspendedOn, withdrawnOn, rejoinedOn, isNew) => {
      const said = { ...(given ? { status: given } : {}), suspendedOn, withdrawnOn, rejoinedOn };
      const { statuses, errors } = planOf(said, isNew ? null : [joined]);
      if (errors.length > 0) return;
      const whole = isNew && statuses.length > 0 ? statuses : [joined, ...statuses];
      expect(isLegalHistory(whole)).toBe(true);
      const toCome = whole.filter(({ effectiveOn }) => effectiveOn > today).map((entry) => entry.status);
      if (given) expect([statusOn(whole, today), ...toCome]).toContain(given);
    }),
  );
});
