import type { Words } from '../words.ts';

/** What a page is for, and the three things that are done there most. */
export interface HelpText {
  readonly title: string;
  readonly what: string;
  readonly tasks: readonly [string, string, string];
}

const ja = {
  title: 'ヘルプ：{{area}}',
  tasks: 'よくすること',
  ask: '困ったときは',
  askOffice: '{{name}}の事務局にお問い合わせください。',
  askOrganization: '所属する団体の事務局にお問い合わせください。',
  askOwner: 'できない操作があるときは、管理責任者か管理者が権限を変えられます。',
  askOperator: 'Tsudoiの使い方や不具合は、運営者にお問い合わせください。',
  askHouse: '社内の手順書を見るか、システムの担当者に聞いてください。',
  number: '画面に「番号」が出ているときは、その番号もお知らせください。',
  phone: '電話',
  email: 'メール',
  contact: '連絡先',
  keys: 'キー操作',
  close: '閉じる',
};

const en: Words<typeof ja> = {
  title: 'Help: {{area}}',
  tasks: 'What is done here most',
  ask: 'Whom to ask',
  askOffice: 'Ask the office of {{name}}.',
  askOrganization: 'Ask the office of your organisation.',
  askOwner: 'Owners and admins of the organisation can change what you may do.',
  askOperator: 'Ask the operator of Tsudoi about how it works and about faults.',
  askHouse: 'See the house rules, or ask whoever looks after the system.',
  number: 'When the page shows a request number, please quote it.',
  phone: 'Phone',
  email: 'E-mail',
  contact: 'Contact',
  keys: 'Keyboard',
  close: 'Close',
};

export const helpWords = { ja, en };
