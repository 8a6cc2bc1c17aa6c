import type { Words } from '../../lib/words.ts';

/** Words of the console's log-in and of one's own account. */
const ja = {
  login: {
    title: '事務局のログイン',
    email: 'メールアドレス',
    password: 'パスワード',
    submit: 'ログインする',
    member: '会員の方はこちら',
  },
  account: {
    title: 'アカウント',
    password: 'パスワードを変える',
    current: 'いまのパスワード',
    next: '新しいパスワード',
    nextHint: '12文字以上。ほかの端末からはログアウトします。',
    save: 'パスワードを変える',
    saved: 'パスワードを変えました。ほかの端末からはログアウトしました。',
    wrongCurrent: 'いまのパスワードが合いませんでした。',
    sessions: 'ログイン中の端末',
    view: '見た目',
    theme: '画面の明るさ',
    language: '言語',
  },
};

const en: Words<typeof ja> = {
  login: {
    title: 'Office log-in',
    email: 'E-mail address',
    password: 'Password',
    submit: 'Log in',
    member: 'Members log in here',
  },
  account: {
    title: 'Account',
    password: 'Change the password',
    current: 'Present password',
    next: 'New password',
    nextHint: 'At least 12 characters. Other devices are signed out.',
    save: 'Change the password',
    saved: 'The password was changed. Other devices are signed out.',
    wrongCurrent: 'The present password is not right.',
    sessions: 'Devices signed in',
    view: 'Appearance',
    theme: 'Brightness',
    language: 'Language',
  },
};

export const adminIdentityTexts = { ja, en };
