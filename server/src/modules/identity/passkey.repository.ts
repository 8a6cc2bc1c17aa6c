import type { OrgId, PasskeyChallengeId, PasskeyId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** A passkey of somebody of the office: the public half, which proves but opens nothing. */
export interface PasskeyDocument {
  _id: PasskeyId;
  orgId: OrgId;
  userId: UserId;
  credentialId: string;
  publicKey: string;
  /** Rises with each use where the device counts; a copy of the key is found by a lower one. */
  counter: number;
  transports: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** What a browser was asked to sign: five minutes, once. */
interface ChallengeDocument {
  _id: PasskeyChallengeId;
  orgId: OrgId;
  /** Whose registration it is; null for a log-in, where nobody is known yet. */
  userId: UserId | null;
  challenge: string;
  expiresAt: Date;
}

const name = 'passkeys';
const challengeName = 'passkey_challenges';
const passkeys = (db: Db, scope: OrgScope) => tenantCollection<PasskeyDocument>(db, scope, name);
const challenges = (db: Db, scope: OrgScope) => tenantCollection<ChallengeDocument>(db, scope, challengeName);

export function passkeysOf(db: Db, scope: OrgScope, userId: UserId, session?: ClientSession): Promise<PasskeyDocument[]> {
  return passkeys(db, scope)
    .find({ userId }, session ? { session } : {})
    .sort({ createdAt: 1 })
    .limit(50)
    .toArray();
}

/** Everybody of the organisation who has one. */
export async function usersWithPasskey(db: Db, scope: OrgScope): Promise<UserId[]> {
  const rows = await passkeys(db, scope).find({}).limit(2000).toArray();
  return rows.map((row) => row.userId);
}

export function findPasskey(db: Db, scope: OrgScope, credentialId: string): Promise<PasskeyDocument | null> {
  return passkeys(db, scope).findOne({ credentialId });
}

export async function insertPasskey(db: Db, scope: OrgScope, row: PasskeyDocument, session: ClientSession): Promise<void> {
  await passkeys(db, scope).insert([row], { session });
}

/** Remembers a use. A counter that does not rise, where the device counts at all, is refused: false. */
export async function usePasskey(db: Db, scope: OrgScope, used: PasskeyDocument, counter: number, now: Date): Promise<boolean> {
  const result = await passkeys(db, scope).updateOne({ _id: used._id, counter: used.counter }, { $set: { counter, lastUsedAt: now } });
  return result.modifiedCount === 1;
}

/** One of somebody's passkeys, or all of them. */
export async function deletePasskeys(
  db: Db,
  scope: OrgScope,
  userId: UserId,
  passkeyId: PasskeyId | null,
  session: ClientSession,
): Promise<number> {
  const result = await passkeys(db, scope).deleteMany({ userId, ...(passkeyId ? { _id: passkeyId } : {}) }, session);
  return result.deletedCount;
}

export async function insertChallenge(db: Db, scope: OrgScope, row: ChallengeDocument): Promise<void> {
  await challenges(db, scope).insert([row]);
}

/** Takes a challenge away, so that it answers once; null when it is gone, too old, or somebody else's. */
export async function takeChallenge(
  db: Db,
  scope: OrgScope,
  challengeId: PasskeyChallengeId,
  userId: UserId | null,
  now: Date,
): Promise<string | null> {
  const found = await challenges(db, scope).findOne({ _id: challengeId, userId, expiresAt: { $gt: now } });
  if (!found) return null;
  const { deletedCount } = await challenges(db, scope).deleteMany({ _id: challengeId });
  return deletedCount === 1 ? found.challenge : null;
}

export async function createPasskeyIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, credentialId: 1 }, name: 'credential', unique: true },
    { key: { orgId: 1, userId: 1 }, name: 'user' },
  ]);
  await db.collection(challengeName).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { expiresAt: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
  ]);
}
