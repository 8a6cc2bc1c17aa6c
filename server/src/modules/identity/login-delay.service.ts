import { createHash } from 'node:crypto';
import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { Collection, Db, Document, Filter } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { knownDevice } from './known-device.service.ts';
import { addressWindowMs, dailyFailuresPerAddress, delays } from './login-delay.rules.ts';

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
}

export function attemptOf(org: string, audience: string, login: string, ip: string): Attempt {
  return { account: key('account', org, audience, login, ip), address: key('address', ip) };
}

/** A log-in with a password, counted by the device where it has succeeded before. */
export function loginAttempt(platform: Platform, org: string, audience: Audience, login: string, facts: RequestFacts): Attempt {
  const device = knownDevice(platform, { audience, org, login }, facts.cookies);
  if (device === null) return attemptOf(org, audience, login, facts.ip);
  return { account: key('device', org, audience, login, device), address: null };
}

/** One more failure with the pause that follows from it, in one step. The embedded engine adds no dates: each is given. */
const failOnAccount = (now: Date): Document[] => {
  const ends = delays.map((delay) => new Date(now.getTime() + delay));
  return [
    { $set: { failures: { $add: [{ $ifNull: ['$failures', 0] }, 1] }, at: now } },
    { $set: { until: { $arrayElemAt: [{ $literal: ends }, { $min: ['$failures', ends.length - 1] }] } } },
  ];
};

/** One more failure in the day that began with the first; a day that is over begins anew. */
const failOnAddress = (now: Date): Document[] => {
  const running = { $gt: [{ $ifNull: ['$until', now] }, now] };
  return [
    {
      $set: {
        failures: { $cond: [running, { $add: ['$failures', 1] }, 1] },
        at: { $cond: [running, '$at', now] },
        until: { $cond: [running, '$until', new Date(now.getTime() + addressWindowMs)] },
      },
    },
  ];
};

/**
 * Counts a try on a row unless the row forbids it. Two first tries at once both want to insert: the one that comes second
 * looks again. @throws DomainError LOGIN_DELAYED with the seconds to wait
 */
async function reserve(
  attempts: Collection<AttemptRow>,
  id: string,
  allowed: Filter<AttemptRow>,
  fail: Document[],
  now: Date,
): Promise<void> {
  for (;;) {
    try {
      await attempts.updateOne({ _id: id, ...allowed }, fail, { upsert: true });
      return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const row = await attempts.findOne({ $and: [{ _id: id }, { $nor: [allowed] }] });
    if (row) throw new DomainError('LOGIN_DELAYED', { seconds: Math.max(1, Math.ceil((row.until.getTime() - now.getTime()) / 1000)) });
  }
}

/**
 * Takes a try before anything is compared: it counts as a failure until it is forgiven, so that a hundred tries at the
 * same moment are no more than a hundred one after another. @throws DomainError LOGIN_DELAYED with the seconds to wait
 */
export async function takeAttempt(platform: Platform, attempt: Attempt): Promise<void> {
  const now = platform.clock.realNow();
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  const roomLeft = { $or: [{ failures: { $lt: dailyFailuresPerAddress } }, { until: { $lte: now } }] };
  if (attempt.address !== null) await reserve(attempts, attempt.address, roomLeft, failOnAddress(now), now);
  try {
    await reserve(attempts, attempt.account, { until: { $lte: now } }, failOnAccount(now), now);
  } catch (error) {
    // Nothing is compared: the address, which others share, is not charged.
    await uncharge(attempts, attempt);
    throw error;
  }
}

async function uncharge(attempts: Collection<AttemptRow>, attempt: Attempt): Promise<void> {
  if (attempt.address !== null) await attempts.updateOne({ _id: attempt.address, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
}

/** The try was right: failures in a row end, and the address is not charged with it. */
export async function forgiveAttempt(platform: Platform, attempt: Attempt): Promise<void> {
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  await attempts.deleteOne({ _id: attempt.account });
  await uncharge(attempts, attempt);
}

export async function createLoginAttemptIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { at: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
}
