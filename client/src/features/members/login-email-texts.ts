import type { Words } from '../../lib/words.ts';

/** Words for the office that puts a member's log-in address right. */
const ja = {
  open: 'ログインのメールを直す',
  differs: '連絡用のメールと、ログインのメールが違います。',
  title: 'ログインのメールを直す',
  text: '前のメールが使えなくなった方のためのものです。パスワードはそのままです。再設定を待っている方には、リンクを新しいアドレスに送りなおします。いまのログインは切れ、両方のアドレスにメールでお知らせします。連絡用のメールも同じアドレスだったときは、一緒に直します。',
  email: '新しいメールアドレス',
  missing: 'メールアドレスを入れてください。',
  notAnEmail: 'メールアドレスの形になっていません。@の前後を見てください。',
  taken: 'このメールアドレスは、ほかの会員がログインに使っています。',
  save: '直す',
  back: 'やめる',
  done: 'ログインのメールを直しました',
};

const en: Words<typeof ja> = {
  open: 'Correct the log-in e-mail',
  differs: 'The log-in e-mail differs from the contact e-mail.',
  title: 'Correct the log-in e-mail',
  text: 'For whoever cannot use the former mailbox any more. The password stays; who still has to set one gets the link at the new address. Present log-ins end, and both addresses are told by mail. A contact e-mail that was the same changes with it.',
  email: 'New e-mail address',
  missing: 'Please enter the e-mail address.',
  notAnEmail: 'This does not look like an e-mail address. Please check around the @.',
  taken: 'Another member logs in with this e-mail address.',
  save: 'Correct',
  back: 'Cancel',
  done: 'The log-in e-mail was corrected',
};

export const loginEmailTexts = { ja, en };
