import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { accountRows, isOtherAccount } from './refund-account.view.ts';
import { refundTexts } from './refund-texts.ts';

const bank = {
  bankName: 'みずほ銀行',
  bankCode: '0001',
  branchName: '神田支店',
  branchCode: '108',
  kind: 'ordinary' as const,
  number: '1234567',
  holder: 'ﾀｶﾊｼ ﾐｻｷ',
};

test('0036: whoever approves a refund by transfer reads bank, branch, kind, number and holder', () => {
  expect(accountRows({ bank }, refundTexts.ja)).toEqual([
    { label: '振込先', value: 'みずほ銀行（0001）神田支店（108）普通 1234567' },
    { label: '名義', value: 'ﾀｶﾊｼ ﾐｻｷ' },
  ]);
  expect(accountRows({ bank: null }, refundTexts.ja)).toEqual([]);
});

test('0036: another account for a transfer that came back is said to be one while somebody has to agree', () => {
  const cameBack = { on: jstDate('2026-05-20'), reason: '名義相違' };
  expect(isOtherAccount({ state: 'requested', cameBack })).toBe(true);
  expect(isOtherAccount({ state: 'requested', cameBack: null })).toBe(false);
  expect(isOtherAccount({ state: 'approved', cameBack })).toBe(false);
});
