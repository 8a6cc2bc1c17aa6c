import type { Words } from '../../lib/words.ts';

/** Words of the page on which a member joins a monthly plan. */
const ja = {
  title: '継続のお支払いの申し込み',
  amount: '月額',
  day: 'お支払い日',
  first: '最初のお支払い',
  firstText: '最初のお支払い日より前の分は、いただきません。',
  stopHint: 'いつでもマイページから停止できます。停止すると、次の月からお支払いがなくなります。',
  choose: 'お支払い方法',
  saved: '登録カード（{{brand}} 末尾{{digits}}）',
  newCard: '新しいカード',
  newCardText: '決済会社のページで、一度だけ入力します。',
  debit: '口座振替',
  debitText: 'ご登録の口座から、団体の振替日に引き落とします。',
  submit: '毎月{{amount}}円で申し込む',
  toCard: '毎月{{amount}}円で申し込み、カードを入力する',
  none: 'いま使えるお支払い方法がありません。事務局へお知らせください。',
  closed: 'この申し込みは、いま受け付けていません。',
  active: '申し込みが済んでいます',
  activeText: '次のお支払い日は{{on}}です。',
  pastDueText: 'お支払いが止まっています。',
  toPayment: 'お支払い方法を見る',
  pending: 'カードの登録を確かめています。少したってから、このページを開き直してください。',
  failed: 'カードを登録できませんでした。もう一度お試しください。',
};

const en: Words<typeof ja> = {
  title: 'Join a monthly plan',
  amount: 'Per month',
  day: 'Charge day',
  first: 'First payment',
  firstText: 'Nothing is charged for the days before it.',
  stopHint: 'You can cancel on My Page at any time; you then pay nothing from next month on.',
  choose: 'How to pay',
  saved: 'Saved card ({{brand}} ending in {{digits}})',
  newCard: 'Another card',
  newCardText: 'Entered once, on the page of the payment company.',
  debit: 'Direct debit',
  debitText: 'Drawn from your bank account on the organisation’s debit day.',
  submit: 'Join for {{amount}} yen a month',
  toCard: 'Join for {{amount}} yen a month and enter a card',
  none: 'No way to pay is available. Please tell the office.',
  closed: 'This plan is closed to new members.',
  active: 'You have joined',
  activeText: 'The next charge is on {{on}}.',
  pastDueText: 'Payments have stopped.',
  toPayment: 'See how I pay',
  pending: 'We are checking the card. Please open this page again in a while.',
  failed: 'The card could not be saved. Please try again.',
};

export const myPlanTexts = { ja, en };
