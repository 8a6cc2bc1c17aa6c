import type { MemberFields } from '@tsudoi/shared/contracts/members/member.contract';
import { newMemberId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { searchTextOf, sortKanaOf } from './member-search.rules.ts';
import { nextChangeOn, statusOn } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';

export interface NewMember {
  readonly fields: z.output<typeof MemberFields>;
  readonly memberNumber: string;
  readonly actorName: string;
  readonly now: Date;
  readonly today: JstDate;
}

/** A member as it is first written: in since the day of joining. */
export function newMember(scope: OrgScope, given: NewMember): MemberDocument {
  const { fields, memberNumber, actorName, now, today } = given;
  const statusEntries: MemberDocument['statusEntries'] = [
    { entryId: newStatusEntryId(), status: 'active', effectiveOn: fields.joinedOn, recordedAt: now, actor: actorName, reason: '' },
  ];
  return {
    ...fields,
    _id: newMemberId(),
    orgId: scope.orgId,
    memberNumber,
    status: statusOn(statusEntries, today),
    nextStatusOn: nextChangeOn(statusEntries, today),
    withdrawnOn: null,
    statusEntries,
    searchText: searchTextOf({ ...fields, memberNumber }),
    sortKana: sortKanaOf(fields),
    version: 0,
    createdAt: now,
  };
}
