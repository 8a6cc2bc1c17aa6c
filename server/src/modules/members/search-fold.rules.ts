import { foldLetters, hyphenLike } from '@tsudoi/shared/kernel/letters';

const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

/** What a search compares: width, case, hiragana and katakana, kinds of hyphen and common variants of kanji make no difference. */
export function foldForSearch(text: string): string {
  // Addresses and numbers, of which an import has as many as names, have nothing else to fold.
  if (isAscii(text)) return text.toLowerCase().replaceAll('-', 'ー');
  // Hyphens of all kinds become the long vowel: in half of the places where it stands it was meant.
  return foldLetters(text)
    .replace(/[\u3041-\u3096\u309d\u309e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
    .replace(hyphenLike, 'ー');
}

/** As a part of an expression, that and nothing else. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The engine takes no expression of more than a thousand bytes; only ligatures (㍿) make more letters than this of what can be typed. */
const mostLetters = 240;

/** A folded text as an expression. */
export const foldedSource = (folded: string): string => literal([...folded].slice(0, mostLetters).join(''));
