import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { type PasswordPolicy, classicSigns } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

const leastLength: Readonly<Record<Audience, number>> = { my: 8, admin: 12 };
const mostLength: Readonly<Record<PasswordPolicy, number>> = { open: 128, classic: 30 };

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

/** Half-width letters, figures and the listed signs (ACC-24); what is typed in full width gets its own hint. */
function checkClassic(password: string): void {
  const odd = [...password].find((char) => !/^[A-Za-z0-9]$/.test(char) && !classicSigns.includes(char));
  if (odd === undefined) return;
  const wide = !/^[ -~]$/.test(odd);
  throw new DomainError(wide ? 'PASSWORD_FULL_WIDTH' : 'PASSWORD_CHARACTER', { character: odd, allowed: classicSigns.split('').join(' ') });
}

/** What a password is held against. */
export interface PasswordRule {
  readonly audience: Audience;
  readonly policy: PasswordPolicy;
  readonly ownWords: readonly string[];
}

/**
 * domain.md 4.1: least length by audience, at most 128 characters of any kind or, under `classic`, 30 of few; nothing well
 * known, also not with up to four digits or signs behind it, and nothing put together from one's own words.
 * @throws DomainError
 */
export function checkPassword(password: string, { audience, policy, ownWords }: PasswordRule, favourites: ReadonlySet<string>): void {
  if (policy === 'classic') checkClassic(password);
  const folded = normalisePassword(password).toLowerCase();
  const length = [...normalisePassword(password)].length;
  if (length < leastLength[audience]) throw new DomainError('PASSWORD_TOO_SHORT', { least: leastLength[audience] });
  if (length > mostLength[policy]) throw new DomainError('PASSWORD_TOO_LONG', { most: mostLength[policy] });
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
