import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ListQuery, listConditions, listSorts } from './member-list.rules.ts';
import type { MemberDocument } from './member.repository.ts';

const fields = { statusEntries: 0, searchText: 0, searchKeys: 0, facets: 0 } as const;

/**
 * The filtered roll in its order, a batch at a time and by one cursor: pages found anew from where the last one ended
 * would be sorted anew as well.
 */
export async function* streamMembers(
  db: Db,
  scope: OrgScope,
  query: Omit<ListQuery, 'after' | 'until'>,
  batchSize: number,
): AsyncGenerator<MemberDocument[]> {
  const { seek, rest } = listConditions({ ...query, after: null });
  const order = { [listSorts[query.sort]]: query.descending ? -1 : 1 } as Record<string, 1 | -1>;
  const members = tenantCollection<MemberDocument>(db, scope, 'members');
  const cursor =
    query.search === null
      ? members.find(seek, { projection: fields, batchSize }).sort(order)
      : members.aggregate<MemberDocument>(seek, [{ $match: rest }, { $sort: order }, { $project: fields }]).batchSize(batchSize);
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
  }
}
