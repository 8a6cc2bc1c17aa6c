import { createHash } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { Db } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { dailyFailuresPerAddress, delayAfter } from './login-delay.rules.ts';

interface AttemptRow {
  _id: string;
  failures: number;
  until: Date;
  /** Forgotten a day after the last failure. */
  at: Date;
}

const name = 'login_attempts';
const key = (kind: string, ...parts: readonly string[]): string =>
  `${kind}:${createHash('sha256').update(parts.join('\u0000')).digest('base64url')}`;

export interface Attempt {
  readonly account: string;
  readonly address: string;
}

export function attemptOf(org: string, audience: string, login: string, ip: string): Attempt {
  return { account: key('account', org, audience, login, ip), address: key('address', ip) };
}

const delayed = (seconds: number) => new DomainError('LOGIN_DELAYED', { seconds });

/**
 * Counts this try as a failure before anything is compared: of many at the same moment only as many get through as may
 * fail. @throws DomainError LOGIN_DELAYED with the seconds to wait
 */
async function takeTurn(platform: Platform, attempt: Attempt): Promise<void> {
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  const now = platform.clock.realNow();
  for (;;) {
    const row = await attempts.findOne({ _id: attempt.account });
    if (row && row.until > now) throw delayed(Math.ceil((row.until.getTime() - now.getTime()) / 1000));
    const failures = (row?.failures ?? 0) + 1;
    const next = { failures, at: now, until: new Date(now.getTime() + delayAfter(failures)) };
    try {
      // Only on what was read: whoever comes second reads again.
      if (!row) await attempts.insertOne({ _id: attempt.account, ...next });
      else if ((await attempts.updateOne({ _id: row._id, failures: row.failures }, { $set: next })).matchedCount === 0) continue;
      break;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  const address = await attempts.findOneAndUpdate(
    { _id: attempt.address },
    { $inc: { failures: 1 }, $set: { at: now }, $setOnInsert: { until: now } },
    { upsert: true, returnDocument: 'after' },
  );
  if ((address?.failures ?? 0) <= dailyFailuresPerAddress) return;
  await giveBack(platform, attempt);
  throw delayed(3600);
}

/** What was neither right nor wrong is no failure. */
async function giveBack(platform: Platform, attempt: Attempt): Promise<void> {
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  const row = await attempts.findOneAndUpdate(
    { _id: attempt.account, failures: { $gt: 0 } },
    { $inc: { failures: -1 } },
    { returnDocument: 'after' },
  );
  // A wait that other failures have earned stays.
  if (row && delayAfter(row.failures) === 0)
    await attempts.updateOne({ _id: row._id, failures: row.failures }, { $set: { until: platform.clock.realNow() } });
  await attempts.updateOne({ _id: attempt.address, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
}

async function forgetFailures(platform: Platform, attempt: Attempt): Promise<void> {
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  await attempts.deleteOne({ _id: attempt.account });
  await attempts.updateOne({ _id: attempt.address, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
}

/**
 * Lets somebody prove who they are: `prove` answers null for a wrong proof. Wrong ones make the next wait longer, a right
 * one forgets them, and what goes wrong on the way counts as neither.
 * @throws DomainError LOGIN_DELAYED with the seconds to wait; and what `prove` throws
 */
export async function provingOnce<T>(platform: Platform, attempt: Attempt, prove: () => Promise<T | null>): Promise<T | null> {
  await takeTurn(platform, attempt);
  let proof: T | null;
  try {
    proof = await prove();
  } catch (error) {
    await giveBack(platform, attempt);
    throw error;
  }
  if (proof !== null) await forgetFailures(platform, attempt);
  return proof;
}

export async function createLoginAttemptIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { at: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
}
