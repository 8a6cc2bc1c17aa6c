import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { Platform } from '../../platform/platform.ts';
import { type PasswordRule, checkPassword, normalisePassword } from './password.rules.ts';

const atOnce = 2;
const longestQueue = 50;
let running = 0;
const queue: (() => void)[] = [];

/** Hashing is our cheapest target: two at a time, fifty waiting, then "try again later" (T44). */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (queue.length >= longestQueue) throw new DomainError('TOO_MANY_REQUESTS');
    await new Promise<void>((resolve) => queue.push(resolve));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    queue.shift()?.();
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
  return inTurn(() => bcrypt.hash(passwordDigest(password, platform.env.PASSWORD_PEPPER), platform.env.BCRYPT_COST));
}

let decoy: { readonly cost: number; readonly hash: string } | null = null;

/** Compares; without a stored hash it spends the same time on a decoy, so that nobody learns whether the account exists (T34). */
export async function verifyPassword(platform: Platform, password: string, hash: string | null): Promise<boolean> {
  const digest = passwordDigest(password, platform.env.PASSWORD_PEPPER);
  const compare = (against: 'account' | 'nobody', kept: string) =>
    inTurn(() => {
      platform.metrics.passwordChecks.inc({ against });
      return bcrypt.compare(digest, kept);
    });
  if (hash !== null) return compare('account', hash);
  if (decoy?.cost !== platform.env.BCRYPT_COST)
    decoy = { cost: platform.env.BCRYPT_COST, hash: await inTurn(() => bcrypt.hash('nobody', platform.env.BCRYPT_COST)) };
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
