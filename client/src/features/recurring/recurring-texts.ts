import { en } from './recurring-texts.en.ts';
import { ja } from './recurring-texts.ja.ts';

export const recurringTexts = { ja, en };
