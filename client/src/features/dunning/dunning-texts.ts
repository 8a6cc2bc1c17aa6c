import { en } from './dunning-texts.en.ts';
import { ja } from './dunning-texts.ja.ts';

export const dunningTexts = { ja, en };
