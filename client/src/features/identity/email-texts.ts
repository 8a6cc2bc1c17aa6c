/** Words of changing the log-in address. */
const ja = {
  change: 'メールアドレスを変える',
  next: '新しいメールアドレス',
  hint: 'このアドレスに、24時間有効なリンクを送ります。開くまでは、いままでのアドレスで入れます。',
  missing: '新しいメールアドレスを入れてください。',
  submit: 'リンクを送る',
  cancel: 'やめる',
  sentTitle: '{{to}} にリンクを送りました',
  sentText: '24時間以内に、この端末で開いてください。',
  confirm: {
    title: 'メールアドレスの確認',
    working: '確かめています',
    changed: 'メールアドレスを変えました',
    changedText: '次からは {{email}} で入れます。',
    home: 'マイページを開く',
    logIn: 'あと一歩です',
    logInText: 'いままでのメールアドレスかログインIDで一度ログインすると、{{email}} に変わります。',
    toLogin: 'ログインする',
    dead: 'このリンクは使えません',
    toSettings: 'もう一度、手続きする',
  },
};

const en: typeof ja = {
  change: 'Change the e-mail address',
  next: 'New e-mail address',
  hint: 'We mail a link to it that works for 24 hours. Until it is opened, the old address stays.',
  missing: 'Please enter the new e-mail address.',
  submit: 'Send the link',
  cancel: 'Cancel',
  sentTitle: 'A link is on its way to {{to}}',
  sentText: 'Open it on this device within 24 hours.',
  confirm: {
    title: 'E-mail address',
    working: 'Checking',
    changed: 'The e-mail address is changed',
    changedText: 'From now on you log in with {{email}}.',
    home: 'Open My Page',
    logIn: 'One more step',
    logInText: 'Log in once with the old address or the login ID, and {{email}} takes its place.',
    toLogin: 'Log in',
    dead: 'This link cannot be used',
    toSettings: 'Start again',
  },
};

export const emailTexts = { ja, en };
