import type { Words } from '../../lib/words.ts';

/** Words of the organisation's settings. */
const ja = {
  title: '団体の情報',
  sub: '領収書やメールに、このまま印刷されます。',
  basic: '基本',
  name: '団体名',
  fiscalYearStartMonth: '年度のはじまり',
  month: '{{month}}月',
  issuer: '領収書の発行者',
  postalAddress: '住所',
  phone: '電話',
  contactEmail: '連絡先のメール',
  representative: '代表者',
  representativeHint: '例：会長　青木 玲子',
  save: '保存する',
  saved: '団体の情報を保存しました。',
  address: 'ページのアドレス',
};

const en: Words<typeof ja> = {
  title: 'Organisation',
  sub: 'Printed on receipts and mails as it stands.',
  basic: 'Basics',
  name: 'Name',
  fiscalYearStartMonth: 'The fiscal year begins in',
  month: 'month {{month}}',
  issuer: 'Issuer of receipts',
  postalAddress: 'Address',
  phone: 'Phone',
  contactEmail: 'Contact e-mail',
  representative: 'Representative',
  representativeHint: 'For example: President Reiko Aoki',
  save: 'Save',
  saved: 'The organisation was saved.',
  address: 'Page address',
};

export const settingsTexts = { ja, en };
