import type { DayRange } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { MemberListInput } from '@tsudoi/shared/contracts/members/member.contract';
import { type HidingCondition, hidingConditions } from '@tsudoi/shared/contracts/members/member-hidden.contract';
import type * as z from 'zod';
import { fitsCustom } from './member-condition.rules.ts';
import type { GroupPart } from './member-group.rules.ts';
import { foldForSearch } from './search-fold.rules.ts';
import type { MemberDocument } from './member.repository.ts';

export interface Conditions extends Pick<
  z.output<typeof MemberListInput>,
  'status' | 'membershipTypeId' | 'kind' | 'rankId' | 'tag' | 'dues' | 'custom'
> {
  readonly joined?: DayRange | null | undefined;
  readonly anyOf?: readonly GroupPart[] | undefined;
}
export type Hidden = Pick<MemberDocument, 'status' | 'membershipTypeId' | 'kind' | 'rankId' | 'tags' | 'owing' | 'joinedOn' | 'custom'>;

const fieldOf = {
  status: 'status',
  type: 'membershipTypeId',
  rank: 'rankId',
  tag: 'tag',
  dues: 'dues',
  joined: 'joined',
} as const satisfies Record<Exclude<GroupPart['by'], 'custom'>, keyof Conditions>;

/** A condition of a group, as if it were the only one of a list. */
function fitsPart(member: Hidden, part: GroupPart): boolean {
  const only = part.by === 'custom' ? { custom: [part.value] } : { [fieldOf[part.by]]: part.value };
  return hiddenBy(member, { status: 'all', kind: member.kind, ...only }).length === 0;
}

/** Which of the conditions of a list keep a member out of it; none when the member is in it. */
export function hiddenBy(member: Hidden, conditions: Conditions): HidingCondition[] {
  const { status, membershipTypeId, kind = 'individual', rankId, tag, dues, joined, custom, anyOf = [] } = conditions;
  const { from = null, to = null } = joined ?? {};
  const fits: Readonly<Record<HidingCondition, boolean>> = {
    kind: (member.kind ?? 'individual') === kind,
    status: status === 'all' || status === member.status,
    type: !membershipTypeId || membershipTypeId === member.membershipTypeId,
    rank: !rankId || rankId === member.rankId,
    tag: !tag || (member.tags ?? []).some((own) => foldForSearch(own) === foldForSearch(tag)),
    joined: (from === null || member.joinedOn >= from) && (to === null || member.joinedOn <= to),
    custom: (custom ?? []).every((condition) => fitsCustom(member.custom ?? {}, condition)),
    anyOf: anyOf.length === 0 || anyOf.some((part) => fitsPart(member, part)),
    dues: !dues || (dues === 'owing') === (member.owing ?? false),
  };
  return hidingConditions.filter((condition) => !fits[condition]);
}

/** Whether the status is the one condition that can keep somebody out. */
export function hidesByStatusAlone({ status, membershipTypeId, rankId, tag, dues, joined, custom, anyOf }: Conditions): boolean {
  const others = [membershipTypeId, rankId, tag, dues, joined];
  return status !== 'all' && others.every((one) => !one) && (custom ?? []).length === 0 && (anyOf ?? []).length === 0;
}
