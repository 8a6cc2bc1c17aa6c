import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  endOfJstDateExclusive,
  fiscalYearOf,
  fiscalYearRange,
  ageOn,
  formatEraDate,
  type FiscalYear,
  JstDate,
  jstDate,
  jstDateOf,
  jstTimeOf,
  parseTypedDate,
  startOfJstDate,
  weekdayOf,
} from './jst.ts';

describe('jst', () => {
  it('runs under a zone that is not Japan, so that a hidden local time shows', () => {
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).not.toBe('Asia/Tokyo');
  });

  it('knows the day in Japan at the edges of midnight (T19)', () => {
    expect(jstDateOf(new Date('2026-03-31T14:59:59.999Z'))).toBe('2026-03-31');
    expect(jstDateOf(new Date('2026-03-31T15:00:00.000Z'))).toBe('2026-04-01');
    expect(jstTimeOf(new Date('2026-03-31T14:59:59.999Z'))).toBe('23:59');
    expect(startOfJstDate(jstDate('2026-04-01')).toISOString()).toBe('2026-03-31T15:00:00.000Z');
    expect(endOfJstDateExclusive(jstDate('2026-04-01')).toISOString()).toBe('2026-04-01T15:00:00.000Z');
  });

  it('refuses days that do not exist', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-4-1', '', '2026-04-31', 'x']) {
      expect(JstDate.safeParse(text).success).toBe(false);
    }
    expect(JstDate.parse('2028-02-29')).toBe('2028-02-29');
  });

  it('names the fiscal year by its first calendar year', () => {
    expect(fiscalYearOf(jstDate('2026-03-31'), 4)).toBe(2025);
    expect(fiscalYearOf(jstDate('2026-04-01'), 4)).toBe(2026);
    expect(fiscalYearOf(jstDate('2026-01-01'), 1)).toBe(2026);
    expect(fiscalYearRange(2025 as FiscalYear, 4)).toEqual({ from: '2025-04-01', to: '2026-03-31' });
    expect(fiscalYearRange(2027 as FiscalYear, 3)).toEqual({ from: '2027-03-01', to: '2028-02-29' });
  });

  it('oracle 46, case 67: born on 1 April somebody is 17 on 31 March and 18 the day after; 29 February counts from 1 March', () => {
    const ages = (birth: string, ...days: string[]) => days.map((day) => ageOn(jstDate(birth), jstDate(day)));
    expect(ages('2007-04-01', '2025-03-31', '2025-04-01')).toEqual([17, 18]);
    expect(ages('2000-02-29', '2025-02-28', '2025-03-01', '2024-02-28', '2024-02-29')).toEqual([24, 25, 23, 24]);
    expect(ages('2025-12-31', '2025-12-31', '2026-12-30', '2026-12-31')).toEqual([0, 0, 1]);
  });

  it('oracle 45, case 68, acceptance 25: era years, the new era owning its first day, in whatever zone', () => {
    expect(formatEraDate(jstDate('2019-04-30'))).toBe('平成31年4月30日');
    expect(formatEraDate(jstDate('2019-05-01'))).toBe('令和元年5月1日');
    expect(formatEraDate(jstDate('1989-01-07'))).toBe('昭和64年1月7日');
    expect(formatEraDate(jstDate('1989-01-08'))).toBe('平成元年1月8日');
    expect(['S64.1.7', 'S64.1.8', 'H1.1.7', 'H1.1.8', 'H31.4.30', 'H31.5.1', 'R1.4.30', 'R1.5.1'].map(parseTypedDate)).toEqual([
      '1989-01-07',
      null,
      null,
      '1989-01-08',
      '2019-04-30',
      null,
      null,
      '2019-05-01',
    ]);
  });

  it('acceptance 25: reads the written forms people use for a date', () => {
    for (const typed of [
      '20260401',
      '2026/4/1',
      '2026-04-01',
      '2026年4月1日',
      'R8.4.1',
      '令和8年4月1日',
      '２０２６／４／１',
      'r8/4/1',
      '2026.4.1',
      '令8.4.1',
      '西暦2026年4月1日',
      '西暦 2026/4/1',
    ]) {
      expect(parseTypedDate(typed), typed).toBe('2026-04-01');
    }
    expect(parseTypedDate('令和元年5月1日')).toBe('2019-05-01');
    expect(['昭60.4.1', '平元年1月8日', '大15/12/24', '明45.7.29', '昭64.1.8', '西暦令和8年4月1日'].map(parseTypedDate)).toEqual([
      '1985-04-01',
      '1989-01-08',
      '1926-12-24',
      '1912-07-29',
      null,
      null,
    ]);
    expect(parseTypedDate('平成31年5月1日')).toBeNull();
    expect(parseTypedDate('令和元年4月30日')).toBeNull();
    expect(parseTypedDate('R8.2.30')).toBeNull();
    expect(parseTypedDate('きょう')).toBeNull();
  });

  it('every real date survives its era form and back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1912-07-31T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }),
        (instant) => {
          const date = jstDateOf(instant);
          expect(parseTypedDate(formatEraDate(date))).toBe(date);
        },
      ),
    );
  });

  it('adds months to the corresponding day or the month’s last one (oracle 48)', () => {
    expect(addMonths(jstDate('2025-01-31'), 1)).toBe('2025-02-28');
    expect(addMonths(jstDate('2025-08-31'), 6)).toBe('2026-02-28');
    expect(addMonths(jstDate('2024-02-29'), 12)).toBe('2025-02-28');
    expect(addMonths(jstDate('2026-01-15'), -1)).toBe('2025-12-15');
  });

  it('counts days both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (days) => {
        const from = jstDate('2026-05-12');
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
    expect(weekdayOf(jstDate('2026-06-01'))).toBe(1);
  });
});
