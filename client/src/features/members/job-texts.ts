import type { Words } from '../../lib/words.ts';

/** Changes of many members: what was changed, how far it is, and the way back. */
const ja = {
  title: 'まとめて変えた記録',
  table: 'まとめて変えた記録',
  sub: '新しいものから20件まで',
  what: '変えたこと',
  status: '{{status}}にする（{{date}}から）',
  tags: { add: 'タグ「{{tag}}」を付ける', remove: 'タグ「{{tag}}」を外す' },
  count: '変わった人',
  people: '{{count}}名',
  state: '状態',
  states: { running: '進行中', done: '完了', undoing: '元に戻しています', undone: '元に戻しました' },
  when: '始めた日時',
  who: '始めた人',
  about: '内容',
  undoneTags: '{{count}}名のタグを元に戻しました',
  running: 'タグを変えています',
  undoing: 'タグを元に戻しています',
  done: '選んだ{{total}}名のうち、{{count}}名が変わりました。',
  undone: '変わっていた{{total}}名のうち、{{count}}名を元に戻しました。',
  undo: '元に戻す',
  undoUntil: '{{when}}まで、まとめて元に戻せます。そのあと別の変更があった人は、そのまま残ります。',
  emptyTitle: 'まとめて変えたことは、まだありません',
  emptyText: '会員の一覧で何人かを選び、状況、種別、タグを変えると、ここに残ります。7日のあいだは、まとめて元に戻せます。',
  toRoll: '会員の一覧へ',
};

const en: Words<typeof ja> = {
  title: 'Changes of many',
  table: 'Changes of many',
  sub: 'The newest 20',
  what: 'Change',
  status: '{{status}} (from {{date}})',
  tags: { add: 'Tag “{{tag}}” added', remove: 'Tag “{{tag}}” removed' },
  count: 'Changed',
  people: '{{count|person|people}}',
  state: 'State',
  states: { running: 'Under way', done: 'Done', undoing: 'Being taken back', undone: 'Taken back' },
  when: 'Begun',
  who: 'By',
  about: 'About it',
  undoneTags: 'Tags taken back: {{count}}',
  running: 'Changing tags',
  undoing: 'Taking tags back',
  done: '{{count}} of the {{total}} chosen changed.',
  undone: '{{count}} of the {{total}} that had changed were taken back.',
  undo: 'Undo',
  undoUntil: 'Can be taken back for all of them until {{when}}. Whoever was changed again since stays.',
  emptyTitle: 'Nothing was changed for many yet',
  emptyText:
    'Choose several members in the list and change their status, type or tags: it stays here, and can be taken back for seven days.',
  toRoll: 'To the members',
};

export const jobTexts = { ja, en };
