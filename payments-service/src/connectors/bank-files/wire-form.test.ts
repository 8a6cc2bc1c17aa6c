import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { sampleDebitResult } from '@tsudoi/shared/service/sample-debit-result';
import { describe, expect, it } from 'vitest';
import { readDebitFile, writeDebitFile } from './debit-file.ts';
import { parseDepositNotice } from './parse.ts';

/** Bytes laid out by hand from the tables of providers.md 7 and 8: nothing that reads or writes the product's files made them. */
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', 'zengin', `${name}.txt`));

const header = {
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
const account = { bankCode: '0005', bankName: '', branchCode: '202', branchName: '', accountKind: '1' };
const asked = [
  { ...account, accountNumber: '1111111', holder: 'ﾔﾏﾀﾞ ﾀﾛｳ', amount: yen(5500), customerNumber: 'BILL000001' },
  { ...account, accountNumber: '2222222', holder: 'SUZUKI HANAKO', amount: yen(11_000), customerNumber: 'BILL000002' },
  { ...account, accountNumber: '3333333', holder: 'ｶﾞﾂｺｳﾎｳｼﾞﾝ ﾋﾟﾝ', amount: yen(3300), customerNumber: 'BILL000003' },
];

describe('bank files as banks send and take them', () => {
  it('a result without line ends: one done, one short of money, one without a mandate (providers.md 7)', () => {
    const results = ['0', '1', '4'];
    expect(readDebitFile(fixture('debit-result'))).toEqual({
      outcome: 'read',
      header,
      rows: asked.map((row, at) => ({ ...row, newCode: '0', result: results[at] })),
      totals: { count: 3, amount: 19_800, doneCount: 1, doneAmount: 5500, failedCount: 2, failedAmount: 14_300 },
    });
  });

  it('a request is, byte for byte, what the bank’s table says', () => {
    const written = writeDebitFile(
      header,
      asked.map((row) => ({ ...row, newCode: '1', result: '0' })),
    );
    expect(written.toString('hex')).toBe(fixture('debit-request').toString('hex'));
  });

  it('the bank of the trial answers a request as a bank does', () => {
    const answer = sampleDebitResult(fixture('debit-request'), (at) => ['0', '1', '4'][at]!);
    expect(readDebitFile(answer)).toEqual({
      outcome: 'read',
      header,
      rows: asked.map((row, at) => ({ ...row, newCode: '1', result: ['0', '1', '4'][at] })),
      totals: { count: 3, amount: 19_800, doneCount: 1, doneAmount: 5500, failedCount: 2, failedAmount: 14_300 },
    });
  });

  it('a notice of deposits: a code of the sender, a deposit taken back on another day, a cheque, an EDI field (providers.md 8)', () => {
    const reading = parseDepositNotice(fixture('deposit-notice'), jstDate('2026-05-12'));
    if (!reading.ok) throw new Error(`${reading.fault} in line ${reading.line}`);
    expect([reading.count, reading.total]).toEqual([4, 139_500]);
    expect(
      [...reading.lines].map(({ line, inquiryNumber, bookedOn, valuedOn, amount, senderCode, remitter, bank, branch, cancels }) =>
        [line, inquiryNumber, bookedOn, valuedOn, amount, senderCode, remitter, bank, branch, cancels].join(' | '),
      ),
    ).toEqual([
      '2 | 000001 | 2026-05-11 | 2026-05-11 | 24000 |  | ｺﾊﾞﾔｼ ﾕｳ 20160233 | ﾐﾅﾄｷﾞﾝｺｳ | ｴｷﾏｴ | false',
      '3 | 000002 | 2026-05-11 | 2026-05-11 | 5500 | 0010012345 | ｶ)ﾐﾅﾄ | ﾐｽﾞﾎ | ﾎﾝﾃﾝ | false',
      '4 | 000002 | 2026-05-12 | 2026-05-11 | 5500 | 0010012345 | ｶ)ﾐﾅﾄ | ﾐｽﾞﾎ | ﾎﾝﾃﾝ | true',
      '5 | 000003 | 2026-05-12 | 2026-05-12 | 110000 |  | ﾎﾟﾌﾟﾗｼﾔ | ﾐｽﾞﾎ | ﾎﾝﾃﾝ | false',
    ]);
  });
});
