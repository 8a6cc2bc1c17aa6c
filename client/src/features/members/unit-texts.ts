import type { Words } from '../../lib/words.ts';

/** Words of 口数. */
const ja = {
  units: '口数 {{count}}口',
  change: '口数を変える',
  text: '口数を掛ける請求項目の金額に掛かります。作った請求は変わりません。',
  label: '口数',
  suffix: '口',
  save: '保存する',
  cancel: 'やめる',
  saved: '口数を{{count}}口にしました。',
};

const en: Words<typeof ja> = {
  units: 'Units: {{count}}',
  change: 'Change the units',
  text: 'Multiplied with the amounts of items that count units. Bills that exist stay as they are.',
  label: 'Units',
  suffix: 'units',
  save: 'Save',
  cancel: 'Back',
  saved: 'Units set to {{count}}.',
};

export const unitTexts = { ja, en };
