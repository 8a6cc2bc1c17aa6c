import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toZenginKana } from './zengin-kana.ts';

describe('kana of bank files', () => {
  it.each([
    ['シュッパン キョウカイ', 'ｼﾕﾂﾊﾟﾝ ｷﾖｳｶｲ', 12],
    ['abc サポート', 'ABC ｻﾎﾟ-ﾄ', 9],
    ['ヴァイオリン ケンキュウカイ', 'ｳﾞｱｲｵﾘﾝ ｹﾝｷﾕｳｶｲ', 15],
    ['わたなべ　しょうこ', 'ﾜﾀﾅﾍﾞ ｼﾖｳｺ', 10],
    ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ﾔﾏﾀﾞ ﾀﾛｳ', 8],
    ['株式会社アオバ', 'ｶ)ｱｵﾊﾞ', 6],
    ['アオバ株式会社', 'ｱｵﾊﾞ(ｶ', 6],
    ['特定非営利活動法人 ミドリ', 'ﾄｸﾋ)ﾐﾄﾞﾘ', 8],
    ['ジョン・スミス', 'ｼﾞﾖﾝ.ｽﾐｽ', 8],
  ])('oracle 38: %s is %s in %i bytes', (text, kana, bytes) => {
    expect(toZenginKana(text)).toEqual({ ok: true, kana });
    expect(kana).toHaveLength(bytes);
  });

  it.each([
    ['サトウ，ケン', ','],
    ['山田', '山'],
    ['サトウ&ケン', '&'],
    ['ヰセキ', 'ヰ'],
  ])('oracle 38: %s is refused, and says that %s cannot be written', (text, character) => {
    expect(toZenginKana(text)).toEqual({ ok: false, character });
  });

  it('says the same when it is asked again about its own answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('アガパンヲッャぁんがABz09 ()-./ーｱﾞ')) }), (text) => {
        const once = toZenginKana(text);
        if (!once.ok) return;
        expect(toZenginKana(once.kana)).toEqual(once);
      }),
    );
  });
});
