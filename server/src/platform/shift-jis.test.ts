import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toShiftJis, unmappable } from './shift-jis.ts';

const decode = (bytes: Buffer): string => new TextDecoder('shift_jis').decode(bytes);

/** CP932 has one wave and one minus for two of Unicode's each. */
const folded = (text: string): string => text.normalize('NFKC').replaceAll('〜', '~').replaceAll('−', '-');

test('what Japanese Excel knows goes through whole, kanji of its own makers included', () => {
  for (const text of ['髙﨑 春子', '①㈱アオキ', '東京都千代田区〜1−1', 'ｱｵｷ', 'A-1,"x"\r\n']) {
    expect(unmappable(text), text).toEqual([]);
    expect(folded(decode(toShiftJis(text))), text).toBe(folded(text));
  }
});

test('a letter that Shift_JIS does not have is named, and becomes 〓, never a question mark', () => {
  expect(unmappable('𠮷田 é —𠮷')).toEqual(expect.arrayContaining(['𠮷', 'é']));
  expect(decode(toShiftJis('𠮷田'))).toBe('〓田');
  expect(decode(toShiftJis('葛\u{e0100}城'))).toContain('城');
});

test('any text gives bytes, and a text without issues comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      const back = decode(toShiftJis(text));
      if (unmappable(text).length === 0) expect([...back]).toHaveLength([...text].length);
      else expect(back).toContain('〓');
    }),
  );
});
