import type { CardSetupView } from '@tsudoi/shared/contracts/payments/card.contract';
import type { CardSetupId, SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import type { MemberId, OrgId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db } from 'mongodb';

/** One visit to the provider's page on which a card is left. Pending until the provider says how it ended, or a day has passed. */
export interface CardSetupDocument {
  _id: CardSetupId;
  orgId: OrgId;
  memberId: MemberId;
  accountId: ProviderAccountId;
  provider: string;
  idempotencyKey: string;
  /** Null until the provider has answered. */
  providerSetupId: string | null;
  redirectUrl: string;
  state: CardSetupView['state'];
  cardId: SavedCardId | null;
  asks: number;
  nextAskAt: Date | null;
  createdAt: Date;
  version: number;
}

function setupsOf(db: Db): Collection<CardSetupDocument> {
  return db.collection<CardSetupDocument>('card_setups');
}

/** @throws the driver's duplicate key where the key was used before */
export async function insertSetup(db: Db, scope: OrgScope, setup: CardSetupDocument): Promise<void> {
  await setupsOf(db).insertOne({ ...setup, orgId: scope.orgId });
}

export function findSetup(db: Db, scope: OrgScope, setupId: CardSetupId): Promise<CardSetupDocument | null> {
  return setupsOf(db).findOne({ orgId: scope.orgId, _id: setupId });
}

export function findSetupByKey(db: Db, scope: OrgScope, idempotencyKey: string): Promise<CardSetupDocument | null> {
  return setupsOf(db).findOne({ orgId: scope.orgId, idempotencyKey });
}

/** Changes a setup at the version it was read at. Returns false when somebody else was first. */
export async function updateSetup(
  db: Db,
  scope: OrgScope,
  { _id, version }: CardSetupDocument,
  changes: Partial<CardSetupDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const { modifiedCount } = await setupsOf(db).updateOne(
    { orgId: scope.orgId, _id, version },
    { $set: changes, $inc: { version: 1 } },
    session ? { session } : {},
  );
  return modifiedCount === 1;
}

/** Of an organisation that is no more: nobody comes back from these pages. */
export async function endSetups(db: Db, scope: OrgScope): Promise<void> {
  await setupsOf(db).updateMany({ orgId: scope.orgId, redirectUrl: { $ne: '' } }, { $set: { redirectUrl: '', nextAskAt: null } });
}

/** Of every organisation, those first that have waited longest. */
export function dueSetups(db: Db, now: Date, limit: number): Promise<CardSetupDocument[]> {
  return setupsOf(db)
    .find({ nextAskAt: { $lte: now } })
    .sort({ nextAskAt: 1 })
    .limit(limit)
    .toArray();
}

export async function createCardSetupIndexes(db: Db): Promise<void> {
  await setupsOf(db).createIndexes([
    { key: { orgId: 1, idempotencyKey: 1 }, name: 'org_key', unique: true },
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { nextAskAt: 1 }, name: 'asks', partialFilterExpression: { nextAskAt: { $type: 'date' } } },
  ]);
}
