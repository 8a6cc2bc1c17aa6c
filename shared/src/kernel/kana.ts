/** Readings (フリガナ): conversion, not refusal. NFKC is used on kana, digits and addresses only, never on names in kanji. */

/** Nothing in it that could become anything else: most of a million readings. */
const isPlainKatakana = /^[ァ-ヺーA-Za-z0-9]+(?: [ァ-ヺーA-Za-z0-9]+)*$/;

/** Hiragana, half-width kana and ideographic spaces to full-width katakana with single spaces. */
export function toKatakana(text: string): string {
  if (isPlainKatakana.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/[\u3041-\u3096\u309d\u309e]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0x60))
    .replace(/[‐‑–—−－ｰ-](?=[\u30a0-\u30ff]|$)/g, 'ー')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a reading consists of katakana, Latin letters, digits, middle dots and spaces only. */
export function isReading(text: string): boolean {
  return /^[\u30a1-\u30fa\u30fc-\u30feA-Za-z0-9・･.,'’ー\s-]*$/.test(text);
}

const smallToLarge: Readonly<Record<string, string>> = {
  ァ: 'ア',
  ィ: 'イ',
  ゥ: 'ウ',
  ェ: 'エ',
  ォ: 'オ',
  ッ: 'ツ',
  ャ: 'ヤ',
  ュ: 'ユ',
  ョ: 'ヨ',
  ヮ: 'ワ',
  ヵ: 'カ',
  ヶ: 'ケ',
};

/** Where a letter stands in a dictionary, and what only breaks a tie. */
function placeOf(letter: string): readonly [base: string, mark: string] {
  const [plain = letter, mark] = letter.normalize('NFD');
  return [smallToLarge[plain] ?? plain, mark === '\u3099' ? '2' : mark === '\u309a' ? '3' : plain in smallToLarge ? '0' : '1'];
}
/** Of the letters of readings, once: a roll has a million of them. */
const placesOfKana = new Map(
  Array.from({ length: 0x60 }, (_, at) => String.fromCharCode(0x30a0 + at)).map((letter) => [letter, placeOf(letter)] as const),
);

/**
 * A key that sorts by code unit in dictionary order: voiced marks and small letters only break ties (database.md 4: no
 * collation on the server). Example: ガ sorts with カ, then after it.
 */
export function readingSortKey(reading: string): string {
  const full = toKatakana(reading);
  let base = '';
  let marks = '';
  for (const letter of full.toUpperCase()) {
    if (/[ー・･\s]/.test(letter)) continue;
    const [plain, mark] = placesOfKana.get(letter) ?? placeOf(letter);
    base += plain;
    marks += mark;
  }
  return `${base}\u0001${marks}\u0001${full}`;
}

const vowelRows: Readonly<Record<string, string>> = {
  ア: 'アカサタナハマヤラワガザダバパ',
  イ: 'イキシチニヒミリギジヂビピ',
  ウ: 'ウクスツヌフムユルグズヅブプヴ',
  エ: 'エケセテネヘメレゲゼデベペ',
  オ: 'オコソトノホモヨロヲゴゾドボポ',
};
/** Of letters, once: a bank's file has a million of them. */
const vowels = new Map(Object.entries(vowelRows).flatMap(([vowel, row]) => Array.from(row, (letter) => [letter, vowel] as const)));

/** Letters that are another one when readings are compared, or none. */
const foldedKana = new Map([...Object.entries(smallToLarge), ...Array.from('・･ ', (letter) => [letter, ''] as const)]);

/**
 * What is left of a reading when it is compared, not sorted: spaces, middle dots and the size of letters do not make
 * another name, and a long vowel is the same however it is written (サトー, サトウ, サトオ; ケーコ, ケイコ).
 */
export function foldReading(reading: string): string {
  let folded = '';
  let before: string | undefined;
  for (const letter of toKatakana(reading).toUpperCase()) {
    const left =
      letter === 'ー'
        ? (before ?? '')
        : letter === 'ウ' && before === 'オ'
          ? 'オ'
          : letter === 'イ' && before === 'エ'
            ? 'エ'
            : (foldedKana.get(letter) ?? letter);
    if (left === '') continue;
    folded += left;
    before = vowels.get(left);
  }
  return folded;
}

/** Login ids and e-mail addresses are compared normalised (domain.md 6, case 24). */
export function normaliseIdentifier(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
