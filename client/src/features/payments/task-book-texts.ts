import type { Words } from '../../lib/words.ts';

/** Words of saying how much of held money came. */
const ja = {
  open: '届いた金額を記録',
  openOf: '{{title}}：届いた金額を記録',
  title: '届いた金額を記録する',
  text: '決済会社の管理画面で確かめた金額を入れてください。入金になり、請求に充てます。支払いが済んでいる番号に届いたものは、別の入金になります。この番号で前に記録した入金と、同じものでないことを確かめてください。',
  amount: '届いた金額（円）',
  amountHint: 'お金が届いていないときは、0を入れてください。入金にせず、この番号での支払いを終わりにします。',
  note: '確かめたこと',
  missing: '確かめたことを入れてください。',
  cancel: 'やめる',
  submit: '記録する',
  booked: '記録しました',
  waits: 'ほかの担当者の承認を待っています',
  asked: '{{by}}さんが、{{amount}}円の入金の記録を求めています。ほかの担当者が承認すると、入金になります。',
  agree: '{{amount}}円の記録を承認する',
  agreeTitle: '{{amount}}円の入金を記録しますか',
  agreeText: '決済会社の管理画面で、同じ金額が届いていることを確かめてください。',
  refund_back: {
    open: '戻ったことを記録',
    openOf: '{{title}}：戻ったことを記録',
    title: '返金したお金が戻ったことを記録する',
    text: '決済会社の管理画面で、{{amount}}円が戻っていることを確かめてください。記録すると入金に戻り、もう一度返金できるようになります。',
    asked: '{{by}}さんが、返金した{{amount}}円が戻ったことの記録を求めています。ほかの担当者が承認すると、入金に戻ります。',
    agreeTitle: '返金した{{amount}}円が戻ったことを記録しますか',
    agreeText: '決済会社の管理画面で、同じ金額が戻っていることを確かめてください。',
  },
};

const en: Words<typeof ja> = {
  open: 'Book what came',
  openOf: '{{title}}: book what came',
  title: 'Book what came',
  text: 'Enter the sum that you have seen on the page of the provider. It becomes a payment of the bill; what came for a number that is paid becomes a payment of its own. Make sure that it is not one that was booked for this number before.',
  amount: 'Sum that came (yen)',
  amountHint: 'Enter 0 if no money came. Nothing is booked, and the payment by this number ends.',
  note: 'What you have checked',
  missing: 'Please enter what you have checked.',
  cancel: 'Cancel',
  submit: 'Book',
  booked: 'Booked',
  waits: 'Waiting for a colleague to agree',
  asked: '{{by}} asks for {{amount}} yen to be booked. It becomes a payment once a colleague agrees.',
  agree: 'Agree to {{amount}} yen',
  agreeTitle: 'Book {{amount}} yen?',
  agreeText: 'Make sure on the page of the provider that this very sum came.',
  refund_back: {
    open: 'Book that it is back',
    openOf: '{{title}}: book that it is back',
    title: 'Book that refunded money is back',
    text: 'Make sure on the page of the provider that {{amount}} yen are back. Once booked, they are a payment again and can be refunded anew.',
    asked: '{{by}} asks to book that {{amount}} yen of a refund are back. They are a payment again once a colleague agrees.',
    agreeTitle: 'Book that {{amount}} yen of a refund are back?',
    agreeText: 'Make sure on the page of the provider that this very sum is back.',
  },
};

export const taskBookTexts = { ja, en };
