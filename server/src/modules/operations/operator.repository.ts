import type { OperatorRole } from '@tsudoi/shared/contracts/operations/operator.contract';
import type { Db } from 'mongodb';
import { type OperatorDocument, operatorCollection } from './operator.model.ts';

export type { OperatorDocument } from './operator.model.ts';

const operators = (db: Db) => db.collection<OperatorDocument>(operatorCollection);

/** Whoever was withdrawn is not found. */
export function findOperator(db: Db, operatorId: string): Promise<OperatorDocument | null> {
  return operators(db).findOne({ _id: operatorId, endedAt: null });
}

export function findBySetup(db: Db, setupHash: string): Promise<OperatorDocument | null> {
  return operators(db).findOne({ setupHash, endedAt: null });
}

/** What may be done by them; whoever was there before there were two kinds decides. */
export const roleOf = ({ role }: Pick<OperatorDocument, 'role'>): OperatorRole => role ?? 'admin';

interface Offer {
  readonly operatorId: string;
  readonly name: string;
  /** Absent: whoever is known stays what they are. */
  readonly role?: OperatorRole;
  readonly setupHash: string;
  readonly setupEndsAt: Date;
  readonly now: Date;
}

/** A new person, or the link anew for one who is known: what they logged in with before goes on until it is used. */
export async function offerSetup(db: Db, { operatorId, name, role, setupHash, setupEndsAt, now }: Offer): Promise<void> {
  const fresh = { passwordHash: null, totp: null, lastStep: 0, createdAt: now };
  await operators(db).updateOne(
    { _id: operatorId },
    { $set: { name, ...(role ? { role } : {}), setupHash, setupEndsAt, pending: null, endedAt: null }, $setOnInsert: fresh },
    { upsert: true },
  );
}

export async function keepPending(db: Db, operatorId: string, setupHash: string, pending: string): Promise<void> {
  await operators(db).updateOne({ _id: operatorId, setupHash }, { $set: { pending } });
}

/** Uses the link up: of two who finish at once one does. */
export async function finishSetup(
  db: Db,
  setupHash: string,
  { pending, passwordHash, step, now }: { pending: string; passwordHash: string; step: number; now: Date },
): Promise<boolean> {
  const { modifiedCount } = await operators(db).updateOne(
    { setupHash, pending, endedAt: null, setupEndsAt: { $gt: now } },
    { $set: { passwordHash, totp: pending, pending: null, lastStep: step, setupHash: null, setupEndsAt: null } },
  );
  return modifiedCount === 1;
}

/** Takes a half-minute: of two who send the same code one gets in. */
export async function takeOperatorStep(db: Db, operatorId: string, step: number): Promise<boolean> {
  const { modifiedCount } = await operators(db).updateOne({ _id: operatorId, lastStep: { $lt: step } }, { $set: { lastStep: step } });
  return modifiedCount === 1;
}

export async function markEnded(db: Db, operatorId: string, now: Date): Promise<boolean> {
  const ended = { endedAt: now, passwordHash: null, totp: null, pending: null, setupHash: null, setupEndsAt: null };
  return (await operators(db).updateOne({ _id: operatorId, endedAt: null }, { $set: ended })).matchedCount === 1;
}

export async function createOperatorIndexes(db: Db): Promise<void> {
  await operators(db).createIndexes([{ key: { setupHash: 1 }, name: 'setup' }]);
}
