import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DebitHeader, type DebitRow, debitRecord, debitTrailer, readDebitFile, writeDebitFile } from './debit-file.ts';

const header: DebitHeader = {
  consignorCode: '1234567890',
  consignorName: 'ｼﾉﾉﾒｶﾝｷﾖｳｶﾞﾂｶｲ',
  monthDay: '0427',
  bankCode: '0005',
  bankName: 'ﾐﾂﾋﾞｼUFJ',
  branchCode: '202',
  branchName: 'ﾎﾝﾃﾝ',
  accountKind: '1',
  accountNumber: '0012345',
};
const row: DebitRow = {
  bankCode: '0005',
  bankName: '',
  branchCode: '202',
  branchName: '',
  accountKind: '1',
  accountNumber: '45678',
  holder: 'ﾔﾏﾀﾞ ﾀﾛｳ',
  amount: yen(12_000),
  newCode: '1',
  customerNumber: 'M000123',
  result: '0',
};
const lines = (bytes: Buffer) => bytes.toString('latin1').split('\r\n');

const digits = (width: number) => fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: width, maxLength: width });
/** What is left of a text field when its filling is taken off: it never ends with a space. */
const letters = (width: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('ABZ09ｱｶﾞﾟﾝｦ()-./ ')), maxLength: width }).map((text) => text.trimEnd());
const anyRow = fc.record({
  bankCode: digits(4),
  bankName: letters(15),
  branchCode: digits(3),
  branchName: letters(15),
  accountKind: fc.constantFrom('1', '2', '3', '9'),
  accountNumber: digits(7),
  holder: letters(30),
  amount: fc.integer({ min: 1, max: 9_999_999 }).map(yen),
  newCode: fc.constantFrom('0', '1'),
  customerNumber: letters(20),
  result: fc.constantFrom('0', '1', '2', '3', '4', '8', '9'),
});
const anyHeader = fc.record({
  consignorCode: digits(10),
  consignorName: letters(40),
  monthDay: fc.constantFrom('0427', '1228', '0104'),
  bankCode: digits(4),
  bankName: letters(15),
  branchCode: digits(3),
  branchName: letters(15),
  accountKind: fc.constantFrom('1', '2'),
  accountNumber: digits(7),
});

describe('a file of direct debits', () => {
  it('oracle 39: a request of 12,000 yen from account 45678 stands where the bank reads it', () => {
    const record = debitRecord(row);
    const at = (from: number, to: number) => record.slice(from - 1, to);
    expect(record).toHaveLength(120);
    expect(at(1, 1)).toBe('2');
    expect(at(44, 50)).toBe('0045678');
    expect(at(51, 58)).toBe('ﾔﾏﾀﾞ ﾀﾛｳ');
    expect(at(81, 90)).toBe('0000012000');
    expect(at(91, 91)).toBe('1');
    expect(at(92, 98)).toBe('M000123');
    expect(at(112, 112)).toBe('0');
  });

  it('oracle 40: the trailer of three requests of which two were done', () => {
    const totals = { count: 3, amount: yen(36_000), doneCount: 2, doneAmount: yen(24_000), failedCount: 1, failedAmount: yen(12_000) };
    expect(debitTrailer(totals)).toBe(`8000003000000036000000002000000024000000001000000012000${' '.repeat(65)}`);
  });

  it('is header, data, trailer and end in single bytes', () => {
    const [first, second, third, fourth, rest] = lines(writeDebitFile(header, [row]));
    for (const line of [first, second, third, fourth]) expect(line).toHaveLength(120);
    expect(first!.slice(0, 14)).toBe('19101234567890');
    expect(first!.slice(54, 58)).toBe('0427');
    // ｼ of the consignor is the byte BC.
    expect(first!.charCodeAt(14)).toBe(0xbc);
    expect(third).toBe(`8000001000000012000${'0'.repeat(36)}${' '.repeat(65)}`);
    expect(fourth).toBe(`9${' '.repeat(119)}`);
    expect(rest).toBe('');
  });

  it('comes back as it was, every field of it, with line ends or without', () => {
    fc.assert(
      fc.property(anyHeader, fc.array(anyRow, { maxLength: 5 }), fc.constantFrom('\r\n', '\n', ''), (head, rows, lineEnd) => {
        const bytes = Buffer.from(writeDebitFile(head, rows).toString('latin1').replaceAll('\r\n', lineEnd), 'latin1');
        expect(readDebitFile(bytes)).toMatchObject({ outcome: 'read', header: head, rows, totals: { count: rows.length } });
      }),
    );
  });

  it('never writes what does not fit or what the bank cannot read', () => {
    for (const wrong of [{ holder: 'ｱ'.repeat(31) }, { customerNumber: 'あ' }, { accountNumber: '12a' }, { bankCode: '00055' }] as const)
      expect(() => debitRecord({ ...row, ...wrong })).toThrow(RangeError);
  });

  it('is refused with the line when it is not what it says', () => {
    const good = writeDebitFile(header, [row, row]).toString('latin1');
    const read = (text: string) => readDebitFile(Buffer.from(text, 'latin1'));
    expect(read('')).toEqual({ outcome: 'unreadable', problem: 'not_records', line: 1 });
    expect(read(good.slice(0, -10))).toMatchObject({ problem: 'not_records', line: 5 });
    expect(read(`121${good.slice(3)}`)).toMatchObject({ problem: 'not_debit', line: 1 });
    expect(read(`1911${good.slice(4)}`)).toMatchObject({ problem: 'ebcdic' });
    expect(read(good.replace('0000012000', '0000011000'))).toMatchObject({ problem: 'totals', line: 4 });
    expect(read(good.replace('0000012000', '00000x2000'))).toMatchObject({ problem: 'not_a_number', line: 2 });
    const [head, data, , trailer, last] = lines(writeDebitFile(header, [row, row]));
    expect(read([head, trailer, data, data, last].join('\r\n'))).toMatchObject({ problem: 'order', line: 3 });
    expect(read([head, data, data, trailer].join('\r\n'))).toMatchObject({ problem: 'order' });
    expect(readDebitFile(Buffer.from([0x80]))).toMatchObject({ problem: 'not_records' });
  });

  it('never throws, whatever is given to it', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void readDebitFile(bytes)));
  });
});
