import { createHmac } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { hashAside, matchesAside } from '../../platform/hashing-threads.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PasswordRule, checkPassword, normalisePassword } from './password.rules.ts';

const atOnce = 2;
const longestQueue = 50;
let taken = 0;
let running = 0;
const queue: (() => void)[] = [];

/** One of the places in the line for a hash: shown by whoever holds one already. */
export interface Place {
  readonly number: number;
}

/**
 * Takes a place in the line before anything is looked up, and holds it for all of `work`: whoever comes when the line is
 * full costs no more than the answer. Hashing is our cheapest target: two at a time, fifty behind them, then "try again
 * later" (T44). @throws DomainError TOO_MANY_REQUESTS
 */
export async function standingInLine<T>(work: (place: Place) => Promise<T>): Promise<T> {
  if (taken >= atOnce + longestQueue) throw new DomainError('TOO_MANY_REQUESTS');
  taken += 1;
  try {
    return await work({ number: taken });
  } finally {
    taken -= 1;
  }
}

/** Two at a time, whoever holds a place first come first served. */
async function inTurn<T>(place: Place | null, work: () => Promise<T>): Promise<T> {
  if (place === null) return standingInLine((own) => inTurn(own, work));
  if (running >= atOnce) await new Promise<void>((resolve) => queue.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    // A turn goes straight to the next: nobody who comes in between takes it.
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}

/**
 * 64 ASCII characters for bcrypt, which ignores everything past byte 72: kana 25 and later count, no NUL can cut the
 * text, and the pepper stays outside the database (security.md 4.7).
 */
export function passwordDigest(password: string, pepper: string): string {
  return createHmac('sha384', pepper).update(normalisePassword(password), 'utf8').digest('base64');
}

export function hashPassword(platform: Platform, password: string): Promise<string> {
  return inTurn(null, () => hashAside(passwordDigest(password, platform.env.PASSWORD_PEPPER), platform.env.BCRYPT_COST));
}

let decoy: { readonly cost: number; readonly hash: string } | null = null;

/**
 * Compares; without a stored hash it spends the same time on a decoy, so that nobody learns whether the account exists (T34).
 * Whoever stands in line already shows their place.
 */
export async function verifyPassword(
  platform: Platform,
  password: string,
  hash: string | null,
  place: Place | null = null,
): Promise<boolean> {
  const digest = passwordDigest(password, platform.env.PASSWORD_PEPPER);
  const compare = (against: 'account' | 'nobody', kept: string) =>
    inTurn(place, () => {
      platform.metrics.passwordChecks.inc({ against });
      return matchesAside(digest, kept);
    });
  if (hash !== null) return compare('account', hash);
  if (decoy?.cost !== platform.env.BCRYPT_COST)
    decoy = { cost: platform.env.BCRYPT_COST, hash: await inTurn(place, () => hashAside('nobody', platform.env.BCRYPT_COST)) };
  await compare('nobody', decoy.hash);
  return false;
}

let favourites: Promise<ReadonlySet<string>> | null = null;

/** The world's most used passwords, about 50,000; read when the first password is chosen, never over the network. */
function worldFavourites(): Promise<ReadonlySet<string>> {
  favourites ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary.passwords.map((word) => normalisePassword(String(word)).toLowerCase())),
  );
  return favourites;
}

/** @throws DomainError PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_TOO_COMMON, PASSWORD_CHARACTER, PASSWORD_FULL_WIDTH */
export async function refuseWeakPassword(password: string, rule: PasswordRule): Promise<void> {
  checkPassword(password, rule, await worldFavourites());
}
