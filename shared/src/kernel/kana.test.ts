import { describe, expect, it } from 'vitest';
import { foldReading, isReading, normaliseIdentifier, readingSortKey, toKatakana } from './kana.ts';

describe('kana', () => {
  it('converts what people type into full-width katakana', () => {
    expect(toKatakana('たかはし')).toBe('タカハシ');
    expect(toKatakana('ﾀｶﾊｼ ﾐｻｷ')).toBe('タカハシ ミサキ');
    expect(toKatakana('ガッコウ　')).toBe('ガッコウ');
    expect(toKatakana('ｻｰﾊﾞｰ')).toBe('サーバー');
  });

  it('what is full-width already is left as it is, letter by letter', () => {
    const letters = Array.from({ length: 0x60 }, (_, at) => String.fromCharCode(0x30a0 + at)).concat(Array.from('AZaz09'));
    // The wide space is taken off behind, and with it the short way for what is plain.
    for (const letter of letters) expect(toKatakana(`ア${letter} ${letter}イ`)).toBe(toKatakana(`ア${letter} ${letter}イ　`));
  });

  it('tells readings from kanji', () => {
    expect(isReading('タカハシ・ミサキ')).toBe(true);
    expect(isReading('髙橋')).toBe(false);
  });

  it('sorts in dictionary order: voiced marks and small letters only break ties', () => {
    const sorted = ['ガトウ', 'カトウ', 'カドウ', 'キヨ', 'キョ', 'サトー', 'サト'].sort((left, right) =>
      readingSortKey(left) < readingSortKey(right) ? -1 : 1,
    );
    expect(sorted.indexOf('カトウ')).toBeLessThan(sorted.indexOf('ガトウ'));
    expect(sorted.indexOf('カドウ')).toBeLessThan(sorted.indexOf('キョ'));
    expect(sorted.slice(-2).sort()).toEqual(['サト', 'サトー']);
  });

  it('compares identifiers regardless of width and case (case 24, ACC-16 normalisation)', () => {
    expect(normaliseIdentifier(' ＡＢＣ１２@Example.JP ')).toBe('abc12@example.jp');
  });
});

it('two spellings of one reading are the same name, another name stays another', () => {
  for (const [left, right] of [
    ['ファン ダイク', 'ファンダイク'],
    ['ファン ダイク', 'ふぁん・だいく'],
    ['ローズ', 'ロオズ'],
    ['サトウ', 'サトー'],
    ['ケイコ', 'ｹｰｺ'],
    ['ハットリ', 'ハツトリ'],
    ['オオタ', 'オータ'],
  ] as const)
    expect(foldReading(left), `${left} ${right}`).toBe(foldReading(right));
  for (const [left, right] of [
    ['カトウ', 'ガトウ'],
    ['イダ', 'イイダ'],
    ['オノ', 'オオノ'],
    ['ハルコ', 'ナツコ'],
  ] as const)
    expect(foldReading(left), `${left} ${right}`).not.toBe(foldReading(right));
});

it('a small vowel lengthens nothing: keys that were stored before are still those that are made', () => {
  expect(['コホゥ', 'ケィコ', 'コホウ', 'ケイコ', 'ﾎｩ・ｹｨ'].map(foldReading)).toEqual(['コホウ', 'ケイコ', 'コホオ', 'ケエコ', 'ホウケイ']);
});
