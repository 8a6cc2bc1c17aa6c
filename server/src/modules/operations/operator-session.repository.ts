import type { SessionId } from '@tsudoi/shared/kernel/ids';
import type { Db } from 'mongodb';
import { type OperatorSessionDocument, operatorSessionCollection } from './operator-session.model.ts';

export type { OperatorSessionDocument } from './operator-session.model.ts';

const sessions = (db: Db) => db.collection<OperatorSessionDocument>(operatorSessionCollection);

export async function insertOperatorSession(db: Db, row: OperatorSessionDocument): Promise<void> {
  await sessions(db).insertOne(row);
}

export function findOperatorSession(db: Db, sessionId: SessionId): Promise<OperatorSessionDocument | null> {
  return sessions(db).findOne({ _id: sessionId });
}

export async function findOperatorSessionByHash(db: Db, hash: string): Promise<OperatorSessionDocument | null> {
  return (await sessions(db).findOne({ currentHash: hash })) ?? sessions(db).findOne({ previousHash: hash });
}

/** One conditional update on the present hash: of two that try, one wins. */
export async function rotateOperatorSession(
  db: Db,
  hash: string,
  next: { readonly hash: string; readonly now: Date; readonly idleEndsAt: Date },
): Promise<boolean> {
  const { modifiedCount } = await sessions(db).updateOne(
    { currentHash: hash, revokedAt: null, idleEndsAt: { $gt: next.now }, absoluteEndsAt: { $gt: next.now } },
    { $set: { currentHash: next.hash, previousHash: hash, rotatedAt: next.now, idleEndsAt: next.idleEndsAt } },
  );
  return modifiedCount === 1;
}

/** One of them, or all of a person. */
export async function revokeOperatorSessions(
  db: Db,
  which: { readonly operatorId: string; readonly sessionId?: SessionId },
  now: Date,
): Promise<void> {
  const { operatorId, sessionId } = which;
  await sessions(db).updateMany({ operatorId, ...(sessionId ? { _id: sessionId } : {}), revokedAt: null }, { $set: { revokedAt: now } });
}

export async function createOperatorSessionIndexes(db: Db): Promise<void> {
  await sessions(db).createIndexes([
    { key: { currentHash: 1 }, name: 'current', unique: true },
    { key: { previousHash: 1 }, name: 'previous' },
    { key: { operatorId: 1 }, name: 'operator' },
    { key: { absoluteEndsAt: 1 }, name: 'ttl', expireAfterSeconds: 7 * 86_400 },
  ]);
}
