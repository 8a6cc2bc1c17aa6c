import type { Words } from '../lib/words.ts';

/** What is asked before a page is left with what was typed on it, and what is said when the log-in has run out meanwhile. */
const ja = {
  title: '保存していない入力があります',
  leave: '入力した内容は保存されていません。このページを離れますか？',
  leaves: '保存せずに離れる',
  stays: '入力を続ける',
  ended: 'ログインの期限が切れました',
  endedText:
    '入力した内容は、この画面に残っています。新しいタブでもう一度ログインしてから、ここに戻って「続ける」を押し、保存してください。',
  login: '新しいタブでログインする',
  goOn: '続ける',
};

const en: Words<typeof ja> = {
  title: 'Something is not saved yet',
  leave: 'What you typed is not saved. Leave this page all the same?',
  leaves: 'Leave without saving',
  stays: 'Go on typing',
  ended: 'You are no longer logged in',
  endedText: 'What you typed is still here. Log in again in a new tab, come back, press “Go on” and save.',
  login: 'Log in in a new tab',
  goOn: 'Go on',
};

export const unsavedTexts = { ja, en };
