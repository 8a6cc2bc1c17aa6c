import type { Words } from '../../lib/words.ts';

/** Words of the card that was chosen for the dues and is still to be entered. */
const ja = {
  title: '会費のお支払い方法',
  lead: 'カードを登録してください',
  text: '会費のお支払いに、カードを選ばれました。決済会社のページで、一度だけ入力します。登録までのご請求は、ご自分でお支払いください。',
  register: 'カードを登録する',
};

const en: Words<typeof ja> = {
  title: 'Paying your dues',
  lead: 'Please save your card',
  text: 'You chose to pay your dues by card. You enter it once, on the page of the payment company. Until then, please pay yourself.',
  register: 'Save a card',
};

export const duesCardTexts = { ja, en };
