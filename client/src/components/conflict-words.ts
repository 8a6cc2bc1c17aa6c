import type { Catalogue } from '../lib/words.ts';

/** What a form says where somebody else has saved first. */
const ja = {
  title: 'ほかの人が先に保存しました',
  kept: '入力した内容は残しています。ほかの人だけが変えた項目は、保存された内容にしました。確かめて、もう一度保存してください。',
  both: '次の項目は、ほかの人も変えています。',
  theirs: '保存された内容にする',
  mine: '自分の入力にもどす',
  other: '画面に出ていない項目',
};

export const conflictTexts: Catalogue<typeof ja> = {
  ja,
  en: {
    title: 'Somebody else saved first',
    kept: 'What you typed is still here. What only they changed is shown as they saved it. Please look it over and save again.',
    both: 'They changed these as well:',
    theirs: 'Use what was saved',
    mine: 'Back to what I typed',
    other: 'What is not on the page',
  },
};
