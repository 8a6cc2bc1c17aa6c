/** Words of a list that leaves as a file; what the file itself says is Japanese in either language. */
export const listFileWordsJa = {
  open: '書き出す',
  format: 'ファイルの形',
  formats: {
    csv_utf8: 'CSV（Excel用、UTF-8）',
    csv_sjis: 'CSV（Shift_JIS）',
    xlsx: 'Excelブック（xlsx）',
  },
  formatTexts: {
    csv_utf8: 'どの文字も入ります。',
    csv_sjis: '古いソフト用。入らない文字があります。',
    xlsx: '50,000行まで。',
  },
  columns: '項目',
  all: 'すべて選ぶ',
  none: 'すべて外す',
  checking: '文字を調べています',
  issues: 'Shift_JISに入らない文字が{{count}}か所あります',
  issuesText: '書き出すと「〓」になります。そのまま残すときは、UTF-8かExcelブックを選んでください。',
  issue: '・{{column}}：{{letters}}',
  headingIssue: '見出し「{{column}}」：{{letters}}',
  more: 'ほか{{count}}か所',
  chooseOne: '項目を1つ以上選んでください。',
  tooLong: 'Excelブックは{{most}}行までです。CSVを選ぶか、条件でしぼってください。',
  empty: '書き出すものがありません。条件を見直してください。',
  background:
    '行が多いので、裏側で作ります。できあがるとメールでお知らせします。ファイルは24時間、「書き出したファイル」から保存できます。',
  submit: 'ファイルを保存する',
  start: '作りはじめる',
  started: 'ファイルを作りはじめました',
  cancel: 'やめる',
};
