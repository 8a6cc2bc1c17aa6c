import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ListQuery, listConditions, listSorts } from './member-list.rules.ts';
import { type MemberDocument, isDuesFirst } from './member.repository.ts';

/**
 * The filtered roll in its order, a batch at a time and by one cursor: pages found anew from where the last one ended
 * would be sorted anew as well. Only the fields that are asked for: a member has more to it than a line of a file, and
 * reading all of it costs more than writing the line.
 */
export async function* streamMembers<Field extends keyof MemberDocument>(
  db: Db,
  scope: OrgScope,
  query: Omit<ListQuery, 'after' | 'until'>,
  fields: readonly Field[],
  batchSize: number,
): AsyncGenerator<Pick<MemberDocument, Field>[]> {
  const projection = { _id: 0, ...Object.fromEntries(fields.map((field) => [field, 1])) };
  const { seek, rest } = listConditions({ ...query, after: null, duesFirst: await isDuesFirst(scope, query) });
  const order = { [listSorts[query.sort]]: query.descending ? -1 : 1 } as Record<string, 1 | -1>;
  const members = tenantCollection<MemberDocument>(db, scope, 'members');
  const cursor =
    Object.keys(rest).length === 0
      ? members.find(seek, { batchSize }).project<Pick<MemberDocument, Field>>(projection).sort(order)
      : members
          .aggregate<Pick<MemberDocument, Field>>(seek, [{ $match: rest }, { $sort: order }, { $project: projection }])
          .batchSize(batchSize);
  try {
    // The next batch is on its way while one is written.
    for (let more = cursor.hasNext(); await more;) {
      const batch = cursor.readBufferedDocuments();
      more = cursor.hasNext();
      more.catch(() => undefined);
      yield batch;
    }
  } finally {
    await cursor.close();
  }
}
