import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { type Account, accountOf, isAccountOpen, restOf, rowsOf } from './account.rules.ts';

const account: Account = {
  kind: 'virtual_account',
  bankCode: '0310',
  bankName: 'GMOあおぞらネット銀行',
  branchCode: '502',
  branchName: '',
  accountType: 'ordinary',
  accountNumber: '0012345',
  holder: 'ｼﾉﾉﾒｶﾝｷﾖｳｶﾞﾂｶｲ',
};

test('an account is read row by row as a bank asks for it, and copied without what stands beside it', () => {
  expect(rowsOf(account, (type) => (type === 'ordinary' ? '普通' : ''))).toEqual([
    { row: 'bank', shown: 'GMOあおぞらネット銀行（0310）', copied: 'GMOあおぞらネット銀行' },
    { row: 'branch', shown: '502', copied: '502' },
    { row: 'number', shown: '普通 0012345', copied: '0012345' },
    { row: 'holder', shown: 'ｼﾉﾉﾒｶﾝｷﾖｳｶﾞﾂｶｲ', copied: 'ｼﾉﾉﾒｶﾝｷﾖｳｶﾞﾂｶｲ' },
  ]);
  expect(accountOf({ instructions: account })).toBe(account);
  expect(accountOf({ instructions: null })).toBeNull();
});

test('after a part the rest is asked for, never less than nothing, as long as the account is open', () => {
  const charge = (received: number, open = true) => ({
    state: received === 0 ? ('awaiting' as const) : ('final' as const),
    amount: yen(10_000),
    memberFee: yen(0),
    account: { asked: yen(10_000), received: yen(received), open },
  });
  expect([0, 4000, 10_000, 10_500].map((received) => restOf(charge(received)))).toEqual([10_000, 6000, 0, 0]);
  expect(isAccountOpen(charge(4000))).toBe(true);
  expect(isAccountOpen(charge(4000, false))).toBe(false);
});
