import {
  type HiddenCountsOutput,
  type HiddenMembersInput,
  type HiddenMembersOutput,
  mostHiddenCounted,
  mostHiddenShown,
} from '@tsudoi/shared/contracts/members/member-hidden.contract';
import { type MemberStatus, memberStatuses } from '@tsudoi/shared/contracts/members/member.contract';
import { memberKinds } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { hiddenBy, hidesByStatusAlone } from './member-hidden.rules.ts';
import { readWindow } from './member-key.repository.ts';
import { memberSearch } from './member-search.rules.ts';
import { groupFor, joinedDaysFor } from './member-list.service.ts';
import { pageWithOwn } from './member-page.repository.ts';

type Asked = z.output<typeof HiddenMembersInput>;

async function conditionsOf(scope: OrgScope, today: JstDate, input: Asked) {
  const [joined, anyOf] = await Promise.all([joinedDaysFor(scope, input.joined, today), groupFor(scope, input.anyOf, today)]);
  return { ...input, joined, anyOf };
}

/**
 * "Why not?": whom the search of a list would find if it had no conditions, and which of them keep each out. A handful, of
 * persons and corporate members; nothing where nothing was typed.
 */
export async function hiddenMembers(scope: OrgScope, today: JstDate, input: Asked): Promise<z.output<typeof HiddenMembersOutput>> {
  const search = memberSearch(input.q);
  if (search === null) return { rows: [], more: false };
  const everybody = { search, status: null, membershipTypeId: null, sort: 'kana' as const, descending: false, after: null };
  const found = await Promise.all(memberKinds.map((kind) => pageWithOwn(scope, { ...everybody, kind, size: mostHiddenShown })));
  const conditions = await conditionsOf(scope, today, input);
  const hidden = found.flat().flatMap((member) => {
    const by = hiddenBy(member, conditions);
    if (by.length === 0) return [];
    const { _id: memberId, memberNumber, status, membershipTypeId, kind = 'individual' } = member;
    return [{ memberId, memberNumber, name: fullName(member), status, membershipTypeId, kind, hiddenBy: by }];
  });
  return { rows: hidden.slice(0, mostHiddenShown), more: hidden.length > mostHiddenShown };
}

/** What of a member tells whether a condition keeps them out. */
const hidingFields = { status: 1, membershipTypeId: 1, kind: 1, rankId: 1, tags: 1, owing: 1, joinedOn: 1, custom: 1 } as const;

/**
 * How many of the same roll the search of a list would find besides those it shows, by status: one look at the entry of the
 * search, in no order, and no further than can be said.
 */
export async function hiddenCounts(scope: OrgScope, today: JstDate, input: Asked): Promise<z.output<typeof HiddenCountsOutput>> {
  const search = memberSearch(input.q);
  if (search === null) return { counts: [], more: false };
  const conditions = await conditionsOf(scope, today, input);
  // Whoever is in the list is passed over by the database, where that is as plain as mostly.
  const others = memberStatuses.filter((status) => status !== input.status);
  const narrows = hidesByStatusAlone(conditions) ? [{ rest: { status: { $in: others } } }] : [];
  const everybody = { search, status: null, membershipTypeId: null, kind: input.kind, narrows, sort: 'kana' as const };
  const found = await readWindow(scope, { ...everybody, descending: false, after: null }, mostHiddenCounted + 1, hidingFields, 'unsorted');
  const counts = new Map<MemberStatus, number>();
  for (const member of found.slice(0, mostHiddenCounted))
    if (hiddenBy(member, conditions).length > 0) counts.set(member.status, (counts.get(member.status) ?? 0) + 1);
  return {
    counts: memberStatuses.flatMap((status) => {
      const count = counts.get(status);
      return count === undefined ? [] : { status, count };
    }),
    more: found.length > mostHiddenCounted,
  };
}
