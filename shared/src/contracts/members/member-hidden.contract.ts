import * as z from 'zod';
import { MemberId, MembershipTypeId } from '../../kernel/ids.ts';
import { MemberKind } from './member-kind.contract.ts';
import { MemberListInput, MemberStatus } from './member.contract.ts';

/** What can keep a member out of a list that the search would find: being of the other roll, or a condition of the list. */
export const hidingConditions = ['kind', 'status', 'type', 'rank', 'tag', 'dues', 'joined', 'custom', 'anyOf'] as const;
export type HidingCondition = (typeof hidingConditions)[number];
export const mostHiddenShown = 3;

export const HiddenMembersInput = MemberListInput.pick({
  q: true,
  status: true,
  membershipTypeId: true,
  kind: true,
  rankId: true,
  tag: true,
  dues: true,
  joined: true,
  custom: true,
  anyOf: true,
});
export const HiddenMembersOutput = z.object({
  rows: z.array(
    z.object({
      memberId: MemberId,
      memberNumber: z.string(),
      name: z.string(),
      status: MemberStatus,
      membershipTypeId: MembershipTypeId,
      kind: MemberKind,
      hiddenBy: z.array(z.enum(hidingConditions)),
    }),
  ),
  /** There are others that the conditions hide. */
  more: z.boolean(),
});

/** As many are looked at, of those whom a search finds, to say how many of them a list does not show. */
export const mostHiddenCounted = 200;
export const HiddenCountsOutput = z.object({
  counts: z.array(z.object({ status: MemberStatus, count: z.number().int() })),
  /** The search finds more than are looked at: there may be others. */
  more: z.boolean(),
});
