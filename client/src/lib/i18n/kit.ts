import { type Words, useWords, wordsOf } from '../words.ts';
import { language } from '../language.ts';
import { en } from './kit.en.ts';
import { ja } from './kit.ja.ts';

export const kitTexts = { ja, en };
export type KitWords = Words<typeof ja>;

export function useKit(): KitWords {
  return useWords(kitTexts);
}

/** For the few places outside React. */
export function kitWords(): KitWords {
  return wordsOf(kitTexts, language());
}
