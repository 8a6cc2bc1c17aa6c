/** Words of the file of the roll; what the file itself says is Japanese in either language. */
const ja = {
  open: '書き出す',
  title: '名簿を書き出す',
  rows: 'いまの条件の{{count}}名を書き出します。',
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
  issue: '{{number}} {{name}}・{{column}}：{{letters}}',
  more: 'ほか{{count}}か所',
  chooseOne: '項目を1つ以上選んでください。',
  submit: 'ファイルを保存する',
  cancel: 'やめる',
  done: '{{count}}名を書き出しました',
  fileName: '会員名簿',
};

const en: typeof ja = {
  open: 'Export',
  title: 'Export the roll',
  rows: 'The {{count}} members of the present filter are exported.',
  format: 'Kind of file',
  formats: { csv_utf8: 'CSV (for Excel, UTF-8)', csv_sjis: 'CSV (Shift_JIS)', xlsx: 'Excel workbook (xlsx)' },
  formatTexts: { csv_utf8: 'Holds every letter.', csv_sjis: 'For old programs; lacks some letters.', xlsx: 'Up to 50,000 rows.' },
  columns: 'Columns',
  all: 'Choose all',
  none: 'Choose none',
  checking: 'Looking through the letters',
  issues: '{{count}} cells have letters that Shift_JIS lacks',
  issuesText: 'They become “〓” in the file. To keep them, choose UTF-8 or a workbook.',
  issue: '{{number}} {{name}}, {{column}}: {{letters}}',
  more: '{{count}} more',
  chooseOne: 'Choose at least one column.',
  submit: 'Save the file',
  cancel: 'Cancel',
  done: '{{count}} members exported',
  fileName: 'members',
};

export const exportTexts = { ja, en };
