import type { Words } from '../lib/words.ts';

const ja = {
  open: '会員・請求・画面を探す',
  title: '探す',
  field: '氏名・フリガナ・番号、請求、画面の名前',
  hint: '↑↓で選び、Enterで開きます。',
  members: '会員',
  bills: '請求',
  screens: '画面',
  none: '「{{text}}」は見つかりませんでした。',
  failed: '探せませんでした。もう一度入れてください。',
  found: '{{count}}件見つかりました。',
  allMembers: '「{{text}}」の会員をすべて見る',
};

const en: Words<typeof ja> = {
  open: 'Find a member, a bill, a screen',
  title: 'Find',
  field: 'Name, reading, number, bill, name of a screen',
  hint: 'Choose with ↑↓, open with Enter.',
  members: 'Members',
  bills: 'Bills',
  screens: 'Screens',
  none: 'Nothing was found for “{{text}}”.',
  failed: 'The search did not work. Please type again.',
  found: '{{count}} found.',
  allMembers: 'See all members for “{{text}}”',
};

export const paletteTexts = { ja, en };
