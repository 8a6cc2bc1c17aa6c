import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { toKatakana } from '@tsudoi/shared/kernel/kana';

/** The list writes readings with large letters only (キヨウト), as bank files do. */
const large: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('ァィゥェォッャュョヮヵヶ', (letter, at) => [letter, 'アイウエオツヤユヨワカケ'[at]!]),
);

/** The list shortens what kind of house it is; people write it out. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/信用金庫/g, '信金'],
  [/信用組合/g, '信組'],
  [/労働金庫/g, '労金'],
  [/農業協同組合/g, '農協'],
  [/漁業協同組合/g, '漁協'],
  [/シンヨウキンコ/g, 'シンキン'],
  [/シンヨウクミアイ/g, 'シンクミ'],
  [/ロウドウキンコ/g, 'ロウキン'],
  [/(銀行|ギンコウ|支店|シテン)$/g, ''],
];

/** Two ways to write the same name become one: kana of any kind and size, letters of any width, 銀行 and 支店 at the end. */
function foldPlace(text: string): string {
  const plain = toKatakana(text)
    .toUpperCase()
    .replaceAll('縣', '県')
    .replace(/[ー\-・.,、\s]/g, '')
    .replace(/[ァィゥェォッャュョヮヵヶ]/g, (letter) => large[letter]!);
  return kinds.reduce((name, [written, short]) => name.replace(written, short), plain);
}

interface Written {
  readonly code: string;
  readonly name: string;
  readonly kana: string;
  /** The reading in Latin letters: for whoever forgot to switch the Japanese input on. */
  readonly roma: string;
}

/** How well a place fits, 0 the best; null where it does not. */
function fitOf(place: Written, digits: string, folded: string): number | null {
  if (place.code === digits) return 0;
  const names = [place.name, place.kana, place.roma].map(foldPlace);
  if (folded !== '') {
    if (names.includes(folded)) return 1;
    if (names.some((name) => name.startsWith(folded))) return 2;
  }
  if (digits !== '' && place.code.startsWith(digits)) return 3;
  // In the middle of a Latin reading anything is found.
  return folded !== '' && names.slice(0, 2).some((name) => name.includes(folded)) ? 4 : null;
}

/** The places that fit what was typed, the best first, at most `most`. */
export function placesFitting<T extends Written>(places: readonly T[], typed: string, most: number): T[] {
  const digits = /^\d+$/.exec(typed.normalize('NFKC').trim())?.[0] ?? '';
  const folded = foldPlace(typed);
  return places
    .map((place) => ({ place, fit: fitOf(place, digits, folded) }))
    .filter((row): row is { place: T; fit: number } => row.fit !== null)
    .sort((a, b) => a.fit - b.fit || a.place.code.localeCompare(b.place.code))
    .slice(0, most)
    .map(({ place }) => place);
}

/**
 * The list leaves 銀行 out of the names of banks. City, regional, trust and net banks all carry it behind their name, which
 * those of other countries do not; 0200 moves money without being a bank.
 */
const isJapaneseBank = (code: string): boolean => /^(0[0-35]\d\d|9900)$/.test(code) && code !== '0200';

const shown = ({ code, name, kana }: Written): ListedPlace => ({
  code,
  name: name.normalize('NFKC'),
  kana: kana.normalize('NFKC').replaceAll('-', 'ー'),
});

export const bankShown = (bank: Written): ListedPlace => {
  const place = shown(bank);
  return isJapaneseBank(place.code) ? { ...place, name: `${place.name}銀行` } : place;
};
export const branchShown = shown;
