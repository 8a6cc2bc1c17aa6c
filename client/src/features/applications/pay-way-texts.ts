import type { Words } from '../../lib/words.ts';

/** Words of how the dues are to be paid, in the form of an applicant and in that of the office. */
const ja = {
  payBy: '会費の支払い方',
  self: '自分で払う',
  selfOffice: '本人が払う',
  selfText: '請求のたびに、マイページや案内にある方法で支払います。',
  debit: '口座振替',
  debitText: '銀行の口座から引き落とします。入会が決まると、事務局から依頼書が届きます。始まるまでの会費は、ご自分でお支払いください。',
  debitOffice: '銀行の口座から引き落とします。承認すると、口座振替の「申し出あり」に入ります。',
  card: 'カード',
  cardText:
    '登録したカードから、お支払い期限の日に支払います。入会が決まると、登録のお願いがメールで届きます。登録までの会費は、ご自分でお支払いください。いつでもマイページでやめられます。',
  cardOffice: '登録したカードから、お支払い期限の日に支払います。承認すると、登録のお願いがメールで本人に届きます。',
  missing: '支払い方をひとつ選んでください。',
  needsEmail: 'カードの登録は、メールで本人にお願いします。メールアドレスを入れるか、別の支払い方を選んでください。',
};

const en: Words<typeof ja> = {
  payBy: 'How the dues are paid',
  self: 'I pay myself',
  selfOffice: 'The person pays',
  selfText: 'Each bill names the ways of paying it; one is chosen on My Page.',
  debit: 'Direct debit',
  debitText: 'Drawn from your bank account. Once you are admitted the office sends you a form. Until it has started, please pay yourself.',
  debitOffice: 'Drawn from a bank account. On approval it is listed under direct debit as asked for.',
  card: 'Card',
  cardText:
    'Charged to your saved card on the day each bill falls due. Once you are admitted a mail asks you to save it; until then, please pay yourself. You can stop on My Page at any time.',
  cardOffice: 'Charged to a saved card on the day each bill falls due. On approval a mail asks the person to save one.',
  missing: 'Please choose one.',
  needsEmail: 'The person is asked for the card by mail. Please enter an e-mail address or choose another way.',
};

export const payWayTexts = { ja, en };
