import type { Words } from '../../lib/words.ts';

/** Words of the audit log; those of its verbs and fields stand apart. */
const ja = {
  title: '操作の記録',
  sub: 'だれが、いつ、何をしたか。消すことも直すこともできません。',
  table: '操作の記録',
  at: '日時',
  actor: 'だれが',
  action: '何を',
  subject: '対象',
  fields: '変わった項目',
  system: 'しくみ',
  emptyTitle: 'まだ記録がありません',
  fieldJoin: '、',
  role: '役割：{{before}} → {{after}}',
  granted: '付けた権限：{{rights}}',
  taken: '外した権限：{{rights}}',
  term: '任期の最後の日：{{before}} → {{after}}',
  noTerm: '期限なし',
  renamed: '請求の名前：{{before}} → {{after}}',
};

const en: Words<typeof ja> = {
  title: 'Audit log',
  sub: 'Who did what, and when. It can be neither deleted nor changed.',
  table: 'Audit log',
  at: 'When',
  actor: 'Who',
  action: 'What',
  subject: 'Subject',
  fields: 'Fields',
  system: 'System',
  emptyTitle: 'Nothing recorded yet',
  fieldJoin: ', ',
  role: 'Role: {{before}} → {{after}}',
  granted: 'Rights given: {{rights}}',
  taken: 'Rights taken: {{rights}}',
  term: 'Last day of the term: {{before}} → {{after}}',
  noTerm: 'no end',
  renamed: 'Name of the bill: {{before}} → {{after}}',
};

export const auditTexts = { ja, en };
