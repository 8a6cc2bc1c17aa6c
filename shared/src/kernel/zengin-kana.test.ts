import { describe, expect, it } from 'vitest';
import { bankLetters, commonLetters, inLettersOf, toZenginKana, zenginBytes } from './zengin-kana.ts';

describe('names in bank files (domain.md 4.3)', () => {
  it.each([
    ['シュッパン キョウカイ', 'ｼﾕﾂﾊﾟﾝ ｷﾖｳｶｲ', 12],
    ['abc サポート', 'ABC ｻﾎﾟ-ﾄ', 9],
    ['ヴァイオリン ケンキュウカイ', 'ｳﾞｱｲｵﾘﾝ ｹﾝｷﾕｳｶｲ', 15],
    ['わたなべ　しょうこ', 'ﾜﾀﾅﾍﾞ ｼﾖｳｺ', 10],
  ])('oracle 38: %s', (text, kana, length) => {
    expect(toZenginKana(text)).toEqual({ ok: true, kana });
    expect(zenginBytes(kana)).toHaveLength(length);
  });

  it('oracle 38: what does not fit is named, never replaced', () => {
    expect(toZenginKana('サトウ，ケン')).toEqual({ ok: false, character: ',' });
    expect(toZenginKana('山田')).toEqual({ ok: false, character: '山' });
    expect(toZenginKana('A&B')).toEqual({ ok: false, character: '&' });
    expect(toZenginKana('カ\u0000')).toEqual({ ok: false, character: '\u0000' });
  });

  it('oracle 38: brackets, dots, and each letter one byte', () => {
    expect(toZenginKana('（カ）シノノメ・カイ／ダイ１')).toEqual({ ok: true, kana: '(ｶ)ｼﾉﾉﾒ.ｶｲ/ﾀﾞｲ1' });
    expect([...zenginBytes('ｱﾝﾞﾟA0 ')]).toEqual([0xb1, 0xdd, 0xde, 0xdf, 0x41, 0x30, 0x20]);
    expect(() => zenginBytes('山')).toThrow(RangeError);
  });

  it('4.3, oracle 38: a bank’s own letters for ー, ・ and ヲ, each in place of one', () => {
    const own = { longVowel: 'ｰ', middleDot: ' ', wo: 'ｵ' } as const;
    expect(inLettersOf('ABC ｻﾎﾟ-ﾄ', own)).toBe('ABC ｻﾎﾟｰﾄ');
    expect(inLettersOf('ｱ--.A-B 1-2 ﾖｦ', own)).toBe('ｱｰｰ A-B 1-2 ﾖｵ');
    expect(inLettersOf('ｱ--.A-B 1-2 ﾖｦ', commonLetters)).toBe('ｱ--.A-B 1-2 ﾖｦ');
    expect(inLettersOf('ｻﾎﾟ-ﾄ', { ...commonLetters, wo: 'ｵ' })).toBe('ｻﾎﾟ-ﾄ');
    for (const letters of Object.values(bankLetters)) expect(zenginBytes(letters.join(''))).toHaveLength(2);
  });
});
