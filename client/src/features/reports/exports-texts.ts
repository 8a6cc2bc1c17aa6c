import type { Words } from '../../lib/words.ts';

/** Words of the files that are made in the background. */
const ja = {
  title: '書き出したファイル',
  lead: '5,000行をこえる一覧は、裏側でファイルにします。できあがるとメールでお知らせし、24時間で消えます。ここに出るのは、あなたが書き出したファイルです。',
  list: 'ファイルの一覧',
  lists: {
    members: '会員名簿',
    bills: '請求',
    payments: '入金',
    arrears: '未納',
    cancellations: 'まとめて取り消し',
    run_rows: '請求作成',
    proofs: '年次の証明',
    dues_cards: '会費のカード',
  },
  formats: { csv_utf8: 'CSV（UTF-8）', csv_sjis: 'CSV（Shift_JIS）', xlsx: 'Excelブック' },
  asked: '{{at}}に書き出し・{{format}}',
  making: '作っています',
  of: '{{done}} / {{rows}}行',
  left: '残り{{time}}',
  keeps: '画面を閉じても続きます。',
  rows: '{{count}}行',
  until: '{{at}}まで保存できます',
  failed: '作れませんでした。一覧の画面から、もう一度書き出してください。',
  save: '保存する',
  saveOf: '{{name}}を保存する',
  noneTitle: '書き出したファイルはありません',
  noneText: '会員・請求・入金・未納の一覧で「書き出す」を押すと、その一覧をファイルにできます。',
  toMembers: '会員の一覧を見る',
};

const en: Words<typeof ja> = {
  title: 'Exported files',
  lead: 'Lists of more than 5,000 rows are made into files in the background. You get a mail when one is ready; it is gone after 24 hours. These are the files that you asked for.',
  list: 'List of files',
  lists: {
    members: 'Members',
    bills: 'Bills',
    payments: 'Payments',
    arrears: 'Arrears',
    cancellations: 'Cancelled bills',
    run_rows: 'Billing runs',
    proofs: 'Yearly proofs',
    dues_cards: 'Cards for dues',
  },
  formats: { csv_utf8: 'CSV (UTF-8)', csv_sjis: 'CSV (Shift_JIS)', xlsx: 'Workbook' },
  asked: 'Asked for {{at}}, {{format}}',
  making: 'Being made',
  of: '{{done}} of {{rows|row|rows}}',
  left: '{{time}} left',
  keeps: 'It goes on when you close the page.',
  rows: '{{count|row|rows}}',
  until: 'To be saved until {{at}}',
  failed: 'It could not be made. Export again from the list.',
  save: 'Save',
  saveOf: 'Save {{name}}',
  noneTitle: 'No exported files',
  noneText: 'Press “Export” on the list of members, bills, payments or arrears to make a file of it.',
  toMembers: 'See the members',
};

export const exportsTexts = { ja, en };
