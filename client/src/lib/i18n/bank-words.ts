import type { Words } from '../words.ts';

/** What stands around the fields of a bank and its branch. */
const ja = {
  hint: '名前・カナ・コードで探せます。',
  list: '候補',
  found: '候補は{{count}}件です。',
  unlisted: 'このコードは一覧にありません。このまま登録できます。',
};

const en: Words<typeof ja> = {
  hint: 'Type a part of the name, kana or the code.',
  list: 'Found',
  found: '{{count}} found.',
  unlisted: 'This code is not in the list. You can use it as it is.',
};

export const bankWords = { ja, en };
