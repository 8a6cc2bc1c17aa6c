import type { Words } from '../../lib/words.ts';

/** Words of the list of bills as a file. */
const ja = {
  save: 'CSVで保存',
  fileName: '請求_{{day}}',
  memberNumber: '会員番号',
  member: '会員',
  billNumber: '請求番号',
  name: '請求',
  category: '請求区分',
  year: '年度',
  due: '支払期限',
  status: '状況',
  amount: '請求額（円）',
  received: '入金額（円）',
  rest: '残り（円）',
  saved: '{{count}}件を保存しました。',
};

const en: Words<typeof ja> = {
  save: 'Save as CSV',
  fileName: 'bills_{{day}}',
  memberNumber: 'Member number',
  member: 'Member',
  billNumber: 'Bill number',
  name: 'Bill',
  category: 'Category',
  year: 'Fiscal year',
  due: 'Due',
  status: 'Status',
  amount: 'Amount (yen)',
  received: 'Received (yen)',
  rest: 'Rest (yen)',
  saved: 'Saved {{count}} bills.',
};

export const billFileTexts = { ja, en };
