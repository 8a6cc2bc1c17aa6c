import { expect, test } from 'vitest';
import { birthParts, birthValue } from './birth-date.ts';
import { shownOf } from './typed.ts';

const read = (typed: string): number | null => (typed === '' ? null : Number(typed.replaceAll(',', '')));
const show = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en-US') : '');
const box = (typed: string, value: unknown): string => shownOf(typed, value, read, show);

test('interface 5.1: what is being typed stays as it is while it reads as the value of the field', () => {
  expect([box('1200', 1200), box('1,2', 12), box('', null), box('', undefined)]).toEqual(['1200', '1,2', '', '']);
});

test('interface 5.1: a value that somebody else has put there is what the field shows', () => {
  expect([box('1200', 2000), box('1200', null), box('', 500)]).toEqual(['2,000', '', '500']);
});

test('interface 5.1: three boxes of a birth date show the date that was put there', () => {
  const shown = (typed: ReturnType<typeof birthParts>, value: string) =>
    shownOf(typed, value, birthValue, (now) => birthParts(String(now)));
  const typing = { year: 'S60', month: '6', day: '' };
  expect(shown(typing, 'S60/6/')).toEqual(typing);
  expect(shown(typing, '1990-01-02')).toEqual({ year: '1990', month: '1', day: '2' });
  expect(shown(typing, '')).toEqual({ year: '', month: '', day: '' });
});
