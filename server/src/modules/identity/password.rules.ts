import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

const leastLength: Readonly<Record<Audience, number>> = { my: 8, admin: 12 };
const mostLength = 128;

/** What people try first. Compared after folding width and case; the organisation's own words are added by the caller. */
const common = [
  'password',
  'passw0rd',
  'qwerty',
  'qwertyuiop',
  '12345678',
  '123456789',
  '1234567890',
  '123456789012',
  'abcdefgh',
  'abcd1234',
  'iloveyou',
  'sakura',
  'pokemon',
  'doraemon',
  'welcome',
  'letmein',
  'administrator',
  'tsudoi',
  'パスワード',
  'ぱすわーど',
];

/** Half- and full-width forms of one password are the same password. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** domain.md 4.1, policy `open`: any characters, least length by audience, at most 128, no well-known words. @throws DomainError */
export function checkPassword(password: string, audience: Audience, ownWords: readonly string[]): void {
  const folded = normalisePassword(password).toLowerCase();
  const length = [...normalisePassword(password)].length;
  if (length < leastLength[audience]) throw new DomainError('PASSWORD_TOO_SHORT', { least: leastLength[audience] });
  if (length > mostLength) throw new DomainError('PASSWORD_TOO_LONG', { most: mostLength });
  const bare = folded.replace(/[\d!-/:-@[-`{-~]+$/, '');
  const words = [...common, ...ownWords.map((word) => word.normalize('NFKC').toLowerCase()).filter((word) => word.length >= 4)];
  if (words.includes(folded) || (folded.length - bare.length <= 4 && words.includes(bare)) || new Set(folded).size < 4)
    throw new DomainError('PASSWORD_TOO_COMMON');
}
