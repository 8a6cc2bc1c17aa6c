import { en } from './import-texts.en.ts';
import { ja } from './import-texts.ja.ts';

export const importTexts = { ja, en };
