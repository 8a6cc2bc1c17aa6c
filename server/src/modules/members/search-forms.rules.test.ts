import { describe, expect, it } from 'vitest';
import { foldForSearch } from './search-fold.rules.ts';
import { numberedAs, writtenAs } from './search-forms.rules.ts';

describe('a word in every form in which it may be written', () => {
  it.each([
    ['山田太郎', '山田 太郎'],
    ['山田　太郎', '山田　太郎'],
    ['やまだ', 'ヤマダ タロウ'],
    ['ﾔﾏﾀﾞ', 'ヤマダ タロウ'],
    ['ヤマダタロウ', 'ヤマダ タロウ'],
    ['高崎', '髙﨑 花子'],
    ['髙﨑', '高崎 花子'],
    ['吉田', '𠮷田 一郎'],
    ['葛城', '葛\u{e0100}城 薫'],
    ['ＳＭＩＴＨ', 'Smith John'],
    ['smith', 'Ｓｍｉｔｈ'],
    ['サト-', 'サトー'],
    ['年会費(2)', '2026年度　年会費（２）'],
    ['㈱山田', '㈱山田'],
  ])('%s finds %s', (typed, written) => {
    expect(writtenAs(typed).test(written)).toBe(true);
  });

  it.each([
    ['.*', '山田 太郎'],
    ['山田花子', '山田 太郎'],
    ['やまた', 'ヤマダ タロウ'],
    ['[a-z]', 'smith'],
  ])('%s does not find %s (security.md T52)', (typed, written) => {
    expect(writtenAs(typed).test(written)).toBe(false);
  });

  it('is never more than the thousand bytes that the engine takes, and a long word still finds itself', () => {
    for (const letter of ['山', 'ヤ', 'ー', 'a', '.', '𠮷', '㍿', '\ufdfa', '\u{e0100}']) {
      const word = letter.repeat(100 / letter.length);
      expect(Buffer.byteLength(writtenAs(word).source)).toBeLessThanOrEqual(1000);
      expect(writtenAs(word).test(word)).toBe(true);
      expect(Buffer.byteLength(numberedAs(word).source)).toBeLessThanOrEqual(1000);
    }
  });

  it('asks of every letter of its own for what the roll asks', () => {
    for (const letter of ['高', '﨑', 'ガ', 'が', '-', '‐', 'Ａ', ']', '］', '＼', '＾'])
      expect(writtenAs(letter).test(foldForSearch(letter))).toBe(true);
  });
});
