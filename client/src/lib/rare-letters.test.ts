import { expect, it } from 'vitest';
import { rareLetters } from './rare-letters.ts';

it('case 81: names outside CP932 are told, letter by letter, and what spreadsheets know is not', () => {
  expect(['髙﨑', '山田', 'サトウ', 'ﾔﾏﾀﾞ', 'John Smith', '㈱つどい', '齋藤・佐々木', ''].flatMap(rareLetters)).toEqual([]);
  expect(rareLetters('𠮷田𠮷')).toEqual(['𠮷']);
  expect(rareLetters('葛\u{e0100}城')).toEqual(['葛\u{e0100}']);
  expect(rareLetters('José 한')).toEqual(['é', '한']);
});
