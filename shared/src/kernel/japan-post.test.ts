import { describe, expect, it } from 'vitest';
import { japanPostAddress } from './japan-post.ts';

describe('accounts of Japan Post Bank', () => {
  it('oracle 42: the symbol names the branch, the number loses its last digit', () => {
    expect(japanPostAddress('10530', '12345671')).toEqual({ bankCode: '9900', branchCode: '058', accountNumber: '1234567' });
    expect(japanPostAddress('10020', '4561')).toEqual({ bankCode: '9900', branchCode: '008', accountNumber: '0000456' });
    expect(japanPostAddress('10530', '451')).toEqual({ bankCode: '9900', branchCode: '058', accountNumber: '0000045' });
  });

  it('oracle 42: what is no ordinary account is refused', () => {
    for (const [symbol, number] of [
      ['00530', '12345671'],
      ['1053', '12345671'],
      ['10530', '12345672'],
      ['10530', '123456781'],
      ['10530', '1'],
    ] as const)
      expect(japanPostAddress(symbol, number)).toBeNull();
  });
});
