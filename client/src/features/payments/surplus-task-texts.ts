import type { Words } from '../../lib/words.ts';

/** More money than is asked for, in the words of a task. */
const ja = {
  paid_twice: {
    title: '多く受け取りました',
    text: '同じ請求に、請求額を超える入金がありました。',
    remedy:
      '種別・年度・金額がちがう請求や、ほかの年度の分も入った請求は、「訂正」で1回で直せます。そうでないときは、会員に知らせ、返金するか、次の請求に充ててください。',
  },
  payer_paid_twice: {
    title: '所属先が二重に振り込みました',
    text: 'お支払いの済んだ所属先払いのリンクに、もう一度振込がありました。請求はそのままで、お金は前受にあります。',
    remedy: '所属先に知らせ、返金するか、ほかの請求に充ててください。',
  },
};

const en: Words<typeof ja> = {
  paid_twice: {
    title: 'Received too much',
    text: 'More came in for the bill than it asks for.',
    remedy:
      'Correct the bill where its type, year or amount is wrong, or where other years were paid with it. Else tell the member; refund it or use it for the next bill.',
  },
  payer_paid_twice: {
    title: 'A payer transferred twice',
    text: 'A payer sent another transfer for a link that is paid. No bill is wrong; the money is kept as credit.',
    remedy: 'Tell the payer; refund it or use it for other bills.',
  },
};

export const surplusTaskTexts = { ja, en };
