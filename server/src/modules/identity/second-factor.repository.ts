import type { OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** What somebody of the office proves beside the password. One row a person, made when the first way is set up. */
export interface SecondFactorDocument {
  _id: UserId;
  orgId: OrgId;
  /** Sealed: the app's secret must be read to check a code, so it cannot be a hash. */
  totp: string | null;
  /** Shown and not confirmed yet. */
  pending: string | null;
  /** The half-minute of the last code taken: none at or before it counts again (T42). */
  lastStep: number;
  /** Hashes of the codes not used yet. */
  recovery: string[];
}

const name = 'second_factors';
const factors = (db: Db, scope: OrgScope) => tenantCollection<SecondFactorDocument>(db, scope, name);

export function findFactor(db: Db, scope: OrgScope, userId: UserId, session?: ClientSession): Promise<SecondFactorDocument | null> {
  return factors(db, scope).findOne({ _id: userId }, session);
}

/** Everybody of the organisation who has an app set up. */
export async function usersWithApp(db: Db, scope: OrgScope): Promise<UserId[]> {
  const rows = await factors(db, scope)
    .find({ totp: { $ne: null } })
    .limit(500)
    .toArray();
  return rows.map((row) => row._id);
}

export async function saveFactor(
  db: Db,
  scope: OrgScope,
  userId: UserId,
  changes: Partial<Omit<SecondFactorDocument, '_id' | 'orgId'>>,
  session: ClientSession,
): Promise<void> {
  const known = await findFactor(db, scope, userId, session);
  if (known) await factors(db, scope).updateOne({ _id: userId }, { $set: changes }, session);
  else {
    const empty: SecondFactorDocument = { _id: userId, orgId: scope.orgId, totp: null, pending: null, lastStep: 0, recovery: [] };
    await factors(db, scope).insert([{ ...empty, ...changes }], { session });
  }
}

/** Takes a half-minute: of two who send the same code one gets in. */
export async function takeStep(db: Db, scope: OrgScope, userId: UserId, step: number): Promise<boolean> {
  const result = await factors(db, scope).updateOne({ _id: userId, lastStep: { $lt: step } }, { $set: { lastStep: step } });
  return result.modifiedCount === 1;
}

/** Uses a recovery code up; false when it is none of theirs. */
export async function takeRecovery(db: Db, scope: OrgScope, userId: UserId, hash: string): Promise<boolean> {
  const result = await factors(db, scope).updateOne({ _id: userId, recovery: hash }, { $pull: { recovery: hash } });
  return result.modifiedCount === 1;
}

export async function deleteFactor(db: Db, scope: OrgScope, userId: UserId, session: ClientSession): Promise<void> {
  await factors(db, scope).deleteMany({ _id: userId }, session);
}

export async function createSecondFactorIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
}
