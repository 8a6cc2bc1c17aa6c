import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvReader, type CsvRecord, separatorOf } from './import-csv.rules.ts';

function read(text: string, piece = text.length || 1): CsvRecord[] {
  const reader = new CsvReader();
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += piece) records.push(...reader.feed(text.slice(at, at + piece)));
  return [...records, ...reader.end()];
}
const cells = (text: string) => read(text).map((record) => record.cells);
const refusal = (text: string): string => {
  try {
    read(text, 1000);
    return 'read';
  } catch (error) {
    return error instanceof DomainError ? `${error.code} ${JSON.stringify(error.params)}` : String(error);
  }
};

test('records, quoted cells and line breaks of every system are read', () => {
  expect(cells('\ufeffa,b\r\nc,d\ne,f\rg,h')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
    ['g', 'h'],
  ]);
  expect(cells('"a, b","say ""yes""",\n"one\r\ntwo", "x" ,\n')).toEqual([
    ['a, b', 'say "yes"', ''],
    ['one\ntwo', 'x', ''],
  ]);
  expect(cells('\n\na\n\n')).toEqual([['a']]);
  expect(cells('')).toEqual([]);
});

test('a record is told by the line it begins on', () => {
  expect(read('a\n"b\nb\nb"\n\nc,"d"\ne').map(({ line }) => line)).toEqual([1, 2, 6, 7]);
});

test('a quotation mark out of place is told of its own record only', () => {
  expect(read('a,b\nx"y,z\n"p"q,r\nc,d').map(({ cells: found, strayQuote }) => [found, strayQuote])).toEqual([
    [['a', 'b'], false],
    [['x"y', 'z'], true],
    [['pq', 'r'], true],
    [['c', 'd'], false],
  ]);
});

test('case 80: what is never closed, or is too long, is refused with its line', () => {
  expect(refusal('a\nb\n"c\nd\ne')).toBe('CSV_BROKEN_LINE {"line":3}');
  expect(refusal(`a\n"${'長'.repeat(30_000)}"\n`)).toBe('CSV_BROKEN_LINE {"line":2}');
  expect(refusal(`a\n${'長'.repeat(30_000)}\n`)).toBe('CSV_BROKEN_LINE {"line":2}');
});

test('tabs part where the first line has no comma', () => {
  expect([separatorOf('姓\t名'), separatorOf('姓,名'), separatorOf('a\tb,c'), separatorOf('姓')]).toEqual(['\t', ',', ',', ',']);
});

test('however a file is cut into pieces, the records are the same, and what was written is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '長', '"', ',', '\n', '\r', ' ', '𠮷'), maxLength: 6 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      (rows, piece) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join('\r\n');
        const plain = (value: string) => value.replace(/\r\n?/g, '\n');
        expect(read(text, piece).map((record) => record.cells)).toEqual(rows.map((row) => row.map(plain)));
        expect(read(text, piece)).toEqual(read(text));
      },
    ),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' '), maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (text, piece) => {
        const whole = refusal(text);
        if (whole !== 'read') expect(whole).toMatch(/^CSV_BROKEN_LINE {"line":\d+}$/);
        else expect(read(text, piece)).toEqual(read(text));
      },
    ),
    { numRuns: 500 },
  );
});
