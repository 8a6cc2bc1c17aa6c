/** Kana of bank files (全銀): what a single byte of JIS X 0201 can say, as banks take it (domain.md 4.3). */

export type ZenginKana = { readonly ok: true; readonly kana: string } | { readonly ok: false; readonly character: string };

const full = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン';
const half = 'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ';
const small = 'ァィゥェォッャュョヮヵヶ';
const large = 'アイウエオツヤユヨワカケ';

/** Banks differ on the long vowel, the middle dot and ヲ; this is what most of them ask for, and what is kept (`inLettersOf`). */
const letters: ReadonlyMap<string, string> = new Map([
  ...Array.from(full, (letter, at): [string, string] => [letter, half[at]!]),
  ...Array.from(small, (letter, at): [string, string] => [letter, half[full.indexOf(large[at]!)]!]),
  ['\u3099', 'ﾞ'],
  ['\u309a', 'ﾟ'],
  ['・', '.'],
  ...Array.from('ー-‐‑‒–—―−', (dash): [string, string] => [dash, '-']),
]);

/** What banks take for ー, ・ and ヲ: first what most of them ask for. */
export const bankLetters = { longVowel: ['-', 'ｰ'], middleDot: ['.', ' '], wo: ['ｦ', 'ｵ'] } as const;
export type BankLetters = { readonly [Letter in keyof typeof bankLetters]: (typeof bankLetters)[Letter][number] };
export const commonLetters: BankLetters = { longVowel: '-', middleDot: '.', wo: 'ｦ' };

/** Legal forms in front of a name, behind it and in the middle; the longer of two that begin alike comes first. */
const legalForms: readonly (readonly [name: string, short: string])[] = [
  ['特定非営利活動法人', 'ﾄｸﾋ'],
  ['社会福祉法人', 'ﾌｸ'],
  ['一般社団法人', 'ｼﾔ'],
  ['公益社団法人', 'ｼﾔ'],
  ['一般財団法人', 'ｻﾞｲ'],
  ['公益財団法人', 'ｻﾞｲ'],
  ['社団法人', 'ｼﾔ'],
  ['財団法人', 'ｻﾞｲ'],
  ['学校法人', 'ｶﾞｸ'],
  ['宗教法人', 'ｼﾕｳ'],
  ['医療法人', 'ｲ'],
  ['株式会社', 'ｶ'],
  ['有限会社', 'ﾕ'],
  ['合同会社', 'ﾄﾞ'],
];

function withShortForms(text: string): string {
  let name = text;
  for (const [form, short] of legalForms) {
    const at = name.indexOf(form);
    if (at < 0) continue;
    const [before, behind] = [name.slice(0, at).trim(), name.slice(at + form.length).trim()];
    name = before === '' ? `${short})${behind}` : behind === '' ? `${before}(${short}` : `${before}(${short})${behind}`;
  }
  return name;
}

/**
 * A name as bank files carry it: half-width katakana with the marks apart, capitals, digits, space and `( ) - . /`. What
 * cannot be said so is named, never dropped. Each letter is one byte; what is put into a field is counted there.
 */
export function toZenginKana(text: string): ZenginKana {
  const plain = text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\u3041-\u3096]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
  let kana = '';
  for (const letter of withShortForms(plain).toUpperCase()) {
    for (const part of letter.normalize('NFD')) {
      const byte = letters.get(part) ?? (/^[A-Z0-9 ()./ｱ-ﾝｦﾞﾟ]$/.test(part) ? part : undefined);
      if (byte === undefined) return { ok: false, character: letter };
      kana += byte;
    }
  }
  return { ok: true, kana };
}

/**
 * A name of bank files in the letters of the bank that gets the file, as long as before. A dash is a long vowel behind kana alone:
 * between Latin letters and figures it stays what it is.
 */
export function inLettersOf(kana: string, { longVowel, middleDot, wo }: BankLetters): string {
  return kana
    .replace(/(?<=[ｦｱ-ﾟ]-*)-/g, longVowel)
    .replaceAll('.', middleDot)
    .replaceAll('ｦ', wo);
}

/** One byte for each letter. @throws RangeError for a letter that no bank file has */
export function zenginBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const code = letter.codePointAt(0)!;
    if (code >= 0x20 && code <= 0x7e) return code;
    if (code >= 0xff61 && code <= 0xff9f) return code - 0xfec0;
    throw new RangeError('a bank file has single bytes of JIS X 0201 only');
  });
}
