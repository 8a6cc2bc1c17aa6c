import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, test } from 'vitest';
import { closingDates, hasEndedOn, isPurgeOver, lastBusinessDayOfMonth } from './closing.rules.ts';

const last = (day: string): string => lastBusinessDayOfMonth(jstDate(day));
const dates = (day: string) => closingDates(jstDate(day));

describe('the end of a contract', () => {
  test('the last business day is before weekends, holidays and the turn of the year', () => {
    expect(last('2026-05-12')).toBe('2026-05-29');
    expect(last('2026-11-01')).toBe('2026-11-30');
    expect(last('2026-10-05')).toBe('2026-10-30');
    expect(last('2026-12-01')).toBe('2026-12-30');
    expect(last('2027-04-10')).toBe('2027-04-30');
    expect(last('2029-04-10')).toBe('2029-04-27');
  });

  test('asked for by the last business day it ends with the next month; later with the one after', () => {
    expect(dates('2026-05-29')).toEqual({ effectiveOn: '2026-06-30', purgedBy: '2026-07-31' });
    expect(dates('2026-05-30')).toEqual({ effectiveOn: '2026-07-31', purgedBy: '2026-08-31' });
    expect(dates('2026-12-30')).toEqual({ effectiveOn: '2027-01-31', purgedBy: '2027-02-28' });
    expect(dates('2026-12-31')).toEqual({ effectiveOn: '2027-02-28', purgedBy: '2027-03-31' });
    expect(dates('2027-01-31')).toEqual({ effectiveOn: '2027-03-31', purgedBy: '2027-04-30' });
    expect(dates('2028-01-31')).toEqual({ effectiveOn: '2028-02-29', purgedBy: '2028-03-31' });
  });

  test('oracle 37: notice, end and the month of the purge', () => {
    expect(dates('2026-04-30')).toEqual({ effectiveOn: '2026-05-31', purgedBy: '2026-06-30' });
    expect(dates('2026-05-01')).toEqual({ effectiveOn: '2026-06-30', purgedBy: '2026-07-31' });
    expect(dates('2026-05-30')).toEqual({ effectiveOn: '2026-07-31', purgedBy: '2026-08-31' });
    const closing = dates('2026-04-30');
    expect(['2026-05-31', '2026-06-01'].map((day) => hasEndedOn(closing, jstDate(day)))).toEqual([false, true]);
    expect(['2026-06-30', '2026-07-01'].map((day) => isPurgeOver(closing, jstDate(day)))).toEqual([false, true]);
  });
});
