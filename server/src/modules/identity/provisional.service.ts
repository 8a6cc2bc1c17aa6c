import { createHmac, randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes on paper: no 0, O, 1, I, l (domain.md 3.5). */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const passwordAlphabet = 'ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const draw = (letters: string, length: number): string => Array.from({ length }, () => letters[randomInt(0, letters.length)]).join('');

export const provisionalDays = 90;

/** What is kept of a pair where there is none, or none any more. */
export const noPair = { provisionalIdHash: null, provisionalPasswordHash: null, provisionalExpiresAt: null } as const;

export function drawProvisionalPair(): { id: string; password: string } {
  return { id: draw(alphabet, 10), password: draw(passwordAlphabet, 12) };
}

/** The id is looked up by its keyed hash; typed in any width or case it is the same id. */
export function provisionalIdHash(typed: string, pepper: string): string {
  return createHmac('sha256', pepper).update(typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()).digest('base64url');
}

/** A password of 65 bits needs no slow hash, and a thousand pairs of an import must not take minutes. */
export function provisionalPasswordHash(typed: string, pepper: string): string {
  return createHmac('sha384', pepper)
    .update(`provisional:${typed.normalize('NFKC').replace(/[\s-]/g, '')}`)
    .digest('base64url');
}
