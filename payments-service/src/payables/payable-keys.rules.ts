import { foldReading, toKatakana } from '@tsudoi/shared/kernel/kana';

/** A shorter number stands in too many lines by chance: a house, a month, a year. */
const leastNumber = 3;

/** Legal forms as banks abbreviate them, in front with `)`, behind with `(` (domain.md 4.3). */
const abbreviations = 'カ|ユ|ド|シヤ|シャ|ザイ|トクヒ|ガク|フク|シユウ|シュウ|イ|ドクヒ|ホゴ|ケン|ソ';
const abbreviated = new RegExp(`^\\(?(?:${abbreviations})\\)|\\((?:${abbreviations})\\)?$|\\((?:${abbreviations})\\)`, 'g');
/** The same written out, as a member's reading has them; folded. */
const writtenOut = [
  'カブシキガイシヤ',
  'カブシキカイシヤ',
  'ユウゲンガイシヤ',
  'ゴウドウガイシヤ',
  'イツパンシヤダンホウジン',
  'コウエキシヤダンホウジン',
  'シヤダンホウジン',
  'イツパンザイダンホウジン',
  'コウエキザイダンホウジン',
  'ザイダンホウジン',
  'トクテイヒエイリカツドウホウジン',
  'ガツコウホウジン',
  'イリヨウホウジン',
]
  .map(foldReading)
  .toSorted((left, right) => right.length - left.length);

/** A number as it is compared: width, case and dashes make no difference. */
export function numberKey(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

/** A name as it is compared: a payer's half-width line and a member's reading come to the same. */
export function kanaKey(text: string): string {
  const plain = toKatakana(text).toUpperCase().replaceAll(' ', '').replace(abbreviated, '');
  const folded = foldReading(plain).replace(/[^ァ-ヴA-Z]/g, '');
  for (const form of writtenOut) {
    if (folded.startsWith(form) && folded.length > form.length) return folded.slice(form.length);
    if (folded.endsWith(form) && folded.length > form.length) return folded.slice(0, -form.length);
  }
  return folded;
}

/** The numbers that a remitter's line may mean, as they stand there and as they are compared. */
export function numbersIn(remitter: string): { readonly shown: string; readonly key: string }[] {
  const line = remitter
    .normalize('NFKC')
    .toUpperCase()
    .replace(/(?<=[A-Z0-9])\s*[ー‐‑–—−]\s*(?=[A-Z0-9])/g, '-');
  const tokens = line.match(/[A-Z0-9]+(?:-[A-Z0-9]+)*/g) ?? [];
  const found = new Map<string, string>();
  const add = (shown: string) => {
    const key = numberKey(shown);
    if (key.length >= leastNumber && /\d/.test(key) && !found.has(key)) found.set(key, shown);
  };
  for (const token of tokens) {
    add(token);
    // "ID20160233", "NO.123": letters of the payer's own in front of the number.
    const figures = /\d[\d-]*$/.exec(token)?.[0];
    if (figures) add(figures);
  }
  const figures = tokens.filter((token) => /^[\d-]+$/.test(token));
  if (figures.length > 1) add(figures.join(' '));
  return [...found].slice(0, 6).map(([key, shown]) => ({ shown, key }));
}

/** The name in a remitter's line, without its numbers. */
export function nameIn(remitter: string): string {
  return kanaKey(remitter.normalize('NFKC').replace(/[A-Za-z]*\d[A-Za-z0-9-]*/g, ''));
}

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
