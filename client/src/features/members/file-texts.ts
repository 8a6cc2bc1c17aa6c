import type { Words } from '../../lib/words.ts';

/** Words of the files of a record. */
const ja = {
  title: '{{name}}さんのファイル',
  files: 'ファイル',
  field: '項目',
  file: 'ファイル名',
  size: '大きさ',
  at: '登録した日時',
  none: 'ファイルはありません',
  noneText: '「ファイル」の項目を作ると、会員の編集画面とマイページから預かれます。',
};

const en: Words<typeof ja> = {
  title: 'Files of {{name}}',
  files: 'Files',
  field: 'Field',
  file: 'File name',
  size: 'Size',
  at: 'On record since',
  none: 'No files',
  noneText: 'Make a field of the kind “File”; then files can be given when a member is edited and on My Page.',
};

export const fileTexts = { ja, en };
