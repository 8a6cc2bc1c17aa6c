/**
 * Records of 120 single bytes (全銀, domain.md 4.3). In memory a record is a text of 120 characters, one for each byte:
 * half-width katakana, capitals, digits and a few signs.
 */
const recordLength = 120;

/** N: digits, right-aligned with zeros in front. C: text, left-aligned with spaces behind. */
export interface Field {
  readonly name: string;
  readonly width: number;
  readonly kind: 'N' | 'C';
}

/** The values of a record by the names of its fields, without what fills them up. */
export type Values<Name extends string> = Readonly<Record<Name, string>>;

export interface Layout<Name extends string> {
  /** What stands in the first byte. */
  readonly mark: string;
  readonly fields: readonly (Field & { readonly name: Name | '' })[];
}

const isWritable = (text: string): boolean => /^[A-Z0-9 ()\-./ｦｰｱ-ﾟ]*$/.test(text);

/** @throws RangeError naming the field when a value does not fit into it or cannot be written; never a shifted record */
export function writeRecord<Name extends string>(layout: Layout<Name>, values: Values<Name>): string {
  let record = layout.mark;
  for (const { name, width, kind } of layout.fields) {
    const value = name === '' ? '' : values[name];
    if (value.length > width) throw new RangeError(`${name} is longer than ${width}`);
    if (kind === 'N' && !/^\d*$/.test(value)) throw new RangeError(`${name} is not made of digits`);
    if (!isWritable(value)) throw new RangeError(`${name} cannot be written in a bank file`);
    record += kind === 'N' && name !== '' ? value.padStart(width, '0') : value.padEnd(width, ' ');
  }
  if (record.length !== recordLength) throw new RangeError('a record has 120 bytes');
  return record;
}

/** The fields of a record, fillers left out; digits keep their zeros. The record is of the layout's kind and length. */
export function readRecord<Name extends string>(layout: Layout<Name>, record: string): Values<Name> {
  const values: Record<string, string> = {};
  let at = 1;
  for (const { name, width } of layout.fields) {
    if (name !== '') values[name] = record.slice(at, at + width).trimEnd();
    at += width;
  }
  return values as Values<Name>;
}

/** Half-width katakana as JIS X 0201 has them: U+FF61–U+FF9F are the bytes A1–DF. */
export function toBytes(records: readonly string[]): Buffer {
  const text = records.map((record) => `${record}\r\n`).join('');
  return Buffer.from(Array.from(text, (letter) => (letter >= '｡' ? letter.charCodeAt(0) - 0xff61 + 0xa1 : letter.charCodeAt(0))));
}

/** Null where a byte is none of JIS X 0201. */
function toText(bytes: Uint8Array): string | null {
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0xa1 && byte <= 0xdf) text += String.fromCharCode(byte - 0xa1 + 0xff61);
    else if (byte < 0x80) text += String.fromCharCode(byte);
    else return null;
  }
  return text;
}

export type Records = { readonly ok: true; readonly records: readonly string[] } | { readonly ok: false; readonly line: number };

/** The records of a file: bytes first, letters then; with or without line ends, whatever of them the bank added. */
export function toRecords(bytes: Uint8Array): Records {
  // Files from diskettes end with Ctrl-Z.
  const text = toText(bytes.at(-1) === 0x1a ? bytes.subarray(0, -1) : bytes);
  if (text === null) return { ok: false, line: 1 };
  const lines = /[\r\n]/.test(text) ? text.split(/\r\n|\r|\n/).filter((line, at, all) => line !== '' || at < all.length - 1) : cut(text);
  const wrong = lines.findIndex((line) => line.length !== recordLength);
  if (lines.length === 0 || wrong >= 0) return { ok: false, line: Math.max(0, wrong) + 1 };
  return { ok: true, records: lines };
}

function cut(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / recordLength) }, (_, at) => text.slice(at * recordLength, (at + 1) * recordLength));
}
