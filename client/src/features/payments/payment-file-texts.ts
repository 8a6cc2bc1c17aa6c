import type { Words } from '../../lib/words.ts';

/** Words of the list of payments as a file. */
const ja = {
  title: '入金を書き出す',
  rows: 'いまの条件の入金{{count}}件を書き出します。',
  done: '入金{{count}}件を書き出しました',
  fileName: '入金_{{day}}',
};

const en: Words<typeof ja> = {
  title: 'Export payments',
  rows: 'Payments of the present filter: {{count}}.',
  done: 'Payments exported: {{count}}',
  fileName: 'payments_{{day}}',
};

export const paymentFileTexts = { ja, en };
