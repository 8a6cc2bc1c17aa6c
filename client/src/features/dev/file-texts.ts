import type { Words } from '../../lib/words.ts';

/** Words of files on the page of parts, development only. */
const ja = {
  roll: '名簿のファイル',
  rollHint: 'CSVかExcelブックを選んでください。',
  rollError: 'このファイルには見出しの行がありません。1行目に項目の名前を入れてください。',
  title: '会員を書き出す',
  dialogs: '一覧をファイルにする',
  dialog: '形から選ぶ',
  lost: '入らない文字があるとき',
  list: { rows: '{{count}}名を書き出します。', done: '{{count}}名を書き出しました。', fileName: '会員' },
  reading: '読み込んでいるあいだ',
  taken: '読み込んだ',
  unknown: '分からない行があった',
  refused: '読めないファイル',
};

const en: Words<typeof ja> = {
  roll: 'File of the roll',
  rollHint: 'Choose a CSV file or a workbook.',
  rollError: 'This file has no line of headings. Put the names of the columns into its first line.',
  title: 'Members as a file',
  dialogs: 'A list becomes a file',
  dialog: 'With a choice of format',
  lost: 'With characters that are lost',
  list: { rows: '{{count|member|members}}.', done: '{{count|member was|members were}} saved.', fileName: 'members' },
  reading: 'While it is read',
  taken: 'Read',
  unknown: 'With rows that nobody knows',
  refused: 'A file that cannot be read',
};

export const fileTexts = { ja, en };
