import type { Words } from '../words.ts';

/** Of the account for payouts, entered by the organisation, or after its end by the operator. */
const ja = {
  via: '口座の種類',
  viaBank: '銀行・信用金庫など',
  viaPost: 'ゆうちょ銀行',
  bankCode: '金融機関コード',
  bankName: '金融機関名（カナ）',
  branchCode: '支店コード',
  branchName: '支店名（カナ）',
  kind: '預金種目',
  kinds: { ordinary: '普通', current: '当座', savings: '貯蓄' },
  accountNumber: '口座番号',
  symbol: '記号',
  number: '番号',
  symbolHint: '通帳の最初のページにある5けたの数字です。1から始まります。',
  numberHint: '1で終わる、8けたまでの数字です。',
  holder: '口座名義（カナ）',
  holderHint: '通帳のとおりに。ひらがなや全角は半角カナに直します。法人は「シヤ）」のように略語から。',
  messages: {
    zengin_character: '銀行のファイルに使えない文字があります。カナ、英数字、（）．－／だけにしてください。',
    not_digits: 'けた数の合う数字だけで入力してください。',
    not_japan_post: 'ゆうちょ銀行の番号の形になっていません。番号は1で終わります。',
  },
};

const en: Words<typeof ja> = {
  via: 'Kind of bank',
  viaBank: 'Bank or credit union',
  viaPost: 'Japan Post Bank',
  bankCode: 'Bank code',
  bankName: 'Bank, in kana',
  branchCode: 'Branch code',
  branchName: 'Branch, in kana',
  kind: 'Kind of account',
  kinds: { ordinary: 'Ordinary', current: 'Current', savings: 'Savings' },
  accountNumber: 'Account number',
  symbol: 'Symbol',
  number: 'Number',
  symbolHint: 'Five digits on the first page of the book, beginning with 1.',
  numberHint: 'Up to eight digits, ending with 1.',
  holder: 'Holder, in kana',
  holderHint: 'As it stands in the book; hiragana and wide letters are converted.',
  messages: {
    zengin_character: 'Bank files take kana, Latin letters, digits and ( ) . - / only.',
    not_digits: 'Please enter digits only, as many as there are.',
    not_japan_post: 'That is no number of Japan Post Bank: it ends with 1.',
  },
};

export const payoutAccountWords = { ja, en };
