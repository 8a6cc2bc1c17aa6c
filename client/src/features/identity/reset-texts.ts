/** Words of the forgotten password: asking for the link, and choosing a new one. */
const ja = {
  link: 'パスワードを忘れた方',
  forgot: {
    title: 'パスワードの再設定',
    lead: '登録してあるメールアドレスに、30分有効なリンクを送ります。',
    member: 'ログインIDまたはメールアドレス',
    office: 'メールアドレス',
    missing: 'ログインIDかメールアドレスを入れてください。',
    submit: 'リンクを送る',
    sentTitle: 'メールをご確認ください',
    sentText: '登録があれば、再設定のリンクが届きます。30分以内に開いてください。',
    notHere: '届かないときは、迷惑メールの箱を見てから、事務局に連絡してください。',
    again: 'もう一度送る',
    back: 'ログインに戻る',
    noAddress: 'メールアドレスを登録していない方、ログインIDも分からない方は、事務局に連絡してください。',
  },
  reset: {
    title: '新しいパスワード',
    lead: '新しいパスワードを決めてください。ログイン中の端末は、すべてログアウトします。',
    password: '新しいパスワード',
    memberHint: '会員は8文字以上、事務局は12文字以上。思い出せる言葉をいくつかつなげると、強くて覚えやすくなります。',
    missing: '新しいパスワードを入れてください。',
    submit: 'パスワードを決める',
    doneTitle: 'パスワードを変えました',
    doneText: '新しいパスワードでログインしてください。',
    toLogin: 'ログインする',
    deadTitle: 'このリンクは使えません',
    again: 'リンクをもう一度送る',
  },
};

const en: typeof ja = {
  link: 'Forgot your password?',
  forgot: {
    title: 'Set a new password',
    lead: 'We mail a link to your registered address. It works for 30 minutes.',
    member: 'Login ID or e-mail address',
    office: 'E-mail address',
    missing: 'Please enter the login ID or e-mail address.',
    submit: 'Send the link',
    sentTitle: 'Please look at your mail',
    sentText: 'If you are registered, a link is on its way. Open it within 30 minutes.',
    notHere: 'If nothing comes, look in the spam folder, then ask the office.',
    again: 'Send again',
    back: 'Back to the log-in',
    noAddress: 'Without a registered address, or without your login ID, please ask the office.',
  },
  reset: {
    title: 'New password',
    lead: 'Choose a new password. Every device that is logged in will be logged out.',
    password: 'New password',
    memberHint: '8 characters or more for members, 12 for the office. A few words that you remember are strong and easy.',
    missing: 'Please enter a new password.',
    submit: 'Set the password',
    doneTitle: 'The password is changed',
    doneText: 'Please log in with the new password.',
    toLogin: 'Log in',
    deadTitle: 'This link cannot be used',
    again: 'Send the link again',
  },
};

export const resetTexts = { ja, en };
