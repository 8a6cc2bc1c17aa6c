/** Words of paying a bill: the choice, the number, the result. */
import { en } from './texts.en.ts';
import { ja } from './texts.ja.ts';

export const paymentTexts = { ja, en };
