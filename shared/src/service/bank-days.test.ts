import { describe, expect, it } from 'vitest';
import { type JstDate, addDays, addMonths, jstDate } from '../kernel/jst.ts';
import { bankDayFrom, bankDayUntil, isBankDay } from './bank-days.ts';

/** domain.md 4.2, written out: substitute and sandwiched holidays included. */
const listed = {
  2025: '1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24',
  2026: '1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23',
  2027: '1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23',
} as const;
const holidaysOf = (year: keyof typeof listed) =>
  new Set(
    listed[year].split(' ').map((day) => {
      const [month, date] = day.split('/');
      return `${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`;
    }),
  );

/** The last day of the month after the one that is closed. */
const monthAfter = (month: string): JstDate => addDays(addMonths(jstDate(`${month}-01`), 2), -1);

describe('bank days', () => {
  it.each([2025, 2026, 2027] as const)('of %i are the weekdays outside the written table and the turn of the year', (year) => {
    const holidays = holidaysOf(year);
    for (let day = jstDate(`${year}-01-01`); day.startsWith(String(year)); day = addDays(day, 1)) {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      const closed = weekday % 6 === 0 || holidays.has(day) || ['12-31', '01-01', '01-02', '01-03'].includes(day.slice(5));
      expect([day, isBankDay(day)]).toEqual([day, !closed]);
    }
  });

  it('oracle 36: the next one', () => {
    expect(bankDayFrom(jstDate('2026-05-03'))).toBe('2026-05-07');
    expect(bankDayFrom(jstDate('2026-12-31'))).toBe('2027-01-04');
    expect(bankDayFrom(jstDate('2026-09-21'))).toBe('2026-09-24');
  });

  it('case 72: neither a sandwiched holiday nor a substitute Monday is one', () => {
    expect(isBankDay(jstDate('2026-09-22'))).toBe(false);
    expect(isBankDay(jstDate('2025-11-24'))).toBe(false);
  });

  it.each([
    [32, '2025-04', '2025-05-30'],
    [33, '2025-11', '2025-12-30'],
    [34, '2025-12', '2026-01-30'],
  ])('oracle %i: the last of the month after %s, or the one before it', (_oracle, month, paidOn) => {
    expect(bankDayUntil(monthAfter(month))).toBe(paidOn);
  });

  it('oracle 35, case 71: a debit day of 27 rolls forward', () => {
    const debits = ['2025-04', '2025-09', '2025-12', '2026-12'].map((month) => bankDayFrom(jstDate(`${month}-27`)));
    expect(debits).toEqual(['2025-04-28', '2025-09-29', '2025-12-29', '2026-12-28']);
  });
});
