import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { convert } from 'encoding-japanese';
import { expect, test } from 'vitest';
import { TextSniffer } from './import-text.rules.ts';

function sniff(bytes: Uint8Array, piece = 7): string {
  try {
    const sniffer = new TextSniffer();
    for (let at = 0; at < bytes.length; at += piece) sniffer.take(bytes.subarray(at, at + piece));
    const { encodings, lines } = sniffer.end();
    return `${encodings.join(' ')}, ${lines}`;
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
}
const utf8 = (text: string) => new TextEncoder().encode(text);
const as = (to: 'SJIS' | 'EUCJP' | 'JIS', text: string) => Uint8Array.from(convert(text, { to, from: 'UNICODE', type: 'array' }));

test('case 80: UTF-8, with and without a mark, and Shift_JIS are told apart, and lines are counted', () => {
  expect(sniff(utf8('姓,名\n髙﨑,春子\n'))).toBe('utf-8, 2');
  expect(sniff(utf8('\ufeff姓,名\n山,一'))).toBe('utf-8, 2');
  expect(sniff(as('SJIS', '姓,名\r\n山,一\r\n'))).toBe('shift_jis, 2');
  expect(sniff(utf8('a,b'))).toBe('utf-8 shift_jis, 1');
});

test('what is no text in either is refused, whatever it is called', () => {
  for (const text of ['PK\u0003\u0004rest', '%PDF-1.7', 'Rar!\u001a', 'GIF89a,b']) expect(sniff(utf8(text)), text).toBe('CSV_NOT_TEXT');
  expect(sniff(Uint8Array.of(0x1f, 0x8b, 8, 0))).toBe('CSV_NOT_TEXT');
  expect(sniff(Uint8Array.of(0xff, 0xfe, 0xd3, 0x59))).toBe('CSV_UNREADABLE');
  expect(sniff(utf8('a,\u0000b'))).toBe('CSV_UNREADABLE');
  expect(sniff(as('JIS', '姓,名'))).toBe('CSV_UNREADABLE');
  expect(sniff(Uint8Array.of(0x80, 0xa0, 0xfd, 0xff))).toBe('CSV_UNREADABLE');
  expect(sniff(new Uint8Array())).toBe('CSV_EMPTY');
});
