import type { DebitCollectionDetail, DebitCollectionView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DebitCollectionId } from '@tsudoi/shared/kernel/ids';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { type CollectionDocument, type DebitLineDocument, findCollection, linesOf, listCollections } from './collection.repository.ts';
import { effectOf } from './debit.rules.ts';

/** A collection with what the bank has said of its debits so far. */
export function viewOf(collection: CollectionDocument, lines: readonly DebitLineDocument[]): DebitCollectionView {
  const drawn = lines.filter(({ withdrawn }) => !withdrawn);
  const done = drawn.filter(({ result }) => result !== null && effectOf(result).isPaid);
  const failed = drawn.filter(({ result }) => result !== null && !effectOf(result).isPaid);
  const sum = (some: readonly DebitLineDocument[]) => sumYen(some.map(({ amount }) => amount));
  return {
    collectionId: collection._id,
    month: collection.month,
    debitOn: collection.debitOn,
    state: collection.state,
    count: drawn.length,
    amount: sum(drawn),
    doneCount: done.length,
    doneAmount: sum(done),
    failedCount: failed.length,
    failedAmount: sum(failed),
    openedAt: collection.openedAt.toISOString(),
    madeAt: collection.madeAt?.toISOString() ?? null,
  };
}

export async function collectionsOf(platform: Platform, scope: OrgScope): Promise<DebitCollectionView[]> {
  const db = platform.databases.payments;
  const collections = await listCollections(db, scope);
  const lines = await linesOf(
    db,
    scope,
    collections.map(({ _id }) => _id),
  );
  return collections.map((collection) =>
    viewOf(
      collection,
      lines.filter(({ collectionId }) => collectionId === collection._id),
    ),
  );
}

/** @throws DomainError NOT_FOUND */
export async function collectionDetail(
  platform: Platform,
  scope: OrgScope,
  collectionId: DebitCollectionId,
): Promise<z.output<typeof DebitCollectionDetail>> {
  const db = platform.databases.payments;
  const collection = await findCollection(db, scope, collectionId);
  if (!collection) throw new DomainError('NOT_FOUND');
  const lines = (await linesOf(db, scope, [collectionId])).toSorted((left, right) => (left.customerNumber < right.customerNumber ? -1 : 1));
  return {
    collection: viewOf(collection, lines),
    rows: lines.map(({ _id, orgId: _org, collectionId: _collection, resultAt, amount, ...line }) => ({
      chargeId: _id,
      ...line,
      dropped: line.dropped === true,
      amount: amount as z.output<typeof DebitCollectionDetail>['rows'][number]['amount'],
      resultAt: resultAt?.toISOString() ?? null,
    })),
  };
}
