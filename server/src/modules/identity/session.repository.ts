import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { OrgId, SessionId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** One device signed in. Only hashes of its refresh tokens are kept. */
export interface SessionDocument {
  _id: SessionId;
  orgId: OrgId;
  audience: Audience;
  subjectId: string;
  currentHash: string;
  previousHash: string | null;
  rotatedAt: Date;
  idleEndsAt: Date;
  absoluteEndsAt: Date;
  revokedAt: Date | null;
  device: string;
  /**
   * The mailbox it was opened by, where somebody only reads that of the account: what makes it one's own is not theirs to
   * change. `true` in rows from before the address was kept.
   */
  viaMailbox?: string | true;
  /** When its person last proved again who they are, to change how they log in. */
  provenAt?: Date;
  createdAt: Date;
}

const name = 'sessions';
const sessions = (db: Db, scope: OrgScope) => tenantCollection<SessionDocument>(db, scope, name);

export async function insertSession(db: Db, scope: OrgScope, row: SessionDocument, session?: ClientSession): Promise<void> {
  await sessions(db, scope).insert([row], { session });
}

export function findSession(db: Db, scope: OrgScope, sessionId: SessionId): Promise<SessionDocument | null> {
  return sessions(db, scope).findOne({ _id: sessionId });
}

export function findCurrent(db: Db, scope: OrgScope, hash: string): Promise<SessionDocument | null> {
  return sessions(db, scope).findOne({ currentHash: hash });
}

export async function findByHash(db: Db, scope: OrgScope, hash: string): Promise<SessionDocument | null> {
  return (await findCurrent(db, scope, hash)) ?? sessions(db, scope).findOne({ previousHash: hash });
}

/** Rotation is one conditional update on the current hash: of two that try, one wins. */
export function rotate(
  db: Db,
  scope: OrgScope,
  hash: string,
  next: { readonly hash: string; readonly now: Date; readonly idleEndsAt: Date },
): Promise<SessionDocument | null> {
  return sessions(db, scope).findOneAndUpdate(
    { currentHash: hash, revokedAt: null },
    { $set: { currentHash: next.hash, previousHash: hash, rotatedAt: next.now, idleEndsAt: next.idleEndsAt } },
  );
}

export async function revoke(
  db: Db,
  scope: OrgScope,
  filter: { readonly sessionId?: SessionId; readonly subjectId: string; readonly except?: SessionId },
  now: Date,
  session?: ClientSession,
): Promise<number> {
  const { sessionId, subjectId, except } = filter;
  const live = { subjectId, revokedAt: null };
  const others = async () => {
    const rows = await sessions(db, scope)
      .find(live, { projection: { subjectId: 1 }, ...(session ? { session } : {}) })
      .toArray();
    return { $in: rows.map(({ _id }) => _id).filter((id) => id !== except) };
  };
  const which = sessionId ? { _id: sessionId } : except ? { _id: await others() } : {};
  return (await sessions(db, scope).updateMany({ ...live, ...which }, { $set: { revokedAt: now } }, session)).modifiedCount;
}

/** Ends what shared mailboxes have opened for somebody. */
export async function revokeViaMailbox(db: Db, scope: OrgScope, subjectId: string, now: Date, session: ClientSession): Promise<void> {
  const live = { subjectId, revokedAt: null };
  const rows = await sessions(db, scope)
    .find(live, { projection: { viaMailbox: 1 }, session })
    .toArray();
  const opened = rows.filter(({ viaMailbox }) => viaMailbox !== undefined).map(({ _id }) => _id);
  await sessions(db, scope).updateMany({ ...live, _id: { $in: opened } }, { $set: { revokedAt: now } }, session);
}

/** Marks a session that still stands; false when it was ended. */
export async function hold(
  db: Db,
  scope: OrgScope,
  { sessionId, subjectId }: { readonly sessionId: SessionId; readonly subjectId: string },
  now: Date,
  session: ClientSession,
): Promise<boolean> {
  const held = await sessions(db, scope).updateOne({ _id: sessionId, subjectId, revokedAt: null }, { $set: { provenAt: now } }, session);
  return held.matchedCount === 1;
}

/** The last used first, fifty at most. */
export async function liveSessions(db: Db, scope: OrgScope, subjectId: string, now: Date): Promise<SessionDocument[]> {
  const rows = await sessions(db, scope).find({ subjectId, revokedAt: null }).sort({ rotatedAt: -1 }).toArray();
  return rows.filter(({ idleEndsAt, absoluteEndsAt }) => idleEndsAt > now && absoluteEndsAt > now).slice(0, 50);
}

export async function createSessionIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, currentHash: 1 }, name: 'current', unique: true },
    { key: { orgId: 1, previousHash: 1 }, name: 'previous' },
    { key: { orgId: 1, subjectId: 1, revokedAt: 1 }, name: 'subject' },
    { key: { absoluteEndsAt: 1 }, name: 'ttl', expireAfterSeconds: 7 * 86_400 },
  ]);
}
