import type { Language } from '../language.ts';
import { type Catalogue, type Words, useWords } from '../words.ts';
import { ja } from './kit.ja.ts';
import { translateRefusals } from './refusals.ts';

export type KitWords = Words<typeof ja>;

let english: KitWords = ja;

export const kitTexts: Catalogue<typeof ja> = {
  ja,
  get en() {
    return english;
  },
};

/** To be waited for before a language is shown: English is loaded by those who read it, and nobody else carries its weight. */
export async function loadKit(language: Language): Promise<void> {
  if (language === 'en') english = (await import('./kit.en.ts')).en;
  await translateRefusals(language);
}

export function useKit(): KitWords {
  return useWords(kitTexts);
}
