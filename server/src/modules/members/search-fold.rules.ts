/** Forms of a letter that people do not tell apart when they type a name: the file says 髙﨑, the phone call says 高崎. */
const sameLetter: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '高髙',
    '崎﨑嵜',
    '吉𠮷',
    '辺邊邉',
    '斉齊斎齋',
    '浜濱濵',
    '沢澤',
    '島嶋嶌',
    '広廣',
    '国國',
    '桜櫻',
    '真眞',
    '恵惠',
    '竜龍',
    '蔵藏',
    '徳德',
    '瀬瀨',
  ].flatMap(([usual = '', ...others]) => others.map((other) => [other, usual])),
);
/** Of all kinds become the long vowel: in half of the places where it stands it was meant. */
const hyphens = /[‐‑‒–—―−－ｰー-]/g;
/** Variation selectors choose a drawing, not another letter. */
const selectors = /[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu;

const variants = new RegExp(`[${Object.keys(sameLetter).join('')}]`, 'gu');
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

/** What a search compares: width, case, hiragana and katakana, kinds of hyphen and common variants of kanji make no difference. */
export function foldForSearch(text: string): string {
  // Addresses and numbers, of which an import has as many as names, have nothing else to fold.
  if (isAscii(text)) return text.toLowerCase().replaceAll('-', 'ー');
  const plain = text
    .replace(selectors, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096\u309d\u309e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
    .replace(hyphens, 'ー');
  return plain.replace(variants, (letter) => sameLetter[letter]!);
}

/** As a part of an expression, that and nothing else. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The engine takes no expression of more than a thousand bytes; only ligatures (㍿) make more letters than this of what can be typed. */
const mostLetters = 240;

/** A folded text as an expression. */
export const foldedSource = (folded: string): string => literal([...folded].slice(0, mostLetters).join(''));
