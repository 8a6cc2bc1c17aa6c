import type { Words } from '../../lib/words.ts';

/** Words for whoever changed a 会員種別 on the record: bills that were made before do not follow. */
const ja = {
  title: '会員種別を変えました。いまの年度の請求は変わりません',
  text: '{{bills}}は、前の種別の会費のままです。新しい種別の会費にするときは、請求の「訂正」で「会員種別がちがう」を選びます。入金があっても、1回で直せます。',
  bill: '「{{bill}}」',
  correct: '「{{bill}}」を訂正する',
};

const en: Words<typeof ja> = {
  title: 'The membership type is changed; the bill of this year is not',
  text: '{{bills}} still asks for the fee of the former type. To bill the fee of the new one, correct the bill and choose that its type is wrong: one step, also where it is paid.',
  bill: '“{{bill}}”',
  correct: 'Correct “{{bill}}”',
};

export const typeChangeTexts = { ja, en };
