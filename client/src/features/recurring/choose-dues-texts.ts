import type { Words } from '../../lib/words.ts';

/** Words of the card that a member may choose for their dues on お支払い方法. */
const ja = {
  title: '会費',
  lead: '会費を、登録したカードから自動で支払えます。請求のたびのお手続きは要りません。',
  points: [
    'カードで支払うのは、会費と入会金だけです。行事や講座などの請求は、これまでどおりです。',
    'お支払い期限の日に支払います。期限を過ぎている会費は、お知らせのメールの翌日です。',
    '金額とお支払い日は、前もってメールでお知らせします。',
    '口座振替を登録していても、会費はカードからのお支払いになります。',
    'いつでも、この画面でやめられます。',
  ],
  open: 'いまの会費の請求',
  openText: 'カードでの支払いをやめた請求と、カードで支払えなかった請求は、もう一度カードに回ることはありません。',
  chargeOn: '{{date}}にカードから',
  chargeFrom: 'カードの登録後、早ければ{{date}}に、カードから',
  own: 'ご自分でお支払いください',
  underWay: 'お支払いの手続き中です。済まないときは、カードでのお支払いをメールでお知らせします',
  newCard: 'カードの登録がないので、続けて決済会社のページで入力します。',
  begin: '会費をカードで自動で払う',
  begun: '会費は、登録カードからのお支払いになりました',
  noMail: 'お知らせのメールが届かないため、いまは選べません。先に、登録内容のメールアドレスを直してください。',
  toProfile: '登録内容を見る',
};

const en: Words<typeof ja> = {
  title: 'Dues',
  lead: 'Your dues can be charged to your saved card by themselves, with nothing to do for each bill.',
  points: [
    'Only dues and joining fees are charged. Bills of events, courses and the like stay as they are.',
    'They are charged on the day each bill falls due; what is overdue already, on the day after the mail that tells you.',
    'A mail tells you the sum and the day before each charge.',
    'Dues are charged to the card even if you have a direct debit.',
    'You can stop it here at any time.',
  ],
  open: 'Bills for dues that are open now',
  openText: 'Bills for which you stopped the card, or for which it failed, are not charged to a card again.',
  chargeOn: 'Charged to the card on {{date}}',
  chargeFrom: 'Charged once a card is saved, on {{date}} at the earliest',
  own: 'Please pay yourself',
  underWay: 'Being paid just now. If that does not work out, a mail tells you of the charge to your card',
  newCard: 'You have no saved card, so the page of the payment company comes next.',
  begin: 'Pay my dues by card',
  begun: 'Your dues are now charged to your saved card',
  noMail: 'Our mails do not reach you, so this cannot be chosen now. Please correct the e-mail address in your details first.',
  toProfile: 'See my details',
};

export const chooseDuesTexts = { ja, en };
