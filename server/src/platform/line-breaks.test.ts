import { expect, test } from 'vitest';
import { piecesOf } from './line-breaks.ts';

test('acceptance 28: a line of Japanese breaks between letters, never in a number, before a full stop or behind a bracket', () => {
  const breaks = (text: string) => piecesOf(text).join('|');
  expect(breaks('神田神保町1-2-3 東雲ビル4階')).toBe('神|田|神|保|町|1-2-3| |東|雲|ビ|ル|4|階');
  expect(breaks('合計10,000円です。')).toBe('合|計|10,000円|で|す。');
  expect(breaks('（2026-000028）へ「前受」')).toBe('（2026-000028）|へ|「前|受」');
  expect(breaks('マーク、ちょっと')).toBe('マー|ク、|ちょっ|と');
  expect(piecesOf('𠮷野家 A').join('')).toBe('𠮷野家 A');
});
