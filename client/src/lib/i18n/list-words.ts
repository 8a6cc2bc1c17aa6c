import type { Words } from '../words.ts';

/** Words of every list that is kept as a view: its columns, its views, its sheet of paper. */
const ja = {
  columns: {
    open: '列',
    title: '表示する列',
    up: '{{name}}を前へ',
    down: '{{name}}を後ろへ',
    usual: 'いつもの列に戻す',
    moved: '{{name}}は{{place}}番目です。',
  },
  views: {
    label: '一覧の表示',
    all: 'すべて',
    save: '表示を保存',
    title: 'いまの表示を保存',
    text: '検索、条件、並べ順、列を、名前を付けて残します。',
    name: '名前',
    shared: '事務局のみんなに見せる',
    roles: 'はじめに開く表示にする人',
    rolesText: '選んだ役割の人は、この一覧を開くと、はじめにこの表示になります。',
    submit: '保存する',
    cancel: 'やめる',
    saved: '「{{name}}」を保存しました。',
    manage: '保存した表示',
    overwrite: 'いまの表示で上書きする',
    overwritten: '「{{name}}」を上書きしました。',
    remove: '消す',
    removed: '「{{name}}」を消しました。',
    rename: '名前と見せ方を変える',
    missing: '名前を入れてください。',
    begins: '{{role}}は「{{name}}」の表示から始まります。',
    everything: 'すべて表示',
  },
  print: { button: '印刷', made: '{{date}}現在・{{count}}件' },
};

const en: Words<typeof ja> = {
  columns: {
    open: 'Columns',
    title: 'Columns shown',
    up: 'Move {{name}} forward',
    down: 'Move {{name}} back',
    usual: 'Back to the usual columns',
    moved: '{{name}} is now number {{place}}.',
  },
  views: {
    label: 'Views of the list',
    all: 'All',
    save: 'Save this view',
    title: 'Save this view',
    text: 'Keeps the search, conditions, order and columns under a name.',
    name: 'Name',
    shared: 'Show it to everybody in the office',
    roles: 'Who begins with this view',
    rolesText: 'People with these roles see this view first when they open the list.',
    submit: 'Save',
    cancel: 'Cancel',
    saved: '“{{name}}” is saved.',
    manage: 'Saved view',
    overwrite: 'Overwrite with what is shown now',
    overwritten: '“{{name}}” is overwritten.',
    remove: 'Remove',
    removed: '“{{name}}” is removed.',
    rename: 'Change the name and who sees it first',
    missing: 'Please enter a name.',
    begins: '{{role}}: the list begins with “{{name}}”.',
    everything: 'Show all',
  },
  print: { button: 'Print', made: '{{count}} as of {{date}}' },
};

export const listWords = { ja, en };
