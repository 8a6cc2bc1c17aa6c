import type { Words } from '../../lib/words.ts';

/** Words over the bills of a run that was taken back. */
const ja = {
  going: '「{{name}}」をまとめて取り消しています',
  goingText: '取り消しが済んだ請求から、取消になります。',
  gone: '「{{name}}」は、まとめて取り消しました',
  allText: '請求はすべて取消です。取消の請求は、金額の合計に入りません。',
  keptText:
    '入金があるなどで取り消せなかった請求が{{kept}}件、残っています。取消の請求は、金額の合計に入りません。訂正で作り直した請求はこの一覧に出ないので、会員名で探してください。',
  seeCancelled: '取り消した請求を見る',
  seeAll: 'この請求作成の請求をすべて見る',
};

const en: Words<typeof ja> = {
  going: '“{{name}}” is being cancelled',
  goingText: 'Bills turn to cancelled one after the other.',
  gone: '“{{name}}” was cancelled as a whole',
  allText: 'All of its bills are cancelled. Cancelled bills are not in the sums.',
  keptText:
    '{{kept|bill is|bills are}} left, as there is a payment or the like. Cancelled bills are not in the sums. Bills that a correction made anew are not in this list: please search by the member’s name.',
  seeCancelled: 'See what was cancelled',
  seeAll: 'See all bills of this run',
};

export const cancelledRunTexts = { ja, en };
