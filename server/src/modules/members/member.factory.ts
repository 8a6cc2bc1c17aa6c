import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { MemberFields, MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { newMemberId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { listFieldsOf } from './member-list.rules.ts';
import { nextChangeOn, statusOn } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';

export interface NewMember {
  readonly fields: Omit<z.output<typeof MemberFields>, 'custom'>;
  /** Checked against the organisation's own fields (`filledIn`). */
  readonly custom?: CustomValues;
  readonly memberNumber: string;
  readonly actorName: string;
  readonly now: Date;
  readonly today: JstDate;
  /** Since the day of joining; somebody who applies is `applied` until a decision. */
  readonly status?: MemberStatus;
}

/** A member as it is first written. */
export function newMember(scope: OrgScope, given: NewMember): MemberDocument {
  const { fields, memberNumber, actorName, now, today, status = 'active', custom = {} } = given;
  const statusEntries: MemberDocument['statusEntries'] = [
    { entryId: newStatusEntryId(), status, effectiveOn: fields.joinedOn, recordedAt: now, actor: actorName, reason: '' },
  ];
  const member = {
    ...fields,
    custom,
    _id: newMemberId(),
    orgId: scope.orgId,
    memberNumber,
    status: statusOn(statusEntries, today),
    nextStatusOn: nextChangeOn(statusEntries, today),
    withdrawnOn: null,
    statusEntries,
    version: 0,
    createdAt: now,
  };
  return { ...member, ...listFieldsOf(member) };
}
