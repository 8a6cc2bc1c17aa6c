import type { PayoutAccount } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { commonLetters, zenginBytes } from '@tsudoi/shared/kernel/zengin-kana';
import { describe, expect, it } from 'vitest';
import { type Transfer, totalsOf, transferFile } from './transfer-file.rules.ts';

const sender = {
  clientCode: '123456789',
  holder: '(ｶ)ﾂﾄﾞｲ',
  bankCode: '0001',
  bankName: 'ﾐｽﾞﾎ',
  branchCode: '001',
  branchName: 'ﾎﾝﾃﾝ',
  kind: 'current',
  accountNumber: '7654321',
  letters: commonLetters,
} as const;
const account: PayoutAccount = {
  bankCode: '0005',
  bankName: 'ｻﾝﾌﾟﾙ',
  branchCode: '045',
  branchName: 'ﾅｶﾉ',
  kind: 'ordinary',
  accountNumber: '0045678',
  holder: 'ｼﾔ)ｼﾉﾉﾒｶﾞﾂｶｲ',
};
const transfer = (changes: Partial<Transfer> = {}): Transfer => ({
  account,
  amount: yen(23_700),
  isFirst: true,
  reference: '202604',
  ...changes,
});
const payOn = jstDate('2026-05-29');
/** Bytes of a record, counted from 1 as the format's description does. */
const at = (file: string, record: number, from: number, to = from) => file.slice(record * 120 + from - 1, record * 120 + to);

describe('the file of transfers (domain.md 4.3, type 21)', () => {
  // Made within each test: what is made while tests are only gathered is held by none of them.
  const twoTransfers = () =>
    transferFile(sender, payOn, [transfer(), transfer({ amount: yen(5000), isFirst: false, account: { ...account, kind: 'savings' } })]);

  it('has records of 120 single bytes, with nothing between them', () => {
    const file = twoTransfers();
    expect(file).toHaveLength(5 * 120);
    expect(zenginBytes(file)).toHaveLength(5 * 120);
  });

  it('4.3: writes names in the letters of the sender’s bank', () => {
    const letters = { longVowel: 'ｰ', middleDot: ' ', wo: 'ｵ' } as const;
    const named = { ...account, bankName: 'ｾﾝﾀ-', branchName: 'ﾅ.ｶﾉ', holder: 'ﾖｦｺ-A-B' };
    const own = transferFile({ ...sender, holder: 'ｶ)ﾙ-ﾄ', letters }, payOn, [transfer({ account: named })]);
    expect(at(own, 0, 15, 54).trim()).toBe('ｶ)ﾙｰﾄ');
    expect([at(own, 1, 6, 20), at(own, 1, 24, 38), at(own, 1, 51, 80)].map((name) => name.trim())).toEqual(['ｾﾝﾀｰ', 'ﾅ ｶﾉ', 'ﾖｵｺｰA-B']);
    expect(zenginBytes(own)).toHaveLength(4 * 120);
    const common = transferFile(sender, payOn, [transfer({ account: named })]);
    expect(at(common, 1, 51, 80).trim()).toBe('ﾖｦｺ-A-B');
  });

  it('begins with who sends, and the day', () => {
    const file = twoTransfers();
    expect([at(file, 0, 1), at(file, 0, 2, 3), at(file, 0, 4), at(file, 0, 5, 14)]).toEqual(['1', '21', '0', '0123456789']);
    expect(at(file, 0, 15, 54)).toBe('(ｶ)ﾂﾄﾞｲ'.padEnd(40));
    expect(at(file, 0, 55, 58)).toBe('0529');
    expect([at(file, 0, 59, 62), at(file, 0, 63, 77), at(file, 0, 78, 80)]).toEqual(['0001', 'ﾐｽﾞﾎ'.padEnd(15), '001']);
    expect([at(file, 0, 96), at(file, 0, 97, 103), at(file, 0, 104, 120)]).toEqual(['2', '7654321', ' '.repeat(17)]);
  });

  it('names each account and sum at its place', () => {
    const file = twoTransfers();
    expect([at(file, 1, 1), at(file, 1, 2, 5), at(file, 1, 6, 20), at(file, 1, 21, 23)]).toEqual(['2', '0005', 'ｻﾝﾌﾟﾙ'.padEnd(15), '045']);
    expect([at(file, 1, 24, 38), at(file, 1, 39, 42), at(file, 1, 43)]).toEqual(['ﾅｶﾉ'.padEnd(15), '0000', '1']);
    expect([at(file, 1, 44, 50), at(file, 1, 51, 80)]).toEqual(['0045678', 'ｼﾔ)ｼﾉﾉﾒｶﾞﾂｶｲ'.padEnd(30)]);
    expect([at(file, 1, 81, 90), at(file, 1, 91), at(file, 1, 92, 111)]).toEqual(['0000023700', '1', '202604'.padStart(20, '0')]);
    expect([at(file, 1, 112), at(file, 1, 113), at(file, 1, 114, 120)]).toEqual(['7', ' ', ' '.repeat(7)]);
    expect([at(file, 2, 43), at(file, 2, 91)]).toEqual(['4', '0']);
  });

  it('ends with the sum of its records, without which a bank takes none of it', () => {
    const file = twoTransfers();
    expect(at(file, 3, 1, 19)).toBe('8000002000000028700');
    expect(at(file, 3, 20, 120)).toBe(' '.repeat(101));
    expect(at(file, 4, 1, 120)).toBe(`9${' '.repeat(119)}`);
    expect(totalsOf(file)).toEqual({ count: 2, total: 28_700 });
  });

  it('a trailer that is not the sum, a record that is missing or cut is no file', () => {
    const file = twoTransfers();
    expect(totalsOf(file.replace('0000023700', '0000023701'))).toBeNull();
    expect(totalsOf(file.slice(0, 120) + file.slice(240))).toBeNull();
    expect(totalsOf(file.slice(0, -1))).toBeNull();
    expect(totalsOf('')).toBeNull();
    // Each sum right and something else wrong: a record of another kind among them, no first or no last record, letters behind.
    const [head, first, second, trailer, end] = file.match(/.{120}/gs)!;
    expect(totalsOf([head, first, second, trailer, end].join(''))).toEqual({ count: 2, total: 28_700 });
    expect(totalsOf([head, first, second, end, trailer, end].join(''))).toBeNull();
    expect(totalsOf([first, second, trailer, end].join(''))).toBeNull();
    expect(totalsOf([head, first, second, trailer].join(''))).toBeNull();
    expect(totalsOf([head, first, second, end, end].join(''))).toBeNull();
    expect(totalsOf(`${file}9`)).toBeNull();
    expect(totalsOf(file.replace('8000002', '8000003'))).toBeNull();
    expect(totalsOf([head, trailer, end].join(''))).toBeNull();
    expect(totalsOf(transferFile(sender, payOn, []))).toEqual({ count: 0, total: 0 });
  });

  it('what does not fit its field is refused, never cut', () => {
    expect(() => transferFile(sender, payOn, [transfer({ amount: yen(10_000_000_000) })])).toThrow(RangeError);
    expect(() => transferFile(sender, payOn, [transfer({ account: { ...account, holder: 'ｱ'.repeat(31) } })])).toThrow(RangeError);
    // What just fits is written.
    const filled = transferFile(sender, payOn, [
      transfer({ amount: yen(9_999_999_999), account: { ...account, holder: 'ｱ'.repeat(30) }, reference: '1'.repeat(20) }),
    ]);
    expect([at(filled, 1, 51, 80), at(filled, 1, 81, 90), at(filled, 1, 92, 111)]).toEqual([
      'ｱ'.repeat(30),
      '9'.repeat(10),
      '1'.repeat(20),
    ]);
    // A single refused one among others refuses all of them.
    expect(() => transferFile(sender, payOn, [transfer(), transfer({ amount: yen(0) })])).toThrow(RangeError);
    expect(() => transferFile({ ...sender, clientCode: '12345678901' }, payOn, [transfer()])).toThrow(RangeError);
    for (const reference of ['', '12a', '1'.repeat(21)])
      expect(() => transferFile(sender, payOn, [transfer({ reference })])).toThrow(RangeError);
    for (const amount of [0, -1]) expect(() => transferFile(sender, payOn, [transfer({ amount: yen(amount) })])).toThrow(RangeError);
  });
});
