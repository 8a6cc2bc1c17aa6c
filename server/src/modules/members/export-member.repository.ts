import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { batchesOf } from '../../platform/list-file.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ListQuery, listConditions, listSorts } from './member-list.rules.ts';
import { rarestSeek } from './member-key.repository.ts';
import { isDuesFirst } from './member-page.repository.ts';
import type { MemberDocument } from './member.repository.ts';

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
  const [first, duesFirst] = [query.search === null ? await rarestSeek(scope, query) : undefined, await isDuesFirst(scope, query)];
  const { seek, rest } = listConditions({ ...query, after: null, first, duesFirst });
  const order = { [listSorts[query.sort]]: query.descending ? -1 : 1 } as Record<string, 1 | -1>;
  const members = tenantCollection<MemberDocument>(db, scope, 'members');
  const cursor =
    Object.keys(rest).length === 0
      ? members.find(seek, { batchSize, projection, sort: order, raw: true })
      : members.aggregate(seek, [{ $match: rest }, { $sort: order }, { $project: projection }], { raw: true }).batchSize(batchSize);
  yield* batchesOf<Pick<MemberDocument, Field>>(cursor);
}
