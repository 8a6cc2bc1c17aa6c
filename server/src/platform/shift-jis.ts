/**
 * CP932, as Japanese Windows writes it: the table is what every browser's decoder knows, turned around. Of letters that
 * have two places the one that Windows writes is taken: the rows of NEC's selection of IBM's letters are passed over.
 */
const unknown = 0xffff;
let table: Uint16Array | null = null;

/** Signs of which Unicode has two and CP932 one. */
const twins: readonly (readonly [number, number])[] = [
  [0x301c, 0x8160],
  [0x2016, 0x8161],
  [0x2212, 0x817c],
  [0x00a2, 0x8191],
  [0x00a3, 0x8192],
  [0x00ac, 0x81ca],
  [0x00a5, 0x5c],
  [0x203e, 0x7e],
];

function encodingTable(): Uint16Array {
  if (table) return table;
  const codes = new Uint16Array(0x1_0000).fill(unknown);
  for (let code = 0; code < 0x80; code += 1) codes[code] = code;
  for (let code = 0xa1; code < 0xe0; code += 1) codes[0xff61 + code - 0xa1] = code;
  const decoder = new TextDecoder('shift_jis');
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if ((lead >= 0xa0 && lead < 0xe0) || lead === 0xed || lead === 0xee || (lead >= 0xf0 && lead <= 0xf9)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      if (trail === 0x7f) continue;
      const letter = decoder.decode(Uint8Array.of(lead, trail));
      const unit = letter.charCodeAt(0);
      if (letter.length === 1 && unit !== 0xfffd && codes[unit] === unknown) codes[unit] = (lead << 8) | trail;
    }
  }
  for (const [unit, code] of twins) codes[unit] = code;
  table = codes;
  return codes;
}

const letters = new Intl.Segmenter('ja', { granularity: 'grapheme' });

function isKnown(text: string, codes: Uint16Array): boolean {
  for (let at = 0; at < text.length; at += 1) if (codes[text.charCodeAt(at)] === unknown) return false;
  return true;
}

/** The letters of a text that CP932 does not have, each once. */
export function unmappable(text: string): string[] {
  const codes = encodingTable();
  if (isKnown(text, codes)) return [];
  return [...new Set([...letters.segment(text)].map(({ segment }) => segment).filter((letter) => !isKnown(letter, codes)))];
}

/** What stands where there is no letter: the printers' own mark for a missing type. */
const missingType = '〓';

/** Bytes in CP932; letters that it does not have become 〓, after the person was shown them. */
export function toShiftJis(text: string): Buffer {
  const codes = encodingTable();
  const known = isKnown(text, codes)
    ? text
    : [...letters.segment(text)].map(({ segment }) => (isKnown(segment, codes) ? segment : missingType)).join('');
  const bytes = Buffer.allocUnsafe(known.length * 2);
  let length = 0;
  for (let at = 0; at < known.length; at += 1) {
    const code = codes[known.charCodeAt(at)]!;
    if (code > 0xff) {
      bytes[length] = code >> 8;
      bytes[length + 1] = code & 0xff;
      length += 2;
    } else {
      bytes[length] = code;
      length += 1;
    }
  }
  return bytes.subarray(0, length);
}
