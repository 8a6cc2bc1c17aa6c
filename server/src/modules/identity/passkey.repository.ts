import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { AccountId, OrgId, PasskeyChallengeId, PasskeyId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/**
 * Whose a passkey is: somebody's of the office, or a member's account's. Not the member's: of two records that become one,
 * the passkeys follow the account that lives on, as its password does.
 */
export type PasskeyOwner =
  | { readonly audience: 'admin'; readonly ownerId: UserId }
  | { readonly audience: 'my'; readonly ownerId: AccountId };

/** A passkey: the public half, which proves but opens nothing. */
export interface PasskeyDocument {
  _id: PasskeyId;
  orgId: OrgId;
  audience: Audience;
  ownerId: UserId | AccountId;
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
  /** The door it was made for. */
  audience: Audience;
  /** Whose registration it is; null for a log-in, where nobody is known yet. */
  ownerId: UserId | AccountId | null;
  challenge: string;
  expiresAt: Date;
}
export type ChallengeFor = PasskeyOwner | { readonly audience: Audience; readonly ownerId: null };

const name = 'passkeys';
const challengeName = 'passkey_challenges';
const passkeys = (db: Db, scope: OrgScope) => tenantCollection<PasskeyDocument>(db, scope, name);
const challenges = (db: Db, scope: OrgScope) => tenantCollection<ChallengeDocument>(db, scope, challengeName);

export function passkeysOf(
  db: Db,
  scope: OrgScope,
  { audience, ownerId }: PasskeyOwner,
  session?: ClientSession,
): Promise<PasskeyDocument[]> {
  return passkeys(db, scope)
    .find({ audience, ownerId }, session ? { session } : {})
    .sort({ createdAt: 1 })
    .limit(50)
    .toArray();
}

/** Everybody of the office who has one. */
export async function usersWithPasskey(db: Db, scope: OrgScope): Promise<UserId[]> {
  const rows = await passkeys(db, scope).find({ audience: 'admin' }).limit(2000).toArray();
  return rows.map((row) => row.ownerId as UserId);
}

export async function findPasskey(db: Db, scope: OrgScope, audience: Audience, credentialId: string): Promise<PasskeyDocument | null> {
  const row = await passkeys(db, scope).findOne({ credentialId });
  return row?.audience === audience ? row : null;
}

export async function insertPasskey(db: Db, scope: OrgScope, row: PasskeyDocument, session: ClientSession): Promise<void> {
  await passkeys(db, scope).insert([row], { session });
}

/** Remembers a use. A counter that does not rise, where the device counts at all, is refused: false. */
export async function usePasskey(db: Db, scope: OrgScope, used: PasskeyDocument, counter: number, now: Date): Promise<boolean> {
  const result = await passkeys(db, scope).updateOne({ _id: used._id, counter: used.counter }, { $set: { counter, lastUsedAt: now } });
  return result.modifiedCount === 1;
}

/** False when it is nobody's, or somebody else's. */
export async function renamePasskey(
  db: Db,
  scope: OrgScope,
  { audience, ownerId }: PasskeyOwner,
  passkeyId: PasskeyId,
  newName: string,
  session: ClientSession,
): Promise<boolean> {
  const result = await passkeys(db, scope).updateOne({ _id: passkeyId, audience, ownerId }, { $set: { name: newName } }, session);
  return result.matchedCount === 1;
}

/** One of somebody's passkeys, or all of them. */
export async function deletePasskeys(
  db: Db,
  scope: OrgScope,
  { audience, ownerId }: PasskeyOwner,
  passkeyId: PasskeyId | null,
  session: ClientSession,
): Promise<number> {
  const result = await passkeys(db, scope).deleteMany({ audience, ownerId, ...(passkeyId ? { _id: passkeyId } : {}) }, session);
  return result.deletedCount;
}

/** Those of all members, when an organisation ends: the office's stay until its people go (decision 0015). */
export async function forgetMemberPasskeys(db: Db, scope: OrgScope): Promise<void> {
  await passkeys(db, scope).deleteMany({ audience: 'my' });
}

export async function insertChallenge(db: Db, scope: OrgScope, row: ChallengeDocument): Promise<void> {
  await challenges(db, scope).insert([row]);
}

/** Takes a challenge away, so that it answers once; null when it is gone, too old, somebody else's, or another door's. */
export async function takeChallenge(
  db: Db,
  scope: OrgScope,
  challengeId: PasskeyChallengeId,
  { audience, ownerId }: ChallengeFor,
  now: Date,
): Promise<string | null> {
  // By its id alone, which an index knows; the rest is compared here.
  const found = await challenges(db, scope).findOne({ _id: challengeId });
  if (!found || found.audience !== audience || found.ownerId !== ownerId || found.expiresAt <= now) return null;
  const { deletedCount } = await challenges(db, scope).deleteMany({ _id: challengeId });
  return deletedCount === 1 ? found.challenge : null;
}

export async function createPasskeyOwnerIndexes(db: Db): Promise<void> {
  // Each filter whole in one of them (docs/decisions/0052).
  await db.collection(name).createIndexes([
    { key: { orgId: 1, audience: 1, ownerId: 1, _id: 1 }, name: 'owner' },
    { key: { orgId: 1, _id: 1, counter: 1 }, name: 'use' },
  ]);
}

export async function createPasskeyIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { orgId: 1, credentialId: 1 }, name: 'credential', unique: true }]);
  await db.collection(challengeName).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { expiresAt: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
  ]);
}
