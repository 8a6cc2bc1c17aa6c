import { deflateRawSync, gzipSync } from 'node:zlib';
import { convert } from 'encoding-japanese';

/** What somebody might send instead of a roll, and what has to come of it: a refusal by its code, or rows that are inert. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A code with which the upload or the check is refused; or what the check says of the rows. */
  readonly comes: string | { readonly new: number; readonly error: number; readonly codes?: readonly string[] };
}

const head = '姓,名,セイ,メイ,会員種別';
const good = '山,一,ヤマ,イチ,正会員';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const roll = (...rows: string[]): Uint8Array => utf8([head, ...rows].join('\r\n'));
const encoded = (to: 'SJIS' | 'EUCJP' | 'JIS' | 'UTF16BE' | 'UTF16LE', text: string, bom = false): Uint8Array =>
  Uint8Array.from(convert(text, { to, from: 'UNICODE', type: 'array', bom }));
const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** A zip with one entry that would become a gigabyte: only its first bytes are ever looked at. */
function zipBomb(): Uint8Array {
  const body = deflateRawSync(Buffer.alloc(8_000_000));
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(body.length, 18);
  header.writeUInt32LE(0xffff_ffff, 22);
  return joined(header, body);
}

export const formulas = ['=cmd|"/c calc"!A0', '+1+1', '-2+3', '@SUM(A1)', '＝１＋１', '＋cmd', '－cmd', '＠SUM', '\t=1+1'];

export const markup = '<script>alert(1)</script>';

export const hostileFiles: readonly HostileFile[] = [
  // ── no text at all
  { name: 'a zip bomb called csv', bytes: zipBomb(), comes: 'CSV_NOT_TEXT' },
  { name: 'an empty zip', bytes: Uint8Array.of(0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)), comes: 'CSV_NOT_TEXT' },
  { name: 'a gzipped roll', bytes: Uint8Array.from(gzipSync(roll(good))), comes: 'CSV_NOT_TEXT' },
  { name: 'an old workbook', bytes: Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), comes: 'CSV_NOT_TEXT' },
  { name: 'a PDF', bytes: utf8('%PDF-1.7\n姓,名'), comes: 'CSV_NOT_TEXT' },
  { name: 'a PNG', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), comes: 'CSV_NOT_TEXT' },
  { name: 'a JPEG', bytes: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), comes: 'CSV_NOT_TEXT' },
  { name: 'a program', bytes: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1), comes: 'CSV_NOT_TEXT' },
  { name: 'a rar', bytes: utf8('Rar!\u001a\u0007'), comes: 'CSV_NOT_TEXT' },
  { name: 'a 7z', bytes: Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c), comes: 'CSV_NOT_TEXT' },
  { name: 'nothing', bytes: new Uint8Array(), comes: 'CSV_EMPTY' },
  { name: 'noise', bytes: Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256), comes: 'CSV_UNREADABLE' },
  // ── encodings
  {
    name: 'UTF-16 little endian',
    bytes: joined(Uint8Array.of(0xff, 0xfe), encoded('UTF16LE', `${head}\n${good}`)),
    comes: 'CSV_UNREADABLE',
  },
  { name: 'UTF-16 big endian', bytes: joined(Uint8Array.of(0xfe, 0xff), encoded('UTF16BE', `${head}\n${good}`)), comes: 'CSV_UNREADABLE' },
  { name: 'UTF-16 without a mark', bytes: encoded('UTF16LE', 'a,b\n1,2'), comes: 'CSV_UNREADABLE' },
  { name: 'ISO-2022-JP', bytes: encoded('JIS', `${head}\n${good}`), comes: 'CSV_UNREADABLE' },
  { name: 'EUC-JP', bytes: encoded('EUCJP', `${head}\n${good}`), comes: 'CSV_UNREADABLE' },
  { name: 'UTF-8 with a broken letter', bytes: joined(roll(good), Uint8Array.of(0x0a, 0xe9, 0xab)), comes: 'CSV_UNREADABLE' },
  { name: 'half UTF-8, half Shift_JIS', bytes: joined(roll(good), encoded('SJIS', '\n山,一,ヤマ,イチ,正会員')), comes: 'CSV_UNREADABLE' },
  {
    name: 'a mark of UTF-8 before Shift_JIS',
    bytes: joined(Uint8Array.of(0xef, 0xbb, 0xbf), encoded('SJIS', head)),
    comes: 'CSV_UNREADABLE',
  },
  { name: 'a lone surrogate in UTF-8', bytes: joined(roll(good), Uint8Array.of(0x0a, 0xed, 0xa0, 0x80)), comes: 'CSV_UNREADABLE' },
  { name: 'an overlong letter', bytes: joined(roll(good), Uint8Array.of(0x0a, 0xc0, 0xaf)), comes: 'CSV_UNREADABLE' },
  {
    name: 'two marks',
    bytes: joined(Uint8Array.of(0xef, 0xbb, 0xbf), utf8('\ufeff姓,名,セイ,メイ,会員種別\n'), utf8(good)),
    comes: { new: 1, error: 0 },
  },
  { name: 'NUL bytes', bytes: utf8(`${head}\n山\u0000,一,ヤマ,イチ,正会員`), comes: 'CSV_UNREADABLE' },
  { name: 'a NUL in the last byte', bytes: joined(roll(good), Uint8Array.of(0)), comes: 'CSV_UNREADABLE' },
  // ── shape
  { name: 'a quotation mark never closed', bytes: roll('"山,一,ヤマ,イチ,正会員', good), comes: 'CSV_BROKEN_LINE' },
  { name: 'one opened in the last cell', bytes: roll('山,一,ヤマ,イチ,"正会員'), comes: 'CSV_BROKEN_LINE' },
  { name: 'a cell of a megabyte', bytes: roll(`${'山'.repeat(350_000)},一,ヤマ,イチ,正会員`), comes: 'CSV_BROKEN_LINE' },
  { name: 'a quoted cell of a megabyte', bytes: roll(`"${'a\n'.repeat(500_000)}",一,ヤマ,イチ,正会員`), comes: 'CSV_BROKEN_LINE' },
  { name: 'a heading of a megabyte', bytes: utf8(`${'a'.repeat(1_000_000)},b\n1,2`), comes: 'CSV_BROKEN_LINE' },
  { name: 'ten thousand columns', bytes: utf8(`${Array.from({ length: 10_000 }, () => 'a').join(',')}\n1`), comes: 'CSV_TOO_MANY_COLUMNS' },
  {
    name: 'ten thousand separators in a row',
    bytes: roll(`${good}${','.repeat(10_000)}x`, good),
    comes: { new: 1, error: 1, codes: ['too_many_cells'] },
  },
  { name: 'separators only', bytes: utf8(',,,,\n,,,,\n'), comes: 'CSV_EMPTY' },
  { name: 'headings only', bytes: utf8(`${head}\n`), comes: 'CSV_EMPTY' },
  { name: 'line breaks only', bytes: utf8('\n\r\n\r\r\n'), comes: 'CSV_EMPTY' },
  {
    name: 'stray quotation marks',
    bytes: roll('山"田,一,ヤマ,イチ,正会員', '"川"口,二,カワ,ニ,正会員', good),
    comes: { new: 1, error: 2, codes: ['stray_quote'] },
  },
  { name: 'headings twice', bytes: utf8(`${head},姓,名\n${good},川,二`), comes: { new: 1, error: 0 } },
  {
    name: 'headings that are keys of objects',
    bytes: utf8(`${head},__proto__,constructor,toString,$where\n${good},{},{},{},1`),
    comes: { new: 1, error: 0 },
  },
  { name: 'a row of a hundred thousand and one', bytes: utf8(`${head}\n${`${good}\n`.repeat(100_001)}`), comes: 'CSV_TOO_LARGE' },
  { name: 'old line breaks', bytes: utf8(`${head}\r${good}\r`), comes: { new: 1, error: 0 } },
  { name: 'spaces of every kind', bytes: roll('　山　,\u00a0一\u00a0,ヤマ,イチ, 正会員 '), comes: { new: 1, error: 0 } },
  { name: 'an HTML page', bytes: utf8('<!doctype html><title>404</title>'), comes: 'CSV_HEADER_MISSING' },
  { name: 'JSON', bytes: utf8('{"rows":[{"姓":"山"}]}'), comes: 'CSV_HEADER_MISSING' },
  // ── cells
  ...formulas.map((formula) => ({
    name: `a formula: ${formula.trim()}`,
    bytes: roll(`"${formula.replaceAll('"', '""')}x",一,ヤマ,イチ,正会員`),
    comes: { new: 1, error: 0 },
  })),
  { name: 'a reading that is a formula', bytes: roll('山,一,=1+1,イチ,正会員'), comes: { new: 0, error: 1, codes: ['not_a_reading'] } },
  {
    name: 'an operator for a type',
    bytes: roll('山,一,ヤマ,イチ,"{""$ne"":null}"'),
    comes: { new: 0, error: 1, codes: ['unknown_membership_type'] },
  },
  {
    name: 'a prototype for a type',
    bytes: roll('山,一,ヤマ,イチ,__proto__'),
    comes: { new: 0, error: 1, codes: ['unknown_membership_type'] },
  },
  {
    name: 'control characters',
    bytes: roll('山\u0007,一,ヤマ,イチ,正会員', '川\u0085,二,カワ,ニ,正会員'),
    comes: { new: 0, error: 2, codes: ['control_character'] },
  },
  {
    name: 'a line break in a name',
    bytes: roll('"山\nBcc: x@example.jp",一,ヤマ,イチ,正会員'),
    comes: { new: 0, error: 1, codes: ['control_character'] },
  },
  { name: 'letters that turn text around', bytes: roll('\u202e山\u202c,一,ヤマ,イチ,正会員'), comes: { new: 1, error: 0 } },
  { name: 'a name of nothing to see', bytes: roll('\u200b\u2060,一,ヤマ,イチ,正会員'), comes: { new: 0, error: 1, codes: ['required'] } },
  { name: 'a name of 51 letters', bytes: roll(`${'山'.repeat(51)},一,ヤマ,イチ,正会員`), comes: { new: 0, error: 1, codes: ['too_long'] } },
  { name: 'markup in a name', bytes: roll(`${markup},一,ヤマ,イチ,正会員`), comes: { new: 1, error: 0 } },
  {
    name: 'a number too long to be one',
    bytes: utf8(`会員番号,${head}\n${'9'.repeat(400)},${good}`),
    comes: { new: 0, error: 1, codes: ['not_a_member_number'] },
  },
  {
    name: 'a path for a number',
    bytes: utf8(`会員番号,${head}\n../../etc/passwd,${good}`),
    comes: { new: 0, error: 1, codes: ['not_a_member_number'] },
  },
  {
    name: 'the same row a thousand times',
    bytes: roll(...Array.from({ length: 1000 }, () => good)),
    comes: { new: 1, error: 999, codes: ['row_twice'] },
  },
];
