import { expect, test } from 'vitest';
import { foldLetters, hyphenLike } from './letters.ts';

test('forms of a letter, widths, cases and drawings are one; other letters stay apart', () => {
  for (const [left, right] of [
    ['髙槗', '高橋'],
    ['齊藤', '斉藤'],
    ['𠮷田', '吉田'],
    ['ＡＢＣ', 'abc'],
    ['葛\u{e0100}城', '葛城'],
  ] as const)
    expect(foldLetters(left)).toBe(foldLetters(right));
  expect(foldLetters('佐藤')).not.toBe(foldLetters('斉藤'));
});

test('all that stands for a hyphen is one, and nothing that is a letter or a figure', () => {
  expect('-‐‑‒–—―−－ー─ｰ'.replace(hyphenLike, '')).toBe('');
  expect('一1ニ二/'.replace(hyphenLike, '')).toBe('一1ニ二/');
});
