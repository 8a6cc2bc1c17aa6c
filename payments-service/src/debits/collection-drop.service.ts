import type { DebitCollectionView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DebitCollectionId } from '@tsudoi/shared/kernel/ids';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { moveLocally } from '../charges/charge-move.service.ts';
import { findChargesByKeys } from '../charges/charge.repository.ts';
import type { Platform } from '../platform/platform.ts';
import { viewOf } from './collection-list.service.ts';
import {
  type CollectionDocument,
  droppingCollections,
  findCollection,
  hasUnfinishedResult,
  linesOf,
  listCollections,
  markDropped,
  moveCollection,
  unsentCollections,
} from './collection.repository.ts';
import { keysOf } from './collection.service.ts';

/** How long whoever gives a list up waits for its end; a long one is gone on with by the job. */
const waitMs = 8000;

/**
 * Gives up what a list still waits for: the bank did not take the file, it is not sent, or the result leaves debits out. Bills
 * of debits without a result are free again; what has one stays as it is. Twice is once. Where the bank draws all the same, its
 * result is taken and the money is late money.
 * @throws DomainError NOT_FOUND, DEBIT_NOT_READY while the list is being closed, INVALID_TRANSITION while a result is being booked
 */
export async function dropDebits(platform: Platform, scope: OrgScope, collectionId: DebitCollectionId): Promise<DebitCollectionView> {
  const { databases, clock } = platform;
  const db = databases.payments;
  const collection = await findCollection(db, scope, collectionId);
  if (!collection) throw new DomainError('NOT_FOUND');
  if (collection.state === 'gathering') throw new DomainError('DEBIT_NOT_READY');
  if (await hasUnfinishedResult(db, scope, collectionId)) throw new DomainError('INVALID_TRANSITION');
  await moveCollection(db, scope, collectionId, ['ready', 'making', 'made', 'done'], { state: 'dropping' });
  const until = clock.realNow().getTime() + waitMs;
  await finishDrop(platform, scope, collection, () => clock.realNow().getTime() < until);
  const after = await findCollection(db, scope, collectionId);
  return viewOf(after!, await linesOf(db, scope, [collectionId]));
}

/** The lines first, then their charges one by one, then the list: whatever ends this process, the next look goes on. */
async function finishDrop(
  platform: Platform,
  scope: OrgScope,
  { _id }: Pick<CollectionDocument, '_id'>,
  hasTime = () => true,
): Promise<void> {
  const db = platform.databases.payments;
  const lines = await linesOf(db, scope, [_id]);
  const answered = new Set(lines.filter(({ result }) => result !== null).map((line) => line._id));
  const open = lines.filter((line) => !line.withdrawn && !line.dropped && !answered.has(line._id));
  await markDropped(
    db,
    scope,
    open.map((line) => line._id),
  );
  // By their keys: one that was made a moment before its process was killed has no line.
  for (const charge of await findChargesByKeys(db, scope, keysOf(_id))) {
    if (charge.state !== 'requested' || answered.has(charge._id)) continue;
    if (!hasTime()) return;
    await moveLocally(platform, scope, charge, 'voided', { nextInquiryAt: null }, { mayMove: ({ state }) => state === 'requested' });
  }
  await moveCollection(db, scope, _id, ['dropping'], { state: answered.size > 0 ? 'done' : 'dropped' });
}

/** Lists of an organisation that are closed and of which no file was asked for: nobody is going to. */
export async function dropReady(platform: Platform, scope: OrgScope, hasTime: () => boolean): Promise<void> {
  const db = platform.databases.payments;
  for (const collection of await listCollections(db, scope)) {
    if (collection.state !== 'ready') continue;
    await moveCollection(db, scope, collection._id, ['ready'], { state: 'dropping' });
    await finishDrop(platform, scope, collection, hasTime);
  }
}

/**
 * Lists of which no file was made before their day had gone by: no bank knows of them, so nobody has to be asked. A day later,
 * when nothing of them is being gathered any more. Those that were left half way are gone on with.
 */
export async function dropUnsent(platform: Platform): Promise<void> {
  const db = platform.databases.payments;
  for (const { orgId, _id } of await unsentCollections(db, addDays(platform.clock.today(), -1)))
    await moveCollection(db, mintOrgScope(orgId), _id, ['gathering', 'ready', 'making'], { state: 'dropping' });
  for (const collection of await droppingCollections(db))
    // One organisation's trouble is not the others'.
    await finishDrop(platform, mintOrgScope(collection.orgId), collection).catch((err: unknown) =>
      platform.log.error({ err, orgId: collection.orgId, collectionId: collection._id }, 'a list of direct debits could not be given up'),
    );
}
