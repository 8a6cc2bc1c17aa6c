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

test('who was slower than a colleague reads who did what and when, and what to do then', () => {
  const text = (domainCode: string, params: object) => {
    const said = { at: '2026-05-20T01:12:00.000Z', by: '鈴木 一郎', bill: '年会費', left: 7000, ...params };
    return wordsOfError({ data: { domainCode, params: said } }, kitTexts.ja).text.replace(/^(.*?)(?:\d{4}年)?5月20日（水）/, '$1その日');
  };
  expect(text('BILL_CANCELLED', { happened: 'cancelled' })).toBe('「年会費」は、その日10:12に鈴木 一郎さんが取り消しました。');
  expect(text('BILL_CANCELLED', { happened: 'replaced', number: 'B2026-000012' })).toContain('請求 B2026-000012 に替わっています');
  // Neither a payer's sentence nor an invitation to record the same transfer once more.
  const paid = '「年会費」には、その日10:12に鈴木 一郎さんが3,000円の入金を記録しています。残りは7,000円です。';
  expect(text('BILL_NOT_PAYABLE', { happened: 'paid', amount: 3000 })).toBe(paid);
  expect(text('ALLOCATION_EXCEEDS_BILL', { happened: 'paid', amount: 3000 })).toBe(
    `${paid}同じ入金なら、記録は済んでいます。別の入金のときだけ、残りに合わせて分け直してください。`,
  );
  expect(text('BILL_HAS_PAYMENT', { happened: 'paid', amount: 3000 })).toBe(paid + refusals.BILL_HAS_PAYMENT);
  expect(text('BILL_CHANGED_SINCE', { happened: 'confirmed', what: 'dueOn', dueOn: '2026-05-20' })).toMatch(
    /支払期限は.*です。入れた期限は使われていません。$/,
  );
  expect(text('BILL_CHANGED_SINCE', { happened: 'paid', what: 'outstanding', amount: 3000, by: '' })).toContain('担当者さんが');
  expect(text('BILL_CHANGED_SINCE', { what: 'name' })).toBe(refusals.BILL_CHANGED_SINCE);
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
