import type { Words } from '../../lib/words.ts';

/** Words of a refund that no provider answers for. */
const ja = {
  unanswered: '決済会社から答えがありません',
  denied: '{{by}}さんが、行われていないことの承認を求めています',
  made: {
    open: '返金されていた',
    openOf: '{{name}}への返金{{amount}}円は返金されていた',
    title: '返金済みにします',
    text: '決済会社の管理画面で、この返金が済んでいることを確かめてください。決済会社からお金の戻りの知らせが届いているときに、返金済みにできます。',
    submit: '返金済みにする',
  },
  notMade: {
    open: '返金されていない',
    openOf: '{{name}}への返金{{amount}}円は返金されていない',
    title: '返金されていないことにします',
    text: '決済会社の管理画面で、この返金が行われていないことを確かめてください。この額を、あらためて返金できるようになります。行われていると、二重に返すことになります。',
    submit: '返金されていない',
    code: '行われていなかったことを確かめました',
  },
  done: '記録しました',
};

const en: Words<typeof ja> = {
  unanswered: 'The payment company does not answer',
  denied: '{{by}} asks for agreement that it was never made',
  made: {
    open: 'It was made',
    openOf: 'The refund of {{amount}} yen to {{name}} was made',
    title: 'Mark as refunded',
    text: 'Make sure at the payment company that this refund was made. It can be marked once the company has reported that money went back.',
    submit: 'Mark as refunded',
  },
  notMade: {
    open: 'It was not made',
    openOf: 'The refund of {{amount}} yen to {{name}} was not made',
    title: 'Mark as never made',
    text: 'Make sure at the payment company that this refund was never made. The sum can then be refunded anew; if it was made after all, it goes back twice.',
    submit: 'Mark as never made',
    code: 'Seen to have never been made',
  },
  done: 'Recorded',
};

export const refundWordTexts = { ja, en };
