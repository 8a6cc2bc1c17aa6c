import { expect, test } from 'vitest';
import { latinOf, ownWordsOf } from './own-words.rules.ts';

test('a reading in Latin letters, as people type it', () => {
  const readings = ['タカハシ', 'サトウ', 'おおの', 'キョウコ', 'シュンジ', 'ハットリ', 'ジュンイチ', 'ﾁﾊﾙ', 'ユウコ'];
  expect(readings.map(latinOf)).toEqual(['takahashi', 'sato', 'ono', 'kyoko', 'shunji', 'hattori', 'junichi', 'chiharu', 'yuko']);
});

test('names in every spelling, address, numbers and organisation are own words', () => {
  const person = {
    familyName: '高橋',
    givenName: '美咲',
    familyNameKana: 'タカハシ',
    givenNameKana: 'ミサキ',
    email: 'misaki.t@example.jp',
    memberNumber: '2026-0001',
    loginId: '20260001',
  };
  const words = ownWordsOf(person, { name: '東雲学会', slug: 'shinonome' });
  for (const word of ['高橋', 'ミサキ', 'takahashi', 'misaki', 'misaki.t', '2026-0001', '20260001', '東雲学会', 'shinonome'])
    expect(words).toContain(word);
});
