import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** A code that was mailed to an address: ten minutes, five tries, once. The newest counts. */
interface LoginCodeDocument {
  /** The organisation and the address: there is one code at a time. */
  _id: string;
  orgId: OrgId;
  hash: string;
  triesLeft: number;
  expiresAt: Date;
}

const name = 'login_codes';
const codes = (db: Db, scope: OrgScope) => tenantCollection<LoginCodeDocument>(db, scope, name);
const idOf = (scope: OrgScope, email: string): string => `${scope.orgId} ${email}`;

export async function keepLoginCode(db: Db, scope: OrgScope, email: string, hash: string, expiresAt: Date): Promise<void> {
  await codes(db, scope).deleteMany({ _id: idOf(scope, email) });
  await codes(db, scope).insert([{ _id: idOf(scope, email), orgId: scope.orgId, hash, triesLeft: 5, expiresAt }]);
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

export async function createLoginCodeIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { expiresAt: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
  ]);
}
