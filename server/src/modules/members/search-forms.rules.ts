import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { foldForSearch, foldedSource, literal } from './search-fold.rules.ts';

/** The engine takes no expression of more. */
const mostBytes = 1000;
/** Where the forms of letters of names lie: hyphens, hiragana, kanji with those of old files, half and full width. */
const ranges = [
  [0x2010, 0x2015],
  [0x2212, 0x2212],
  [0x3041, 0x3096],
  [0x309d, 0x309e],
  [0x4e00, 0x9fff],
  [0xf900, 0xfad9],
  [0xff01, 0xff9d],
  [0x20000, 0x2a6df],
] as const;

/** By the letter that a search compares: whatever else it may be written as. */
function formsOfLetters(): ReadonlyMap<string, string> {
  const all = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)));
  // The fold itself is asked, of all at once: lines keep letters from joining.
  const folded = foldForSearch(all.join('\n')).split('\n');
  const forms = new Map<string, string>();
  for (const [at, letter] of all.entries()) {
    const compared = folded[at]!;
    if (compared !== letter) forms.set(compared, `${forms.get(compared) ?? ''}${letter}`);
  }
  return forms;
}
let known: ReadonlyMap<string, string> | undefined;

const blanks = ' \u3000';
/** Selectors of a drawing stand behind kanji alone. */
const behindKanji = `[${blanks}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]?`;
const between = (letter: string): string => (/\p{Script=Han}/u.test(letter) ? behindKanji : `[${blanks}]?`);
const bytes = (text: string): number => Buffer.byteLength(text);
/** As it goes over the wire, where a slash has its mark too. */
const exact = (text: string): string => literal(text).replaceAll('/', '\\/');

function formsOf(letter: string): string {
  known ??= formsOfLetters();
  const others = known.get(letter);
  if (others === undefined) return exact(letter);
  // A hyphen means itself where a class ends; of the others nothing has a meaning in a class but what is escaped here.
  return letter === 'ー' ? `[ー${others}-]` : `[${exact(letter)}${others}]`;
}

/**
 * A word of a search for texts that are not kept folded: as it was typed, and in every form that the roll takes for the
 * same, with blanks in it or without. Of a very long one how it begins.
 */
export function writtenAs(word: string): RegExp {
  const typed = exact(word);
  const room = mostBytes - bytes(typed) - 1;
  let forms = '';
  let gap = '';
  for (const letter of foldForSearch(word).replace(/\s/g, '')) {
    const longer = `${forms}${gap}${formsOf(letter)}`;
    if (bytes(longer) > room) break;
    forms = longer;
    gap = between(letter);
  }
  return new RegExp(forms === '' ? typed : `${typed}|${forms}`, 'iu');
}

/** The same for a number, which is kept in half width. */
export const numberedAs = (word: string): RegExp => new RegExp(foldedSource(normaliseIdentifier(word)), 'i');
