import { expect, test } from 'vitest';
import { isFull, matchOf } from './login-inquiry.rules.ts';

const known = {
  familyName: '齊藤',
  givenName: '一',
  familyNameKana: 'サイトウ',
  givenNameKana: 'ハジメ',
  birthDate: '1980-01-02',
  emails: ['saito@example.jp'],
};
const told = { ...known, email: 'saito@example.jp' };

test.each([
  ['齊藤', '斉藤'],
  ['斎藤', '斉藤'],
  ['齋藤', '斎藤'],
  ['廣瀨', '広瀬'],
  ['髙槗', '高橋'],
  ['藏本', '蔵本'],
  ['龍田', '竜田'],
  ['渡邉', '渡辺'],
  ['葛\u{e0100}城', '葛城'],
])('ACC-05: on record %s, told %s: one name', (onRecord, said) => {
  const match = matchOf({ ...told, familyName: said }, { ...known, familyName: onRecord });
  expect(isFull(match)).toBe(true);
});

test('ACC-05: another name is another name, and so are the same letters cut in another place', () => {
  expect(matchOf({ ...told, familyName: '佐藤' }, known).name).toBe(false);
  expect(matchOf({ ...told, familyName: '齊', givenName: '藤一' }, known).name).toBe(false);
});
