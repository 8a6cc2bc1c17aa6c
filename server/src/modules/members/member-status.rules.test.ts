import { type JstDate, addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DatedStatus,
  comesIn,
  fieldsOfJoining,
  leavesOn,
  mayLogIn,
  nextChangeOn,
  stands,
  statusOn,
  withAdmission,
  withApplicationEntry,
  withEntry,
  withJoining,
} from './member-status.rules.ts';

const start = jstDate('2020-04-01');
const joined: DatedStatus[] = [{ status: 'active', effectiveOn: start }];
const entry = (status: DatedStatus['status'], days: number): DatedStatus => ({ status, effectiveOn: addDays(start, days) });

describe('dated statuses (domain.md 3.2)', () => {
  test('the status of a day is the entry with the greatest date on or before it', () => {
    const history = withEntry(withEntry(joined, entry('suspended', 10)), entry('active', 20));
    expect([0, 9, 10, 19, 20, 400].map((days) => statusOn(history, addDays(start, days)))).toEqual([
      'active',
      'active',
      'suspended',
      'suspended',
      'active',
      'active',
    ]);
    expect(nextChangeOn(history, addDays(start, 10))).toBe(addDays(start, 20));
    expect(nextChangeOn(history, addDays(start, 20))).toBeNull();
  });

  test('RNK-02: who is on the roll by themselves, or will be, and who only was', () => {
    const today = addDays(start, 30);
    const after = (...more: DatedStatus[]) => [...joined, ...more];
    const left = after(entry('withdrawn', 10));
    const back = after(entry('withdrawn', 10), entry('active', 31));
    expect([joined, after(entry('suspended', 10)), after(entry('withdrawn', 31)), back].map((one) => stands(one, today))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(stands([{ status: 'applied', effectiveOn: start }], today)).toBe(true);
    for (const status of ['withdrawn', 'expelled', 'deceased', 'rejected', 'application_withdrawn'] as const)
      expect(stands(after(entry(status, 30)), today), status).toBe(false);
    expect(stands(after(entry('withdrawn', 10), entry('deceased', 31)), today)).toBe(false);
    expect([comesIn(left, back, today), comesIn(back, joined, today), comesIn(left, left, today), comesIn(joined, left, today)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('no two entries share a day', () => {
    expect(() => withEntry(joined, entry('withdrawn', 0))).toThrow('STATUS_DATE_TAKEN');
  });

  test('both neighbours are checked', () => {
    const leaving = withEntry(joined, entry('withdrawn', 30));
    expect(() => withEntry(leaving, entry('deceased', 10))).toThrow('STATUS_NEXT_IN_WAY');
    expect(() => withEntry(leaving, entry('suspended', 40))).toThrow('INVALID_TRANSITION');
    expect(withEntry(leaving, entry('suspended', 10))).toHaveLength(3);
    expect(() => withEntry(joined, entry('suspended', -1))).toThrow('STATUS_BEFORE_FIRST');
    expect(() => withEntry(withEntry(joined, entry('deceased', 5)), entry('active', 6))).toThrow('INVALID_TRANSITION');
  });

  test('case 31: a history begins on 入会日 that is put right, before whatever came next; what an application decided stays', () => {
    const resting = withEntry(joined, entry('suspended', 10));
    expect(withJoining(resting, start, addDays(start, -400))).toEqual([entry('active', -400), entry('suspended', 10)]);
    expect(withJoining(resting, start, addDays(start, 9))).toEqual([entry('active', 9), entry('suspended', 10)]);
    for (const days of [10, 11]) expect(() => withJoining(resting, start, addDays(start, days))).toThrow('JOINED_ON_AFTER_STATUS');
    expect(withJoining(resting, addDays(start, 1), addDays(start, 5))).toEqual(resting);
    const admitted = [entry('applied', 0), entry('active', 5)];
    expect(withJoining(admitted, addDays(start, 5), addDays(start, 90))).toEqual(admitted);
  });

  test('case 31: with 入会日 moves the day on which the status changes next, and what is due already stays due', () => {
    const movedOn = (nextStatusOn: JstDate | null, to: number, today: number, entries = joined) =>
      fieldsOfJoining({ statusEntries: entries, nextStatusOn, joinedOn: start }, addDays(start, to), addDays(start, today)).nextStatusOn;
    expect(movedOn(start, -300, -100)).toBeNull();
    expect(movedOn(start, -50, -100)).toBe(addDays(start, -50));
    expect(movedOn(null, 200, 100)).toBe(addDays(start, 200));
    const leaving = withEntry(joined, entry('withdrawn', 30));
    expect(movedOn(start, -300, -100, leaving)).toBe(addDays(start, 30));
    expect(movedOn(addDays(start, 30), 5, 31, leaving)).toBe(addDays(start, 30));
  });

  test('APP-04, case 26: a decision on the day of applying edits that very entry, for 入会, 不承認 and 申請取下 alike', () => {
    const applied: DatedStatus[] = [{ status: 'applied', effectiveOn: start }];
    expect(() => withEntry(applied, entry('active', 0))).toThrow('STATUS_DATE_TAKEN');
    for (const status of ['active', 'rejected', 'application_withdrawn'] as const)
      expect(withApplicationEntry(applied, entry(status, 0))).toEqual([entry(status, 0)]);
    expect(withApplicationEntry(applied, entry('active', 3))).toEqual([...applied, entry('active', 3)]);
    expect(() => withApplicationEntry(applied, entry('active', -1))).toThrow('STATUS_BEFORE_FIRST');
    expect(() => withApplicationEntry(applied, entry('suspended', 0))).toThrow('STATUS_DATE_TAKEN');
    const left = withEntry(joined, entry('withdrawn', 30));
    expect(() => withApplicationEntry(left, entry('active', 30))).toThrow('STATUS_DATE_TAKEN');
    expect(withApplicationEntry(left, entry('active', 31))).toHaveLength(3);
  });

  test('APP-04: joining before the application, or before having left, is refused as just that', () => {
    const admitted = (entries: readonly DatedStatus[], days: number) => withAdmission(entries, entry('active', days), start);
    const applied: DatedStatus[] = [{ status: 'applied', effectiveOn: start }];
    expect(() => admitted(applied, -1)).toThrow('JOINED_BEFORE_APPLYING');
    expect(admitted(applied, 0)).toEqual([entry('active', 0)]);
    expect(admitted(applied, 366)).toHaveLength(2);
    expect(() => admitted(applied, 367)).toThrow('JOINED_ON_IMPLAUSIBLE');
    // Also between two entries after each of which 在会 would be possible: it would change nothing about today.
    const left = withEntry(withEntry(joined, entry('suspended', 10)), entry('withdrawn', 30));
    for (const days of [-1, 5, 20, 29]) expect(() => admitted(left, days)).toThrow('REJOINED_BEFORE_LEAVING');
    expect(() => admitted(left, 30)).toThrow('STATUS_DATE_TAKEN');
    expect(admitted(left, 31)).toHaveLength(4);
    expect(() => admitted(withEntry(left, entry('active', 40)), 35)).toThrow('STATUS_NEXT_IN_WAY');
  });

  test('whoever was not taken may apply anew, on the same day too, and never by hand of the office alone', () => {
    const applied: DatedStatus[] = [{ status: 'applied', effectiveOn: start }];
    const refused = withApplicationEntry(applied, entry('rejected', 5));
    expect(withApplicationEntry(refused, entry('applied', 9)).map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied']);
    expect(withApplicationEntry(refused, entry('applied', 5))).toEqual(applied);
    expect(withApplicationEntry([entry('rejected', 0)], entry('applied', 0))).toEqual(applied);
    expect(() => withApplicationEntry(joined, entry('applied', 1))).toThrow('INVALID_TRANSITION');
  });

  test('whoever comes back does not leave', () => {
    const left = withEntry(joined, entry('withdrawn', 30));
    expect(leavesOn(left)).toBe(addDays(start, 30));
    expect(leavesOn(withEntry(left, entry('active', 60)))).toBeNull();
  });

  test('any history built by the rules is ordered, without repeats, and every step of it allowed', () => {
    const step = fc.record({
      status: fc.constantFrom('active', 'suspended', 'withdrawn', 'expelled', 'deceased'),
      days: fc.integer({ min: -5, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let history: DatedStatus[] = joined;
        for (const { status, days } of steps) {
          try {
            history = withEntry(history, entry(status as DatedStatus['status'], days));
          } catch {
            // Refused: the history stays as it was.
          }
        }
        const dates: JstDate[] = history.map((row) => row.effectiveOn);
        expect(new Set(dates).size).toBe(dates.length);
        expect([...dates].sort((left, right) => (left < right ? -1 : 1))).toEqual(dates);
        history.slice(1).forEach((row, index) => expect(row.status).not.toBe(history[index]!.status));
        const dead = history.findIndex((row) => row.status === 'deceased');
        if (dead !== -1) expect(dead).toBe(history.length - 1);
      }),
    );
  });

  test('only those who are in or rest may log in', () => {
    expect(
      (['applied', 'active', 'suspended', 'withdrawn', 'expelled', 'deceased', 'rejected', 'application_withdrawn'] as const).filter(
        mayLogIn,
      ),
    ).toEqual(['active', 'suspended']);
  });
});
