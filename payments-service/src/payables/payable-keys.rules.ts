import { foldReading, toKatakana } from '@tsudoi/shared/kernel/kana';

/** A shorter number stands in too many lines by chance: a house, a month. Four figures may be a year: the server weighs that. */
const leastNumber = 3;

/** Legal forms as banks abbreviate them, in front with `)`, behind with `(` (domain.md 4.3); without a bracket they are a name's own. */
const abbreviations = [
  'カ|ユ|ド|メ|シ|ソ|イ|ザイ|シヤ|シャ|ガク|フク|シユウ|シュウ|トクヒ|ダイ|ドク|チドク|ドクヒ|ホゴ|ケン|ベン|ゼイ|シホウ|ギヨ|ギョ',
  'ロウム|チユウ|チュウ|ノウ|カンリ',
].join('|');
const abbreviated = new RegExp(`^\\(?(?:${abbreviations})\\)|\\((?:${abbreviations})\\)?$|\\((?:${abbreviations})\\)`, 'g');
/** Without one nothing is abbreviated. */
const hasBracket = /[()]/;
/** The same written out, as a member's reading has them; folded. */
const writtenOut = [
  ...['カブシキ', 'ユウゲン', 'ゴウドウ', 'ゴウシ', 'ゴウメイ', 'ソウゴ'].flatMap((form) => [`${form}ガイシヤ`, `${form}カイシヤ`]),
  ...['イツパン', 'コウエキ', ''].flatMap((form) => [`${form}シヤダンホウジン`, `${form}ザイダンホウジン`]),
  'トクテイヒエイリカツドウホウジン',
  'エヌピーオーホウジン',
  'ガツコウホウジン',
  'コクリツダイガクホウジン',
  'コウリツダイガクホウジン',
  'ドクリツギヨウセイホウジン',
  'チホウドクリツギヨウセイホウジン',
  'コクリツケンキユウカイハツホウジン',
  'シヤカイフクシホウジン',
  'シユウキヨウホウジン',
  'イリヨウホウジン',
  'イリヨウホウジンシヤダン',
  'イリヨウホウジンザイダン',
  'シヤカイイリヨウホウジン',
  'コウセイホゴホウジン',
  'ベンゴシホウジン',
  'ゼイリシホウジン',
  'シホウシヨシホウジン',
  'ギヨウセイシヨシホウジン',
  'シヤカイホケンロウムシホウジン',
  'ユウゲンセキニンチユウカンホウジン',
  'ムゲンセキニンチユウカンホウジン',
  'チユウカンホウジン',
  'ノウジクミアイホウジン',
  'カンリクミアイホウジン',
]
  .map(foldReading)
  .toSorted((left, right) => right.length - left.length);
/** Each of them has one of these, and hardly any person's name: most of a bank's file is done with one look. */
const mayHaveForm = /ホオジン|イシヤ/;

/** A number as it is compared: width, case and dashes make no difference. */
export function numberKey(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

/** A name as it is compared: a payer's half-width line and a member's reading come to the same. */
export function kanaKey(text: string): string {
  const plain = toKatakana(text).toUpperCase().replaceAll(' ', '');
  const folded = foldReading(hasBracket.test(plain) ? plain.replace(abbreviated, '') : plain).replace(/[^ァ-ヴA-Z]/g, '');
  if (!mayHaveForm.test(folded)) return folded;
  for (const form of writtenOut) {
    if (folded.startsWith(form) && folded.length > form.length) return folded.slice(form.length);
    if (folded.endsWith(form) && folded.length > form.length) return folded.slice(0, -form.length);
  }
  return folded;
}

/** Letters in front of a number that say no more than that one follows. */
const announcing = new Set(['NO', 'NR', 'ID']);

/** A remitter's line with its dashes as dashes, and the number of a paper of ours (I2026-000005) in one piece, however it was typed. */
const lineOf = (remitter: string): string =>
  remitter
    .normalize('NFKC')
    .toUpperCase()
    .replace(/(?<=[A-Z0-9])\s*[ー‐‑–—−]\s*(?=[A-Z0-9])/g, '-')
    .replace(/(?<![A-Z0-9-])([IRC])\s*(\d{4})\s*-?\s*(\d{6})(?![A-Z0-9])/g, '$1$2-$3');

/**
 * The figures at the end of a token, where what stands in front is no part of the number: "ID20160233", "TANAKA20160233". One
 * letter or two are a part of it: the invoice I2026-000005 is not the bill 2026-000005, nor G-001 the member 001.
 */
function figuresOf(token: string): string | null {
  const figures = /\d[\d-]*$/.exec(token)?.[0];
  if (!figures) return null;
  const front = token.slice(0, -figures.length).replaceAll('-', '');
  return front === '' || front.length > 2 || announcing.has(front) ? figures : null;
}

/** A number that a remitter's line may mean, as it stands there and as it is compared. */
export interface NamedNumber {
  readonly shown: string;
  readonly key: string;
  /** The number with what stands in front of it; where that is somebody's, this one is nobody's. */
  readonly within?: string;
}

/** What a remitter's line says: the numbers that it may mean, each a whole piece of it, and the name without its numbers. */
export function readRemitter(remitter: string): { readonly numbers: readonly NamedNumber[]; readonly name: string } {
  const line = lineOf(remitter);
  const tokens = line.match(/[A-Z0-9]+(?:-[A-Z0-9]+)*/g) ?? [];
  const found = new Map<string, NamedNumber>();
  const add = (shown: string, within?: string) => {
    // The line is folded already: of a piece of it only dashes and spaces are left out.
    const key = shown.replace(/[- ]/g, '');
    if (key.length < leastNumber || !/\d/.test(key) || found.has(key)) return;
    found.set(key, within === undefined ? { shown, key } : { shown, key, within });
  };
  for (const token of tokens) {
    add(token);
    const figures = figuresOf(token);
    if (figures && figures !== token) add(figures, token.replaceAll('-', ''));
  }
  const figures = tokens.filter((token) => /^[\d-]+$/.test(token));
  if (figures.length > 1) add(figures.join(' '));
  return { numbers: [...found.values()].slice(0, 6), name: kanaKey(line.replace(/[A-Z]*\d[A-Z0-9-]*/g, '')) };
}

/** Of the numbers in a line, those that are still meant once it is known which are somebody's. */
export const numbersMeant = <N extends NamedNumber>(numbers: readonly N[], byKey: ReadonlyMap<string, unknown>): N[] =>
  numbers.filter(({ within }) => within === undefined || !byKey.has(`#${within}`));

/** What a remitter's line can name a payable by: `#` a number of the member or that of the bill, `k:` the reading. */
export function payableKeys(payable: {
  readonly memberNumber: string;
  readonly memberKana: string;
  readonly payRef?: string | undefined;
  readonly formerNumbers?: readonly string[] | undefined;
}): string[] {
  const keys: string[] = [];
  const { memberNumber, memberKana, payRef = '', formerNumbers = [] } = payable;
  const [numbers, name] = [[memberNumber, payRef, ...formerNumbers].map(numberKey), kanaKey(memberKana)];
  for (const one of new Set(numbers)) if (one.length >= leastNumber && /\d/.test(one)) keys.push(`#${one}`);
  if (name.length > 1) keys.push(`k:${name}`);
  return keys;
}
