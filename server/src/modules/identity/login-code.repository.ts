import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** A code that was mailed to an address, and the link beside it: ten minutes, five tries, once. The newest counts. */
interface LoginCodeDocument {
  /** The organisation and the address: there is one code at a time. */
  _id: string;
  orgId: OrgId;
  email: string;
  hash: string;
  linkHash: string;
  triesLeft: number;
  expiresAt: Date;
}

const name = 'login_codes';
const codes = (db: Db, scope: OrgScope) => tenantCollection<LoginCodeDocument>(db, scope, name);
const idOf = (scope: OrgScope, email: string): string => `${scope.orgId} ${email}`;

export async function keepLoginCode(
  db: Db,
  scope: OrgScope,
  email: string,
  kept: Pick<LoginCodeDocument, 'hash' | 'linkHash' | 'expiresAt'>,
): Promise<void> {
  await codes(db, scope).deleteMany({ _id: idOf(scope, email) });
  await codes(db, scope).insert([{ _id: idOf(scope, email), orgId: scope.orgId, email, triesLeft: 5, ...kept }]);
}

/** Takes one of the tries; null when none is left, or there is no code. */
export function tryLoginCode(db: Db, scope: OrgScope, email: string, now: Date): Promise<LoginCodeDocument | null> {
  return codes(db, scope).findOneAndUpdate(
    { _id: idOf(scope, email), triesLeft: { $gt: 0 }, expiresAt: { $gt: now } },
    { $inc: { triesLeft: -1 } },
  );
}

/** Uses the code up: of two with the right one, one gets in. */
export async function useLoginCode(db: Db, scope: OrgScope, email: string, hash: string): Promise<boolean> {
  const { deletedCount } = await codes(db, scope).deleteMany({ _id: idOf(scope, email), hash });
  return deletedCount === 1;
}

/** The row a link belongs to; null when it is used up, too old, or a newer mail was sent. */
export async function findLoginLink(db: Db, scope: OrgScope, linkHash: string, now: Date): Promise<LoginCodeDocument | null> {
  const row = await codes(db, scope).findOne({ linkHash });
  return row && row.expiresAt > now ? row : null;
}

/** Uses the link up, and the code with it: of two who press, one gets in. */
export async function useLoginLink(db: Db, scope: OrgScope, linkHash: string, now: Date): Promise<LoginCodeDocument | null> {
  const row = await findLoginLink(db, scope, linkHash, now);
  if (!row) return null;
  const { deletedCount } = await codes(db, scope).deleteMany({ _id: row._id, linkHash });
  return deletedCount === 1 ? row : null;
}

/** A link says no address: its row is found by its hash. */
export async function createLoginLinkIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { orgId: 1, linkHash: 1, _id: 1 }, name: 'link' }]);
}

export async function createLoginCodeIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { expiresAt: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
  ]);
}
