import { createHash } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
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

/** @throws DomainError LOGIN_DELAYED with the seconds to wait */
export async function checkDelay(platform: Platform, attempt: Attempt): Promise<void> {
  const now = platform.clock.realNow();
  const rows = await platform.databases.server
    .collection<AttemptRow>(name)
    .find({ _id: { $in: [attempt.account, attempt.address] } })
    .toArray();
  const account = rows.find((row) => row._id === attempt.account);
  if (account && account.until > now)
    throw new DomainError('LOGIN_DELAYED', { seconds: Math.ceil((account.until.getTime() - now.getTime()) / 1000) });
  const address = rows.find((row) => row._id === attempt.address);
  if (address && address.failures >= dailyFailuresPerAddress && now.getTime() - address.at.getTime() < 86_400_000)
    throw new DomainError('LOGIN_DELAYED', { seconds: 3600 });
}

export async function recordFailure(platform: Platform, attempt: Attempt): Promise<void> {
  const now = platform.clock.realNow();
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  const row = await attempts.findOneAndUpdate(
    { _id: attempt.account },
    { $inc: { failures: 1 }, $set: { at: now }, $setOnInsert: { until: now } },
    { upsert: true, returnDocument: 'after' },
  );
  const delay = delayAfter(row?.failures ?? 0);
  if (delay > 0) await attempts.updateOne({ _id: attempt.account }, { $set: { until: new Date(now.getTime() + delay) } });
  await attempts.updateOne(
    { _id: attempt.address },
    { $inc: { failures: 1 }, $set: { at: now }, $setOnInsert: { until: now } },
    { upsert: true },
  );
}

export async function forgetFailures(platform: Platform, attempt: Attempt): Promise<void> {
  await platform.databases.server.collection<AttemptRow>(name).deleteOne({ _id: attempt.account });
}

export async function createLoginAttemptIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { at: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
}
