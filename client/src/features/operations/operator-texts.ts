import type { Words } from '../../lib/words.ts';

/** Words of the operator's door. */
const ja = {
  title: '運営',
  lead: '運営の人だけのページです。団体のログインでは入れません。',
  operatorId: '運営のログインID',
  password: 'パスワード',
  code: '確認コード',
  codeHint: '認証アプリに出ている6桁の数字です。',
  enter: '入る',
  me: '{{name}}さん',
  leave: '出る',
  signUps: '団体の申し込みと停止',
  payouts: '団体への振込',
  debits: '口座振替',
  recoveries: '管理責任者の復旧',
  screenings: '決済の申し込み',
  setup: {
    title: '運営のログインの設定',
    lead: '{{name}}さんのパスワードと認証アプリを決めます。このリンクは1回だけ使えます。',
    scan: '認証アプリで読み取ってください。',
    qr: '認証アプリで読み取るコード',
    manual: '読み取れないときは、この文字を入れます。',
    password: '新しいパスワード',
    passwordHint: '12文字以上。',
    finish: '設定して入る',
    done: '設定しました。',
    dead: 'このリンクは使えません',
    deadHint: 'もう使われたか、72時間の期限が過ぎています。新しいリンクを出してもらってください。',
  },
};

const en: Words<typeof ja> = {
  title: 'Operator',
  lead: 'For people of the operator only. No log-in of an organisation opens it.',
  operatorId: 'Operator ID',
  password: 'Password',
  code: 'Code',
  codeHint: 'The six figures your authenticator app shows.',
  enter: 'Enter',
  me: '{{name}}',
  leave: 'Leave',
  signUps: 'Sign-ups and suspension',
  payouts: 'Payouts',
  debits: 'Direct debit',
  recoveries: 'Owner recovery',
  screenings: 'Applications for payments',
  setup: {
    title: 'Set up an operator log-in',
    lead: 'Choose the password and the authenticator app of {{name}}. This link works once.',
    scan: 'Read this with your authenticator app.',
    qr: 'Code for the authenticator app',
    manual: 'If it cannot be read, type this instead.',
    password: 'New password',
    passwordHint: '12 characters at least.',
    finish: 'Set up and enter',
    done: 'The log-in is set up.',
    dead: 'This link does not work',
    deadHint: 'It was used already, or its 72 hours are over. Please ask for a new one.',
  },
};

export const operatorTexts = { ja, en };
