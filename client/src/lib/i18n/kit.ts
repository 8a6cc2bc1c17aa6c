import { type Words, useWords } from '../words.ts';
import { en } from './kit.en.ts';
import { ja } from './kit.ja.ts';

export const kitTexts = { ja, en };
export type KitWords = Words<typeof ja>;

export function useKit(): KitWords {
  return useWords(kitTexts);
}
