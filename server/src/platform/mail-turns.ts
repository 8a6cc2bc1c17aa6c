import { createHash } from 'node:crypto';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from './tenant-collection.ts';

/** What anybody may ask to be mailed to an address of their naming: a link to join, a code to log in, a link to a new password. */
export type AskedMail = 'join' | 'code' | 'reset';

/** One row per organisation, mail and address: what serialises requests for it, and what keeps mails within bounds. */
interface MailTurnDocument {
  _id: string;
  orgId: OrgId;
  windowFrom: Date;
  mails: number;
}

/** Called after the first who asked. */
const name = 'applicant_addresses';
const mailsPerHour = 10;
const hourMs = 3_600_000;

const rows = (db: Db, scope: OrgScope) => tenantCollection<MailTurnDocument>(db, scope, name);

/** Addresses that only asked are kept as hashes. */
const keyOf = (scope: OrgScope, mail: AskedMail, email: string): string =>
  `${scope.orgId}:${createHash('sha256').update(`${mail} ${email}`).digest('base64url')}`;

/** Outside the transaction that takes its turn: an upsert inside would fail for whoever loses the race to make the row. */
export async function knowAddress(db: Db, scope: OrgScope, mail: AskedMail, email: string, now: Date): Promise<void> {
  const _id = keyOf(scope, mail, email);
  if (await rows(db, scope).findOne({ _id })) return;
  try {
    await rows(db, scope).insert([{ _id, orgId: scope.orgId, windowFrom: now, mails: 0 }]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/**
 * Writes the address's row, so that requests for it come one after the other. False: it has had its mails for this hour, ten.
 * More than anybody needs are somebody else's joke, or guesses at what was mailed: they are dropped, and the answer stays the same.
 */
export async function takeTurn(
  db: Db,
  scope: OrgScope,
  mail: AskedMail,
  email: string,
  now: Date,
  session: ClientSession,
): Promise<boolean> {
  const _id = keyOf(scope, mail, email);
  const row = await rows(db, scope).findOne({ _id }, session);
  const isFresh = !row || now.getTime() - row.windowFrom.getTime() >= hourMs;
  const mails = (isFresh ? 0 : row.mails) + 1;
  await rows(db, scope).updateOne({ _id }, { $set: { mails, ...(isFresh ? { windowFrom: now } : {}) } }, session);
  return mails <= mailsPerHour;
}

export async function createMailTurnIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { windowFrom: 1 }, name: 'ttl', expireAfterSeconds: 86_400 }]);
}
