import type { Words } from '../../lib/words.ts';

/** Words of the file of a period of yearly proofs. */
const ja = {
  title: '年次の証明の一覧を書き出す',
  openUnreached: '届かない方を書き出す',
  rows: '{{count}}名を、住所と電話番号つきで書き出します。',
  done: '{{count}}名を書き出しました',
  fileName: '年次の証明_{{day}}',
};

const en: Words<typeof ja> = {
  title: 'Export a list of yearly proofs',
  openUnreached: 'Export the unreached',
  rows: 'Exported with address and telephone: {{count|member|members}}.',
  done: '{{count|member|members}} exported',
  fileName: 'proofs_{{day}}',
};

export const proofFileTexts = { ja, en };
