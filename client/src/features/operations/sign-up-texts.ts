import type { Words } from '../../lib/words.ts';

/** Words of the operator's desk for organisations that sign up. */
const ja = {
  title: '団体の申し込みと停止',
  lead: '新しい団体は、ここで承認されるまで使えません。結果は、申し込んだ方にメールで届きます。',
  empty: '待っている申し込みはありません',
  slug: '団体のアドレス',
  contactEmail: 'メールアドレス',
  appliedAt: '申し込み',
  approve: '承認する',
  approveText: '「{{name}}」は、すぐに使えるようになります。',
  approved: '承認しました。申し込んだ方にメールを送ります。',
  reject: '見送る',
  rejectText: '「{{name}}」は使えません。あとから承認に変えることはできません。',
  rejected: '見送りました。申し込んだ方にメールを送ります。',
  reason: '理由',
  reasonHint: '申し込んだ方にそのまま届きます。',
  cancel: 'やめる',
};

const en: Words<typeof ja> = {
  title: 'Sign-ups and suspension',
  lead: 'A new organisation can be used once it is approved here. The applicant gets the result by mail.',
  empty: 'No sign-up is waiting',
  slug: 'Address of the organisation',
  contactEmail: 'Mail address',
  appliedAt: 'Applied',
  approve: 'Approve',
  approveText: '{{name}} can be used at once.',
  approved: 'Approved. The applicant gets a mail.',
  reject: 'Turn down',
  rejectText: '{{name}} cannot be used. This cannot be changed into an approval later.',
  rejected: 'Turned down. The applicant gets a mail.',
  reason: 'Reason',
  reasonHint: 'The applicant reads it as it is.',
  cancel: 'Cancel',
};

export const signUpTexts = { ja, en };
