import { createHash } from 'node:crypto';
import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { type Collection, type Db, type Document, MongoBulkWriteError } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { knownDevice } from './known-device.service.ts';
import { loginKey } from './login-id.rules.ts';
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

/** A log-in with a password, counted by the device where it has succeeded before. However it is typed, it is one. */
export function loginAttempt(platform: Platform, org: string, audience: Audience, typed: string, facts: RequestFacts): Attempt {
  const login = loginKey(typed);
  const device = knownDevice(platform, { audience, org, login }, facts.cookies);
  if (device === null) return { ...attemptOf(org, audience, login, facts.ip), everywhere: key('everywhere', org, audience, login) };
  return { account: key('device', org, audience, login, device), address: null, everywhere: null };
}

/** Whoever has read the mail and chosen a new password begins anew where they are, whatever others have tried. */
export async function forgetFailures(
  platform: Platform,
  { org, audience, logins }: { readonly org: string; readonly audience: Audience; readonly logins: readonly string[] },
  facts: RequestFacts,
): Promise<void> {
  const ids = logins.filter((login) => login !== '').flatMap((login) => rowsOf(platform, org, audience, login, facts));
  await platform.databases.server.collection<AttemptRow>(name).deleteMany({ _id: { $in: ids } });
}

/** All that makes this log-in wait here, on a device that knows it or not; what others share an address for stays. */
function rowsOf(platform: Platform, org: string, audience: Audience, login: string, facts: RequestFacts): string[] {
  const here = loginAttempt(platform, org, audience, login, facts);
  const elsewhere = loginAttempt(platform, org, audience, login, { ...facts, cookies: '' });
  return [here, elsewhere].flatMap(({ account, everywhere }) => [account, ...(everywhere === null ? [] : [everywhere])]);
}

/**
 * Fails the update it is evaluated in, and with it the statement: no id is a number. Not a constant, which MongoDB would
 * evaluate beforehand.
 */
const refuse = { $toInt: '$_id' };
const refused = 241;
const never = new Date(0);

/**
 * One more failure with the pause that follows from it, in one step; a pause that is still running refuses. The embedded
 * engine adds no dates: each is given. No pause is one that ended long ago: a try that read its clock a moment before
 * another one's must not wait for it.
 */
const failOnAccount = (now: Date): Document[] => {
  const ends = delays.map((delay) => (delay === 0 ? never : new Date(now.getTime() + delay)));
  const paused = { $gt: [{ $ifNull: ['$until', never] }, now] };
  return [
    { $set: { failures: { $cond: [paused, refuse, { $add: [{ $ifNull: ['$failures', 0] }, 1] }] }, at: now } },
    { $set: { until: { $arrayElemAt: [{ $literal: ends }, { $min: ['$failures', ends.length - 1] }] } } },
  ];
};

/** One more failure in the day that began with the first; the most of a day refuse, a day that is over begins anew. */
const failOnAddress = (now: Date): Document[] => {
  const running = { $gt: [{ $ifNull: ['$until', now] }, now] };
  const full = { $gte: ['$failures', dailyFailuresPerAddress] };
  return [
    {
      $set: {
        failures: { $cond: [running, { $cond: [full, refuse, { $add: ['$failures', 1] }] }, 1] },
        at: { $cond: [running, '$at', now] },
        until: { $cond: [running, '$until', new Date(now.getTime() + addressWindowMs)] },
      },
    },
  ];
};

/** One more failure in a row, wherever; the most refuse, and a day after the last of them nobody remembers. */
const failEverywhere = (now: Date): Document[] => {
  const failures = { $ifNull: ['$failures', 0] };
  return [
    {
      $set: {
        failures: { $cond: [{ $gte: [failures, failuresUntilReset] }, refuse, { $add: [failures, 1] }] },
        at: now,
        until: new Date(now.getTime() + addressWindowMs),
      },
    },
  ];
};

interface Charge {
  readonly row: keyof Attempt;
  readonly id: string;
  readonly fail: Document[];
}

function chargesOf(attempt: Attempt, now: Date): Charge[] {
  const fails = { address: failOnAddress(now), account: failOnAccount(now), everywhere: failEverywhere(now) };
  return (['address', 'account', 'everywhere'] as const).flatMap((row) => {
    const id = attempt[row];
    return id === null ? [] : [{ row, id, fail: fails[row] }];
  });
}

/** Which statement of a bulk in order the database would not carry out, by its place and why; null when it was something else. */
function stoppedAt(error: unknown): { readonly at: number; readonly code: number | undefined } | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const [first] = [error.writeErrors].flat();
  return first ? { at: first.index, code: first.code } : null;
}

/**
 * Takes a try before anything is compared: it counts as a failure until it is forgiven, so that a hundred tries at the
 * same moment are no more than a hundred one after another. One command for all rows: each decides within its update, and
 * the first that refuses ends it. A row is looked for by its id alone: with a second field the embedded engine reads all
 * rows (docs/decisions/0023). Two first tries at once both want to insert: the one that comes second goes on from there.
 * @throws DomainError LOGIN_DELAYED with the seconds to wait
 */
async function takeAttempt(attempts: Collection<AttemptRow>, charges: readonly Charge[], now: Date): Promise<void> {
  for (let from = 0; ;) {
    const updates = charges.slice(from).map(({ id, fail }) => ({ updateOne: { filter: { _id: id }, update: fail, upsert: true } }));
    try {
      await attempts.bulkWrite(updates, { ordered: true });
      return;
    } catch (error) {
      const stopped = stoppedAt(error);
      if (!stopped || !(stopped.code === refused || isDuplicateKey(error))) throw error;
      from += stopped.at;
      if (stopped.code !== refused) continue;
    }
    // Nothing is compared: the rows before, of which others share the address, are not charged.
    await giveBack(attempts, charges.slice(0, from));
    const row = await attempts.findOne({ _id: charges[from]!.id });
    const left = (row?.until.getTime() ?? 0) - now.getTime();
    throw new DomainError('LOGIN_DELAYED', { seconds: Math.max(1, Math.ceil(left / 1000)) });
  }
}

const oneLess = { $set: { failures: { $max: [0, { $subtract: ['$failures', 1] }] } } };
/** A wait that other failures have earned stays. */
const waitsStill = { $set: { until: { $cond: [{ $lt: ['$failures', free] }, never, '$until'] } } };

/** What was neither right nor wrong is no failure. */
async function giveBack(attempts: Collection<AttemptRow>, charges: readonly Charge[]): Promise<void> {
  const updates = charges.map(({ row, id }) => ({
    updateOne: { filter: { _id: id }, update: row === 'account' ? [oneLess, waitsStill] : [oneLess] },
  }));
  if (updates.length > 0) await attempts.bulkWrite(updates, { ordered: false });
}

/** The right proof: nothing is left of the failures before, and of the address this try. One command, as they were taken by one. */
async function forgive(attempts: Collection<AttemptRow>, attempt: Attempt): Promise<void> {
  const over = [attempt.account, ...(attempt.everywhere === null ? [] : [attempt.everywhere])];
  await attempts.bulkWrite(
    [
      { updateMany: { filter: { _id: { $in: over } }, update: { $set: { failures: 0, until: never } } } },
      ...(attempt.address === null ? [] : [{ updateOne: { filter: { _id: attempt.address }, update: [oneLess] } }]),
    ],
    { ordered: false },
  );
}

/**
 * Lets somebody prove who they are: `prove` answers null for a wrong proof. Wrong ones make the next wait longer, a right
 * one forgets them, and what goes wrong on the way counts as neither.
 * @throws DomainError LOGIN_DELAYED with the seconds to wait; and what `prove` throws
 */
export async function provingOnce<T>(platform: Platform, attempt: Attempt, prove: () => Promise<T | null>): Promise<T | null> {
  const attempts = platform.databases.server.collection<AttemptRow>(name);
  const now = platform.clock.realNow();
  const charges = chargesOf(attempt, now);
  await takeAttempt(attempts, charges, now);
  let proof: T | null;
  try {
    proof = await prove();
  } catch (error) {
    await giveBack(attempts, charges);
    throw error;
  }
  if (proof !== null) await forgive(attempts, attempt);
  return proof;
}

export async function createLoginAttemptIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { at: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
}
