import { lettersOf } from './pdf-fonts.ts';

/** Half-width letters and digits: a word, a date or a house number is read in one go. */
const half = /^[!-~]$/;
/** What no line begins with, and what none ends with (JIS X 4051). */
const closing = /^[、。，．・：；？！）」』】〕〉》］｝’”ー〜々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ円％]$/;
const opening = /^[（「『【〔〈《［｛‘“〒￥]$/;

/** The parts of a text that stay on one line; between them it may be broken. Japanese breaks between any two letters but these. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let before = '';
  for (const letter of lettersOf(text)) {
    const joined =
      before !== '' &&
      before !== ' ' &&
      letter !== ' ' &&
      ((half.test(before) && half.test(letter)) || closing.test(letter) || opening.test(before));
    if (joined) pieces.push(pieces.pop()! + letter);
    else pieces.push(letter);
    before = letter;
  }
  return pieces;
}
