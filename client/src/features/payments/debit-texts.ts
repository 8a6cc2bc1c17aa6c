import { en } from './debit-texts.en.ts';
import { ja } from './debit-texts.ja.ts';

export const debitTexts = { ja, en };
