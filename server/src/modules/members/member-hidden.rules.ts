import type { MemberListInput } from '@tsudoi/shared/contracts/members/member.contract';
import { type HidingCondition, hidingConditions } from '@tsudoi/shared/contracts/members/member-hidden.contract';
import type * as z from 'zod';
import { foldForSearch } from './member-search.rules.ts';
import type { MemberRowDocument } from './member.repository.ts';

export type Conditions = Pick<z.output<typeof MemberListInput>, 'status' | 'membershipTypeId' | 'kind' | 'rankId' | 'tag' | 'dues'>;
export type Hidden = Pick<MemberRowDocument, 'status' | 'membershipTypeId' | 'kind' | 'rankId' | 'tags' | 'owing'>;

/** Which of the conditions of a list keep a member out of it; none when the member is in it. */
export function hiddenBy(member: Hidden, conditions: Conditions): HidingCondition[] {
  const { status, membershipTypeId, kind = 'individual', rankId, tag, dues } = conditions;
  const fits: Readonly<Record<HidingCondition, boolean>> = {
    kind: (member.kind ?? 'individual') === kind,
    status: status === 'all' || status === member.status,
    type: !membershipTypeId || membershipTypeId === member.membershipTypeId,
    rank: !rankId || rankId === member.rankId,
    tag: !tag || (member.tags ?? []).some((own) => foldForSearch(own) === foldForSearch(tag)),
    dues: !dues || (dues === 'owing') === (member.owing ?? false),
  };
  return hidingConditions.filter((condition) => !fits[condition]);
}
