/** Words of paying several bills in one go. */
const ja = {
  title: 'まとめて支払う',
  about: '選んだ請求を、1回の手続きで支払えます。領収書は請求ごとに出ます。',
  sum: '選んだ{{count}}件の合計',
  none: '支払う請求を選んでください。',
  pay: 'お支払い方法へ進む',
};

const en: typeof ja = {
  title: 'Pay several at once',
  about: 'The bills you tick are paid in one go. Each has its own receipt.',
  sum: '{{count}} chosen, together',
  none: 'Tick the bills to pay.',
  pay: 'Go on to the payment method',
};

export const togetherTexts = { ja, en };
