/** Words of bills and billing items as the office sees them. */
import { en } from './admin-texts.en.ts';
import { ja } from './admin-texts.ja.ts';

export const adminBillingTexts = { ja, en };
