import type { Words } from '../words.ts';

/** What stands around the fields of a bank and its branch. */
const ja = {
  hint: '名前・カナ・コードで探せます。',
  list: '候補',
  found: '候補は{{count}}件です。',
  unlisted: 'このコードは一覧にありません。このまま登録できます。',
  post: 'ゆうちょ銀行の通帳の記号・番号は、ここでは使えません。通帳にある振込用の店番と口座番号（7けた）を入れてください。',
};

const en: Words<typeof ja> = {
  hint: 'Type a part of the name, kana or the code.',
  list: 'Found',
  found: '{{count}} found.',
  unlisted: 'This code is not in the list. You can use it as it is.',
  post: 'Symbol and number of a book of Japan Post Bank cannot be used here. Enter the branch and the account number (7 figures) for transfers.',
};

export const bankWords = { ja, en };
