import { listFileWordsEn } from './list-file.en.ts';
import { listFileWordsJa } from './list-file.ja.ts';

export const listFileWords = { ja: listFileWordsJa, en: listFileWordsEn };
