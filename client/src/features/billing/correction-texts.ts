/** Words of 訂正: what is wrong, what will be done, and what was done. */
import { en } from './correction-texts.en.ts';
import { ja } from './correction-texts.ja.ts';

export const correctionTexts = { ja, en };
