import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CollectionDocument, collectionCollection } from './collection.model.ts';

export {
  type CollectionDocument,
  type CollectionSource,
  type CollectionTry,
  type TryOutcome,
  collectionCollection,
} from './collection.model.ts';

const collections = (db: Db, scope: OrgScope) => tenantCollection<CollectionDocument>(db, scope, collectionCollection);

export const findCollection = (db: Db, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<CollectionDocument | null> =>
  collections(db, scope).findOne({ _id: billId }, session);

export function findCollections(
  db: Db,
  scope: OrgScope,
  billIds: readonly BillId[],
  session?: ClientSession,
): Promise<CollectionDocument[]> {
  return collections(db, scope)
    .find({ _id: { $in: [...billIds] } }, session ? { session } : {})
    .toArray();
}

export function collectionsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<CollectionDocument[]> {
  return collections(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
}

export const insertCollection = (db: Db, scope: OrgScope, collection: CollectionDocument, session: ClientSession): Promise<void> =>
  collections(db, scope).insert([collection], { session });

/** @throws DomainError CONFLICT when it is no longer as it was read */
export async function saveCollection(
  db: Db,
  scope: OrgScope,
  collection: CollectionDocument,
  change: Partial<Pick<CollectionDocument, 'state' | 'tries' | 'firstFailedOn' | 'nextTryOn' | 'lookAt'>>,
  session?: ClientSession,
): Promise<CollectionDocument> {
  const filter = { _id: collection._id, version: collection.version };
  const { matchedCount } = await collections(db, scope).updateOne(filter, { $set: change, $inc: { version: 1 } }, session);
  if (matchedCount !== 1) throw new DomainError('CONFLICT');
  return { ...collection, ...change, version: collection.version + 1 };
}

/** Of all organisations, what the job is to look at now, the longest due first. */
export function dueCollections(db: Db, now: Date, limit: number): Promise<Pick<CollectionDocument, '_id' | 'orgId'>[]> {
  return db
    .collection<CollectionDocument>(collectionCollection)
    .find({ lookAt: { $lte: now } }, { projection: { _id: 1, orgId: 1 } })
    .sort({ lookAt: 1 })
    .limit(limit)
    .toArray();
}

export async function createCollectionIndexes(db: Db): Promise<void> {
  await db.collection(collectionCollection).createIndexes([
    { key: { lookAt: 1 }, name: 'due' },
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { orgId: 1, memberId: 1 }, name: 'member' },
  ]);
}
