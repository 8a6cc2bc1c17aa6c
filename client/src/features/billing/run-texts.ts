/** Words of billing runs: plan, making, confirmation. */
import { en } from './run-texts.en.ts';
import { ja } from './run-texts.ja.ts';

export const runTexts = { ja, en };
