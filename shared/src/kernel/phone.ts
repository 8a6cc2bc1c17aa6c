import { hyphenLike } from './letters.ts';

/** A telephone number as it is kept, digits alone, of what was typed: TEL before it, the code of Japan and all that parts its groups go. */
export function phoneDigits(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(hyphenLike, '')
    .replace(/[\s().]/g, '')
    .replace(/^tel:?/i, '')
    .replace(/^\+810?/, '0');
}
