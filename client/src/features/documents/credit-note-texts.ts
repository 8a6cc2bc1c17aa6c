import type { Words } from '../../lib/words.ts';

/** Words of the paper for money that was given back. */
const ja = {
  panel: '返したお金',
  open: '返還',
  openOf: '{{number}}の返還請求書を作る',
  title: '返還請求書を発行する',
  about: '{{number}}（{{name}}）の金額を返したときに発行します。',
  required: '税込1万円以上の課税の返金です。返還請求書の交付が必要です。',
  payer: '宛名（支払った所属先）',
  due: '返還請求書をまだ出していない額',
  most: 'これから発行できる額',
  amount: '返した金額',
  returnedOn: '返した日',
  reason: '理由',
  reasonHint: '書類に印刷します。例：参加の取りやめ',
  cancel: 'やめる',
  submit: '発行する',
  done: '返還請求書を発行しました。',
};

const en: Words<typeof ja> = {
  panel: 'Money given back',
  open: 'Credit',
  openOf: 'Make a credit note for {{number}}',
  title: 'Issue a credit note',
  about: 'For money given back of {{number}} ({{name}}).',
  required: 'This is a taxed refund of 10,000 yen or more. A credit note must be handed over.',
  payer: 'Addressed to who paid',
  due: 'Not on a credit note yet',
  most: 'Can be issued',
  amount: 'Amount given back',
  returnedOn: 'Given back on',
  reason: 'Reason',
  reasonHint: 'Printed on the paper.',
  cancel: 'Back',
  submit: 'Issue',
  done: 'The credit note is issued.',
};

export const creditNoteTexts = { ja, en };
