import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type MemberDocument, type MemberPage, conditionsOf } from './member.repository.ts';

export type MemberFilter = Pick<MemberPage, 'words' | 'status' | 'membershipTypeId'>;
export type MemberOrder = Pick<MemberPage, 'sort' | 'descending'>;

const members = (db: Db, scope: OrgScope) => tenantCollection<MemberDocument>(db, scope, 'members');

/**
 * The filtered roll in its order, a batch at a time and by one cursor: pages found anew from where the last one ended
 * cost the embedded engine a sort each.
 */
export async function* streamMembers(
  db: Db,
  scope: OrgScope,
  filter: MemberFilter & MemberOrder,
  batchSize: number,
): AsyncGenerator<MemberDocument[]> {
  const direction = filter.descending ? -1 : 1;
  const projection = { statusEntries: 0, searchText: 0 };
  const cursor = members(db, scope)
    .find(conditionsOf(scope, filter) as never, { projection, batchSize })
    .sort({ [filter.sort]: direction, _id: direction });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
  }
}

export function countMembersFor(db: Db, scope: OrgScope, filter: MemberFilter): Promise<number> {
  return members(db, scope).count(conditionsOf(scope, filter) as never, 10_000_000);
}
