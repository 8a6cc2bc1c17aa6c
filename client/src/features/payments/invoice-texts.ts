import type { Words } from '../../lib/words.ts';

/** Words of a member's invoice. */
const ja = {
  title: '請求書',
  titleOf: '請求書（{{bill}}）',
  text: '勤務先に出すときなどに、請求書のPDFを保存できます。',
  addressee: '宛名（ご本人でないとき）',
  addresseeHint: '勤務先などの名前にできます。あとから変えられません。',
  byPayer: '所属先（{{payer}}）の支払いのため、請求書は所属先の名前になります。',
  save: '請求書を保存する',
  saving: '用意しています',
  number: '請求書番号',
  to: '宛名',
  outdated: '内容が変わりました。保存すると、訂正した請求書になります。',
};

const en: Words<typeof ja> = {
  title: 'Invoice',
  titleOf: 'Invoice ({{bill}})',
  text: 'Save the invoice as a PDF, for example to hand it to your employer.',
  addressee: 'Addressee (if not yourself)',
  addresseeHint: 'It can be the name of your employer. It cannot be changed later.',
  byPayer: '{{payer}} pays this bill in your place, so the invoice is in their name.',
  save: 'Save the invoice',
  saving: 'Preparing',
  number: 'Invoice number',
  to: 'Addressee',
  outdated: 'It has changed. Saving makes a corrected invoice.',
};

export const invoiceTexts = { ja, en };
