import { expect, test } from 'vitest';
import type { BillRow } from '../../lib/views.ts';
import { billLines } from './bill-file.rules.ts';

const heads = {
  memberNumber: '会員番号',
  member: '会員',
  billNumber: '請求番号',
  name: '請求',
  category: '請求区分',
  year: '年度',
  due: '支払期限',
  status: '状況',
  amount: '請求額',
  received: '入金額',
  rest: '残り',
};
const words = { categories: { annual: '年会費' }, statuses: { partly_paid: '一部入金' } } as never;

test('BIL-13: a file of bills has one line a bill with its category and state in words, and sums without a comma', () => {
  const bill = {
    memberNumber: '2026-0001',
    memberName: '髙橋 美咲',
    billNumber: '2026-000001',
    billName: '2026年度 年会費',
    category: 'annual',
    fiscalYear: 2026,
    dueOn: '2026-05-31',
    status: 'partly_paid',
    amount: 10_000,
    allocated: 4000,
    outstanding: 6000,
  } as unknown as BillRow;
  expect(billLines([bill], heads, words)).toEqual([
    ['会員番号', '会員', '請求番号', '請求', '請求区分', '年度', '支払期限', '状況', '請求額', '入金額', '残り'],
    ['2026-0001', '髙橋 美咲', '2026-000001', '2026年度 年会費', '年会費', '2026', '2026-05-31', '一部入金', '10000', '4000', '6000'],
  ]);
});
