import type { Words } from '../words.ts';

/** What is said when a bank's result of direct debits is entered, by the office or in its place by the operator. */
const ja = {
  title: '結果ファイルを読み込む',
  hint: '金融機関から届いた結果のファイルを、そのまま選んでください。',
  done: '{{rows}}件を読み込みました。振替済み{{done}}件、振替不能{{failed}}件。',
  unknown: '対応する依頼がない行が{{count}}件ありました。「食い違い」に入れました。',
  goesOn: '件数が多いため、会員ごとの結果は数分のうちに順に入ります。',
  reading: '読み込んでいます',
  problems: {
    not_packed: 'ファイルを読めませんでした。もう一度選んでください。',
    not_records: '{{line}}行目が120文字ではありません。全銀形式の結果ファイルを選んでください。',
    not_debit: '口座振替のファイルではありません（種別コード91ではありません）。',
    ebcdic: '文字の種類がEBCDICです。金融機関にJISのファイルを頼んでください。',
    order: '{{line}}行目のレコードの並びが正しくありません。',
    not_a_number: '{{line}}行目の数字を読めません。',
    totals: '合計の行が、明細の件数や金額と合いません。',
    request_file: 'これは依頼のファイルです。結果の件数と金額が入っていません。金融機関から届いた結果のファイルを選んでください。',
    unknown_code: '{{line}}行目の結果コードは、知らない値です。',
    other_consignor: '委託者コードが、この団体のものと違います。',
    other_month: '振替日が合う振替がありません。別の月のファイルではないか、確かめてください。',
    same_file: 'このファイルは、もう読み込んでいます。',
    earlier_result: '前の結果ファイルを反映しています。数分待ってから、このファイルをもう一度選んでください。',
  },
};

const en: Words<typeof ja> = {
  title: 'Read the result file',
  hint: 'Choose the file you received from your bank, as it is.',
  done: '{{rows|row|rows}} read: {{done}} collected, {{failed}} failed.',
  unknown: '{{count|row belongs|rows belong}} to no debit of ours and can be found under “Discrepancies”.',
  goesOn: 'As there are many, the results by member are entered within a few minutes.',
  reading: 'Reading',
  problems: {
    not_packed: 'The file could not be read. Please choose it again.',
    not_records: 'Line {{line}} is not 120 characters long. Choose a result file in Zengin format.',
    not_debit: 'This is no direct debit file (its type is not 91).',
    ebcdic: 'The file is in EBCDIC. Ask your bank for a JIS file.',
    order: 'The records are out of order at line {{line}}.',
    not_a_number: 'A number in line {{line}} cannot be read.',
    totals: 'The totals do not match the rows.',
    request_file: 'This is a request file: it has no result counts. Choose the result you received from your bank.',
    unknown_code: 'Line {{line}} has an unknown result code.',
    other_consignor: 'The consignor code is not that of this organisation.',
    other_month: 'No debit has this debit day. Is it the file of another month?',
    same_file: 'This file has been read already.',
    earlier_result: 'The result file before this one is still being entered. Please wait a few minutes and choose this file again.',
  },
};

export const debitResultWords = { ja, en };
