import type { Words } from '../../lib/words.ts';

/** Words of the annual fees in force from a day. */
const ja = {
  title: '{{name}}の年会費',
  prices: '年会費の予定',
  pricesOf: '{{name}}の年会費の予定',
  first: 'はじめから',
  from: '{{date}}から',
  next: '{{date}}から{{amount}}円',
  rule: '請求を作るときは、会費を充てはじめる月の1日の年会費を使います。これまでの請求は変わりません。',
  day: 'いつから',
  dayHint: '例：2027/4/1、R9.4.1',
  fee: '年会費',
  add: '予定を加える',
  drop: '外す',
  dropOf: '{{date}}からの年会費を外す',
  saved: '年会費の予定を保存しました。',
  dropped: '{{date}}からの年会費を外しました。',
  close: '閉じる',
};

const en: Words<typeof ja> = {
  title: 'Annual fee of {{name}}',
  prices: 'Coming fees',
  pricesOf: 'Coming fees of {{name}}',
  first: 'From the beginning',
  from: 'From {{date}}',
  next: 'From {{date}}: {{amount}} yen',
  rule: 'A billing run uses the fee of the first day of the month from which the dues count. Bills that exist do not change.',
  day: 'From which day',
  dayHint: 'Such as 2027/4/1',
  fee: 'Annual fee',
  add: 'Add',
  drop: 'Remove',
  dropOf: 'Remove the fee from {{date}}',
  saved: 'The coming fee is saved.',
  dropped: 'The fee from {{date}} is removed.',
  close: 'Close',
};

export const priceTexts = { ja, en };
