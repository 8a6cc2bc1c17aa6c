import {
  type HiddenMembersInput,
  type HiddenMembersOutput,
  mostHiddenShown,
} from '@tsudoi/shared/contracts/members/member-hidden.contract';
import { memberKinds } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { hiddenBy } from './member-hidden.rules.ts';
import { memberSearch } from './member-search.rules.ts';
import { groupFor, joinedDaysFor } from './member-list.service.ts';
import { pageWithOwn } from './member-page.repository.ts';

/**
 * "Why not?": whom the search of a list would find if it had no conditions, and which of them keep each out. A handful, of
 * persons and corporate members; nothing where nothing was typed.
 */
export async function hiddenMembers(
  scope: OrgScope,
  today: JstDate,
  input: z.output<typeof HiddenMembersInput>,
): Promise<z.output<typeof HiddenMembersOutput>> {
  const search = memberSearch(input.q);
  if (search === null) return { rows: [], more: false };
  const everybody = { search, status: null, membershipTypeId: null, sort: 'kana' as const, descending: false, after: null };
  const found = await Promise.all(memberKinds.map((kind) => pageWithOwn(scope, { ...everybody, kind, size: mostHiddenShown })));
  const [joined, anyOf] = await Promise.all([joinedDaysFor(scope, input.joined, today), groupFor(scope, input.anyOf, today)]);
  const conditions = { ...input, joined, anyOf };
  const hidden = found.flat().flatMap((member) => {
    const by = hiddenBy(member, conditions);
    if (by.length === 0) return [];
    const { _id: memberId, memberNumber, status, membershipTypeId, kind = 'individual' } = member;
    return [{ memberId, memberNumber, name: fullName(member), status, membershipTypeId, kind, hiddenBy: by }];
  });
  return { rows: hidden.slice(0, mostHiddenShown), more: hidden.length > mostHiddenShown };
}
