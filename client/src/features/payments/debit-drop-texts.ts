import type { Words } from '../../lib/words.ts';

/** Words of giving up debits that no bank will answer; apart from the others, which the member's page loads as well. */
const ja = {
  dropped: '取りやめ',
  act: '結果のない振替を取りやめる',
  text: '金融機関がファイルを受け付けなかったときや、送らないことにしたときに使います。',
  title: '{{month}}分の結果のない振替を取りやめますか',
  what: '結果のない{{count}}件が、ほかの方法で支払えるようになります。支払われなければ、次の月の振替に入ります。{{month}}分を、もう一度締めることはできません。',
  made: '金融機関が受け付けていないことを、先に確かめてください。受け付けていると、引き落としとほかのお支払いが重なることがあります。',
  done: '取りやめました',
};

const en: Words<typeof ja> = {
  dropped: 'Given up',
  act: 'Give up debits without a result',
  text: 'For a file that the bank did not take, or that is not sent.',
  title: 'Give up the debits of {{month}} without a result?',
  what: '{{count|debit|debits}} without a result can be paid another way again. What stays unpaid goes into the next month. {{month}} cannot be closed a second time.',
  made: 'Make sure first that the bank did not take the file. If it did, a debit may come on top of another payment.',
  done: 'Given up',
};

export const debitDropTexts = { ja, en };
