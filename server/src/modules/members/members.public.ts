import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import { recordAudit, valueChanges } from '../audit/audit.public.ts';
import { mayLogIn } from './member-status.rules.ts';
import { countByStatus } from './member-tally.repository.ts';
import { changeMember, findMembers } from './member.repository.ts';
import { findMembershipType } from './membership-type.repository.ts';

export { addApplicant, admitApplicant, applyAnew, closeApplicant, correctApplicant, couldJoinOn } from './applicant.service.ts';
export { findCustomFields } from './custom-field.repository.ts';
export { checkedInput, fieldsFor, mergedCustom } from './custom-field.rules.ts';
export { searchExpressions, sortKanaOf } from './member-search.rules.ts';
export { type MemberDocument, findLookalikes, findMember, findMembers, streamMembersForBilling } from './member.repository.ts';
export { feeOn } from './membership-price.rules.ts';
export { findMembershipType, listMembershipTypes } from './membership-type.repository.ts';

/** How many are in or resting. */
export async function countMembers(scope: OrgScope): Promise<number> {
  const counts = await countByStatus(scope);
  return (counts.get('active') ?? 0) + (counts.get('suspended') ?? 0);
}

/** Hook of the account side: who a member is. */
export async function memberCardOf(scope: OrgScope, memberId: MemberId): Promise<MemberCard | null> {
  const [member] = await findMembers(scope, [memberId]);
  if (!member) return null;
  const { memberNumber, familyName, givenName, familyNameKana, givenNameKana, contactEmail, status } = member;
  const membershipTypeName = (await findMembershipType(scope, member.membershipTypeId))?.name ?? '';
  return {
    memberId,
    memberNumber,
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    membershipTypeName,
    contactEmail,
    mayLogIn: mayLogIn(status),
    pending: status === 'applied',
  };
}

/** Hook of the account side: an address given at the first access makes an online member (domain.md 3.5). */
export async function takeContactEmail(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  contactEmail: string,
  replaced: string | null,
  session: ClientSession,
): Promise<void> {
  const [member] = await findMembers(scope, [memberId]);
  if (!member || (member.contactEmail !== '' && member.contactEmail !== replaced)) return;
  await changeMember(scope, memberId, member.version, { contactEmail }, session);
  const subjectName = `${member.familyName} ${member.givenName}`;
  await recordAudit(
    platform,
    scope,
    { kind: 'member', memberId, name: subjectName },
    {
      action: 'member.update_own',
      subjectKind: 'member',
      subjectId: memberId,
      subjectName,
      fields: ['contactEmail'],
      changes: valueChanges(['contactEmail'], member, { contactEmail }),
    },
    session,
  );
}
