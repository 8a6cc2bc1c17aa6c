import type { Words } from '../../lib/words.ts';

/** Words of 有効期間 on the first page of My Page. */
const ja = {
  title: '有効期間',
  through: '{{date}}まで',
  ended: '有効期限切れ（{{date}}まで）',
  ending: 'まもなく終了',
  automatic: '自動更新',
  open: '確認・更新',
};

const en: Words<typeof ja> = {
  title: 'Term',
  through: 'Until {{date}}',
  ended: 'Ended ({{date}})',
  ending: 'Ends soon',
  automatic: 'Renews itself',
  open: 'Look and renew',
};

export const termTexts = { ja, en };
