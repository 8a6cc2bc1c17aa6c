/** Letters that people type for one another. What is on record stays as it was typed; only what is compared is folded. */

/** Forms of a letter that people do not tell apart when they type a name: the file says 髙﨑, the phone call says 高崎. */
const sameLetter: ReadonlyMap<string, string> = new Map(
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
    '橋槗',
  ].flatMap(([usual = '', ...others]) => others.map((other) => [other, usual] as const)),
);
const variants = new RegExp(`[${[...sameLetter.keys()].join('')}]`, 'gu');

/** Variation selectors choose a drawing, not another letter. */
const selectors = /[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu;

/** What stands for a hyphen in numbers, by whatever key it was typed: bars, a minus, the long vowel and the line of a box among them. */
export const hyphenLike = /[-\u2010-\u2015\u2212\u2500\uff0d\uff70ー]/g;

/** Width, case, drawings and common variants of kanji make no difference. */
export function foldLetters(text: string): string {
  return text
    .replace(selectors, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(variants, (letter) => sameLetter.get(letter)!);
}
