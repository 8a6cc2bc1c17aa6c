import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { CardWishId } from '@tsudoi/shared/kernel/recurring-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { inBatches } from '../../platform/batches.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type CardWishDocument, cardWishCollection } from './card-wish.model.ts';

export { type CardWishDocument, cardWishCollection } from './card-wish.model.ts';

const wishes = (db: Db, scope: OrgScope) => tenantCollection<CardWishDocument>(db, scope, cardWishCollection);

/** The oldest first. */
export function wishesOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<CardWishDocument[]> {
  return wishes(db, scope)
    .find({ memberId }, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
}

/** The newest of each of a few members; who never chose a card has none. */
export async function newestWishes(db: Db, scope: OrgScope, memberIds: readonly MemberId[]): Promise<Map<MemberId, CardWishDocument>> {
  const newest = new Map<MemberId, CardWishDocument>();
  for (const wish of await wishes(db, scope)
    .find({ memberId: { $in: [...memberIds] } })
    .toArray()) {
    const known = newest.get(wish.memberId);
    if (!known || known._id < wish._id) newest.set(wish.memberId, wish);
  }
  return newest;
}

/** Of everybody, the newest first; `before`: the last row that was read. */
export function pageOfWishes(db: Db, scope: OrgScope, before: CardWishId | null, limit: number): Promise<CardWishDocument[]> {
  return wishes(db, scope)
    .find(before === null ? {} : { _id: { $lt: before } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

export const insertWish = (db: Db, scope: OrgScope, wish: CardWishDocument, session: ClientSession): Promise<void> =>
  wishes(db, scope).insert([wish], { session });

type Named = Pick<CardWishDocument, 'orgId' | 'memberId'>;

/** Of all organisations, whoever has ever chosen a card, a batch at a time. */
export const everyWish = (db: Db, batchSize = 200): AsyncGenerator<Named[]> =>
  inBatches(
    db.collection<CardWishDocument>(cardWishCollection).find({ isOn: true }, { projection: { orgId: 1, memberId: 1 }, batchSize }),
    batchSize,
  );

export async function createWishIndexes(db: Db): Promise<void> {
  await db.collection(cardWishCollection).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { orgId: 1, memberId: 1, _id: 1 }, name: 'member' },
    { key: { isOn: 1 }, name: 'on' },
  ]);
}
