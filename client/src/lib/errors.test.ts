import { beforeAll, expect, test } from 'vitest';
import { wordsOfError } from './errors.ts';
import { kitTexts } from './i18n/kit.ts';
import { refusals } from './i18n/refusals.ja.ts';
import { loadRefusals } from './i18n/refusals.ts';

beforeAll(() => loadRefusals('ja'));

test('outside a form, what is wrong with a part of an input is said itself', () => {
  const text = (issues: object[]) => wordsOfError({ data: { domainCode: 'INVALID_INPUT', issues } }, kitTexts.ja).text;
  expect(text([{ path: ['dueOn'], code: 'due_day_over' }])).toBe('支払期限が過ぎています。今日からの日にしてください。');
  expect(text([{ path: ['x'], code: 'nothing_known' }])).toBe(refusals.INVALID_INPUT);
});

test('a pause after wrong passwords is told in seconds, minutes or hours, never shorter than it is', () => {
  const text = (seconds: number) =>
    wordsOfError({ data: { domainCode: 'LOGIN_DELAYED', params: { seconds } } }, kitTexts.ja).text.match(/約[^待]*/)?.[0];
  expect([27, 30, 61, 120, 1920, 3600, 3601, 80_000].map(text)).toEqual([
    '約30秒',
    '約30秒',
    '約2分',
    '約2分',
    '約32分',
    '約1時間',
    '約2時間',
    '約23時間',
  ]);
});
