import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

const leastLength: Readonly<Record<Audience, number>> = { my: 8, admin: 12 };
const mostLength = 128;

/** What people try first here; the long list of the world's favourites is given by the caller. */
const localFavourites = [
  'sakura',
  'doraemon',
  'pokemon',
  'qwertyuiop',
  '123456789012',
  'administrator',
  'tsudoi',
  '集い',
  'パスワード',
  'ぱすわーど',
];

/** Half- and full-width forms of one password are the same password. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * domain.md 4.1, policy `open`: any characters, least length by audience, at most 128, nothing well known, also not with up
 * to four digits or signs behind it, and nothing put together from one's own words. @throws DomainError
 */
export function checkPassword(password: string, audience: Audience, ownWords: readonly string[], favourites: ReadonlySet<string>): void {
  const folded = normalisePassword(password).toLowerCase();
  const length = [...normalisePassword(password)].length;
  if (length < leastLength[audience]) throw new DomainError('PASSWORD_TOO_SHORT', { least: leastLength[audience] });
  if (length > mostLength) throw new DomainError('PASSWORD_TOO_LONG', { most: mostLength });
  const bare = folded.replace(/[\d!-/:-@[-`{-~]+$/, '');
  const isKnown = (text: string): boolean => favourites.has(text) || localFavourites.includes(text);
  if (isKnown(folded) || (folded.length - bare.length <= 4 && isKnown(bare)) || new Set(folded).size < 4 || isOwn(folded, ownWords))
    throw new DomainError('PASSWORD_TOO_COMMON');
}

/** Whether so little is left without the own words that knowing them is knowing the password. */
function isOwn(folded: string, ownWords: readonly string[]): boolean {
  const words = ownWords.map((word) => normalisePassword(word).toLowerCase().trim()).sort((left, right) => right.length - left.length);
  let rest = folded;
  for (const word of words) if (word.length >= (/^[ -~]*$/.test(word) ? 4 : 2)) rest = rest.replaceAll(word, '');
  return rest !== folded && [...rest.replace(/[\s\p{P}\p{S}]/gu, '')].length <= 4;
}
