import { describe, expect, it } from 'vitest';
import { japanPostAccount } from './bank-account.ts';

describe('an account of Japan Post Bank', () => {
  it('oracle 42: 10530 and 12345671 is bank 9900, branch 058, account 1234567', () => {
    expect(japanPostAccount('10530', '12345671')).toEqual({ bankCode: '9900', branchCode: '058', accountNumber: '1234567' });
    expect(japanPostAccount('10020', '4561')).toEqual({ bankCode: '9900', branchCode: '008', accountNumber: '0000456' });
  });

  it('is none where symbol or number are not of an ordinary account', () => {
    for (const [symbol, number] of [
      ['00530', '12345671'],
      ['1053', '12345671'],
      ['10530', '12345672'],
      ['10530', '1'],
      ['10530', '123456781'],
    ] as const)
      expect(japanPostAccount(symbol, number)).toBeNull();
  });
});
