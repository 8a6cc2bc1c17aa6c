/** Words of money as the office sees it: payments, what does not fit, and the trial provider. */
import { en } from './admin-texts.en.ts';
import { ja } from './admin-texts.ja.ts';

export const adminPaymentTexts = { ja, en };
