/** What a name of an account may be written with in a bank file (全銀): single bytes of JIS X 0201. */
export type ZenginKana = { readonly ok: true; readonly kana: string } | { readonly ok: false; readonly character: string };

const voiced = 'ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ';
const full = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン';
const half = 'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ';
const small = 'ァィゥェォッャュョヮヵヶ';
const large = 'アイウエオツヤユヨワカケ';

const pairs: readonly (readonly [string, string])[] = [
  ...Array.from(full).map((letter, at) => [letter, half[at]!] as const),
  ...Array.from(small).map((letter, at) => [letter, half[full.indexOf(large[at]!)]!] as const),
  ...Array.from(voiced).map((letter) => [letter, `${half[full.indexOf(letter.normalize('NFD')[0]!)]!}ﾞ`] as const),
  ...Array.from('パピプペポ').map((letter) => [letter, `${half[full.indexOf(letter.normalize('NFD')[0]!)]!}ﾟ`] as const),
  ...Array.from('ー‐‑–—−―').map((letter) => [letter, '-'] as const),
  ['・', '.'],
];
const letters: ReadonlyMap<string, string> = new Map(pairs);

/** Where a bank differs from the common set, its own letters come here: `ｰ` instead of `-`, say. */
export type ZenginLetters = ReadonlyMap<string, string>;

/**
 * The name as a bank file takes it: half-width kana with the voiced marks apart, capital letters, digits, spaces and
 * `( ) - . /`. Anything else is refused by the first character that does not fit, never replaced (domain.md 4.3; oracle 38).
 */
export function toZenginKana(text: string, own: ZenginLetters = new Map()): ZenginKana {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u3041-\u3096]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase();
  let kana = '';
  for (const letter of plain) {
    const written = own.get(letter) ?? letters.get(letter) ?? (/[A-Z0-9 ().\-/]/.test(letter) ? letter : null);
    if (written === null) return { ok: false, character: letter };
    kana += written;
  }
  return { ok: true, kana };
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
