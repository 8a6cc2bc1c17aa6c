import { createHash } from 'node:crypto';
import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { Collection, Db, Document } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { knownDevice } from './known-device.service.ts';
import { loginIdKey } from './login-id.rules.ts';
import { addressWindowMs, dailyFailuresPerAddress, delays, failuresUntilReset, free } from './login-delay.rules.ts';

interface AttemptRow {
  _id: string;
  failures: number;
  /** Account: when the next try is allowed. Address: when its day ends. */
  until: Date;
  /** Forgotten a day later. Account: the last try. Address: the first of its day. */
  at: Date;
}

const name = 'login_attempts';
const key = (kind: string, ...parts: readonly string[]): string =>
  `${kind}:${createHash('sha256').update(parts.join('\u0000')).digest('base64url')}`;

export interface Attempt {
  readonly account: string;
  /** Null on a device that knows the log-in: it is counted by itself, whatever others do at its address. */
  readonly address: string | null;
  /** The log-in from wherever it is tried; null where no password is asked for, and on a device that knows the log-in. */
  readonly everywhere: string | null;
}

export function attemptOf(org: string, audience: string, login: string, ip: string): Attempt {
  return { account: key('account', org, audience, login, ip), address: key('address', ip), everywhere: null };
}

/** A log-in with a password, counted by the device where it has succeeded before. */
export function loginAttempt(platform: Platform, org: string, audience: Audience, login: string, facts: RequestFacts): Attempt {
  const device = knownDevice(platform, { audience, org, login }, facts.cookies);
  if (device === null) return { ...attemptOf(org, audience, login, facts.ip), everywhere: everywhereKey(org, audience, login) };
  return { account: key('device', org, audience, login, device), address: null, everywhere: null };
}

/** An id is one however it is written; what has an at sign is an address. */
function everywhereKey(org: string, audience: Audience, login: string): string {
  return key('everywhere', org, audience, login.includes('@') ? login : loginIdKey(login));
}

/** Whoever has read the mail and chosen a new password begins anew, whatever others have tried. */
export async function forgetFailures(platform: Platform, org: string, audience: Audience, logins: readonly string[]): Promise<void> {
  const ids = logins.filter((login) => login !== '').map((login) => everywhereKey(org, audience, login));
  await platform.databases.server.collection<AttemptRow>(name).deleteMany({ _id: { $in: ids } });
}

/**
 * One more failure with the pause that follows from it, in one step, unless a pause is still running. The embedded engine
 * adds no dates: each is given. No pause is one that ended long ago: a try that read its clock a moment before another
 * one's must not wait for it.
 */
const failOnAccount = (now: Date): Document[] => {
  const ends = delays.map((delay) => (delay === 0 ? new Date(0) : new Date(now.getTime() + delay)));
  const unlessPaused = (value: unknown, field: string) => ({ $cond: [{ $gt: [{ $ifNull: ['$until', new Date(0)] }, now] }, field, value] });
  const pause = { $arrayElemAt: [{ $literal: ends }, { $min: ['$failures', ends.length - 1] }] };
  return [
    {
      $set: {
        failures: unlessPaused({ $add: [{ $ifNull: ['$failures', 0] }, 1] }, '$failures'),
        at: unlessPaused(now, '$at'),
      },
    },
    { $set: { until: unlessPaused(pause, '$until') } },
  ];
};

/** One more failure in the day that began with the first, up to the most; a day that is over begins anew. */
const failOnAddress = (now: Date): Document[] => {
  const running = { $gt: [{ $ifNull: ['$until', now] }, now] };
  return [
    {
      $set: {
        failures: { $cond: [running, { $min: [dailyFailuresPerAddress, { $add: ['$failures', 1] }] }, 1] },
        at: { $cond: [running, '$at', now] },
        until: { $cond: [running, '$until', new Date(now.getTime() + addressWindowMs)] },
      },
    },
  ];
};

/** One more failure in a row, wherever, up to the most; a day after the last of them nobody remembers. */
const failEverywhere = (now: Date): Document[] => {
  const failures = { $ifNull: ['$failures', 0] };
  const unlessFull = (value: unknown, field: string) => ({ $cond: [{ $gte: [failures, failuresUntilReset] }, field, value] });
  return [
    {
      $set: {
        failures: unlessFull({ $add: [failures, 1] }, '$failures'),
        at: unlessFull(now, '$at'),
        until: unlessFull(new Date(now.getTime() + addressWindowMs), '$until'),
      },
    },
  ];
};

/**
 * Counts a try on a row unless the row forbids it. The row is looked for by its id alone and decides within its update, which
 * changes nothing when it forbids: a second field in the filter has the embedded engine read all rows, and what it gives back
 * of a row as it was before is not always what the update saw (docs/decisions/0023). Two first tries at once both want to
 * insert: the one that comes second looks again. @throws DomainError LOGIN_DELAYED with the seconds to wait
 */
async function reserve(attempts: Collection<AttemptRow>, id: string, fail: Document[], now: Date): Promise<void> {
  for (;;) {
    try {
      const { modifiedCount, upsertedCount } = await attempts.updateOne({ _id: id }, fail, { upsert: true });
      if (modifiedCount + upsertedCount > 0) return;
      break;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  const row = await attempts.findOne({ _id: id });
  const left = (row?.until.getTime() ?? 0) - now.getTime();
  throw new DomainError('LOGIN_DELAYED', { seconds: Math.max(1, Math.ceil(left / 1000)) });
}

/**
 * Takes a try before anything is compared: it counts as a failure until it is forgiven, so that a hundred tries at the
 * same moment are no more than a hundred one after another. @throws DomainError LOGIN_DELAYED with the seconds to wait
 */
async function takeAttempt(platform: Platform, attempt: Attempt): Promise<void> {
  const now = platform.clock.realNow();
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  if (attempt.address !== null) await reserve(attempts, attempt.address, failOnAddress(now), now);
  try {
    await reserve(attempts, attempt.account, failOnAccount(now), now);
  } catch (error) {
    // Nothing is compared: the address, which others share, is not charged.
    await uncharge(attempts, attempt.address);
    throw error;
  }
  if (attempt.everywhere === null) return;
  try {
    await reserve(attempts, attempt.everywhere, failEverywhere(now), now);
  } catch (error) {
    await giveBack(attempts, { ...attempt, everywhere: null });
    throw error;
  }
}

const oneLess = { $max: [0, { $subtract: ['$failures', 1] }] };

async function uncharge(attempts: Collection<AttemptRow>, id: string | null): Promise<void> {
  if (id !== null) await attempts.updateOne({ _id: id }, [{ $set: { failures: oneLess } }]);
}

/** What was neither right nor wrong is no failure; a wait that other failures have earned stays. */
async function giveBack(attempts: Collection<AttemptRow>, attempt: Attempt): Promise<void> {
  const until = { $cond: [{ $lt: ['$failures', free] }, new Date(0), '$until'] };
  await Promise.all([
    attempts.updateOne({ _id: attempt.account }, [{ $set: { failures: oneLess } }, { $set: { until } }]),
    uncharge(attempts, attempt.address),
    uncharge(attempts, attempt.everywhere),
  ]);
}

/**
 * Lets somebody prove who they are: `prove` answers null for a wrong proof. Wrong ones make the next wait longer, a right
 * one forgets them, and what goes wrong on the way counts as neither.
 * @throws DomainError LOGIN_DELAYED with the seconds to wait; and what `prove` throws
 */
export async function provingOnce<T>(platform: Platform, attempt: Attempt, prove: () => Promise<T | null>): Promise<T | null> {
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  await takeAttempt(platform, attempt);
  let proof: T | null;
  try {
    proof = await prove();
  } catch (error) {
    await giveBack(attempts, attempt);
    throw error;
  }
  if (proof !== null) {
    const over = [attempt.account, ...(attempt.everywhere === null ? [] : [attempt.everywhere])];
    await Promise.all([attempts.deleteMany({ _id: { $in: over } }), uncharge(attempts, attempt.address)]);
  }
  return proof;
}

export async function createLoginAttemptIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { at: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
}
