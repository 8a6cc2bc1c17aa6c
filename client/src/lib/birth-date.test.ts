import { describe, expect, it } from 'vitest';
import { birthParts, birthValue, otherYear } from './birth-date.ts';

const of = (year: string, month: string, day: string) => birthValue({ year, month, day });

describe('a birth date in three boxes', () => {
  it('acceptance 25: takes a year of the West or of an era, half or full width', () => {
    const same = [
      of('1985', '4', '1'),
      of('１９８５', '０４', '０１'),
      of('S60', '4', '1'),
      of('昭和60年', '4月', '1日'),
      of('昭和６０', '4', '1'),
    ];
    expect(new Set(same)).toEqual(new Set(['1985-04-01']));
    expect(of('平成元', '1', '8')).toBe('1989-01-08');
  });

  it('acceptance 25: the new era owns its first day, and a day that is none is no date', () => {
    expect([of('S64', '1', '7'), of('H1', '1', '8'), of('H31', '4', '30'), of('R1', '5', '1')]).toEqual([
      '1989-01-07',
      '1989-01-08',
      '2019-04-30',
      '2019-05-01',
    ]);
    for (const wrong of [of('S64', '1', '8'), of('1985', '2', '29'), of('1985', '4', ''), of('', '4', '1'), of('85', '4', '1')])
      expect(wrong).not.toMatch(/^(\d{4}-\d{2}-\d{2})?$/);
  });

  it('keeps what was typed so far over a reload', () => {
    for (const parts of [
      { year: '1985', month: '', day: '' },
      { year: 'S60', month: '4', day: '' },
      { year: '', month: '', day: '31' },
    ])
      expect(birthParts(birthValue(parts))).toEqual(parts);
  });

  it('takes a whole date in the first box, as it is pasted', () => {
    expect(of('S60.4.1', '', '')).toBe('1985-04-01');
    expect(of('19850401', '', '')).toBe('1985-04-01');
    expect(birthParts('1985-04-01')).toEqual({ year: '1985', month: '4', day: '1' });
    expect(of('', '', '')).toBe('');
    expect(birthParts('')).toEqual({ year: '', month: '', day: '' });
  });

  it('says the year in the other calendar, both names of a year that had two', () => {
    expect(['1985', '1989', '2019', '1926', 'S60', '平成元', 'R1', '令和8年'].map(otherYear)).toEqual([
      '昭和60年',
      '昭和64年・平成元年',
      '平成31年・令和元年',
      '大正15年・昭和元年',
      '1985年',
      '1989年',
      '2019年',
      '2026年',
    ]);
    expect(['', '19', '85', '昭和', 'S99', '1800', 'abcd'].map(otherYear)).toEqual(Array.from({ length: 7 }, () => null));
  });
});
