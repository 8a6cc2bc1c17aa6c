import type { Words } from '../../lib/words.ts';

/** Words of the list of bills as a file. */
const ja = {
  title: '請求を書き出す',
  rows: 'いまの条件の請求{{count}}件を書き出します。',
  done: '請求{{count}}件を書き出しました',
  fileName: '請求_{{day}}',
};

const en: Words<typeof ja> = {
  title: 'Export bills',
  rows: 'Bills of the present filter: {{count}}.',
  done: 'Bills exported: {{count}}',
  fileName: 'bills_{{day}}',
};

export const billFileTexts = { ja, en };
