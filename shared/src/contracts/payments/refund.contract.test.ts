import { describe, expect, test } from 'vitest';
import { RefundBank, RefundBankForm } from './refund.contract.ts';

const bank = {
  bankName: 'みずほ銀行',
  bankCode: '0001',
  branchName: '神田',
  branchCode: '108',
  kind: 'ordinary',
  number: '1234567',
} as const;
const holderOf = (holder: string) => {
  const told = RefundBankForm.safeParse({ ...bank, holder });
  return told.success ? told.data.holder : told.error.issues[0]!.message;
};

describe('the holder of an account that a refund goes to', () => {
  test('interface 5.2: becomes the half-width letters of banks, thirty at most', () => {
    expect(holderOf('たかはし　みさき')).toBe('ﾀｶﾊｼ ﾐｻｷ');
    expect(holderOf('ガ'.repeat(15))).toBe('ｶﾞ'.repeat(15));
    expect(holderOf('ガ'.repeat(16))).toBe('too_long');
    expect(holderOf('高橋')).toBe('zengin_character');
    expect(holderOf('ｶ)ｼﾉﾉﾒ')).toBe('ｶ)ｼﾉﾉﾒ');
  });

  test('what was kept in full-width kana before stays as it is', () => {
    expect(RefundBank.parse({ ...bank, holder: 'タカハシ　ミサキ'.repeat(4) }).holder).toHaveLength(32);
  });
});
