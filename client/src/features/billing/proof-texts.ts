import type { Words } from '../../lib/words.ts';

/** Words of the reminder that a proof is asked. */
const ja = {
  title: '年に1度の確認',
  due: '証明書を{{date}}までに送ってください',
  text: '学生証などを撮影して送るだけで済みます。',
  refused: '前に送ったものは確認できませんでした。{{reason}}',
  send: '証明書を送る',
};

const en: Words<typeof ja> = {
  title: 'Your yearly check',
  due: 'Please send your proof by {{date}}',
  text: 'A photograph of your student card or the like is all it takes.',
  refused: 'The last one could not be accepted: {{reason}}',
  send: 'Send the proof',
};

export const proofTexts = { ja, en };
