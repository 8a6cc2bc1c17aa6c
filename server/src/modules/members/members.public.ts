import { hasLeft } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import { titleOf, titleOfContact } from './honorific.rules.ts';
import { mayUseMyPage, whoLogsIn } from './login-person.rules.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { countByStatus } from './member-tally.repository.ts';
import { type MemberDocument, findMembers } from './member.repository.ts';
import { writeMemberWithin } from './member.service.ts';
import { type MembershipTypeDocument, findMembershipType, listMembershipTypes } from './membership-type.repository.ts';

export {
  addApplicant,
  admitApplicant,
  applyAnew,
  closeApplicant,
  correctApplicant,
  couldJoinOn,
  refuseJoiningOn,
} from './applicant.service.ts';
export { mayApply } from './applicant-follow.service.ts';
export { findCustomFields } from './custom-field.repository.ts';
export { checkedInput, fieldsFor, mergedCustom } from './custom-field.rules.ts';
export { isCalledLike } from './duplicate.rules.ts';
export { countWaitingChanges } from './change-request.repository.ts';
export { proofList } from './proof-export.service.ts';
export { countWaitingProofs } from './proof.repository.ts';
export { memberList, wholeRoll } from './export.service.ts';
export { assertMayChoose } from './member-list.service.ts';
export { allMemberFiles, expectFile, settleFiles, takeFile, uploaderOf } from './stored-file.service.ts';
export { foldForSearch } from './search-fold.rules.ts';
export { numberedAs, writtenAs } from './search-forms.rules.ts';
export { searchExpressions, sortKanaOf } from './member-search.rules.ts';
export {
  type MemberDocument,
  findLookalikes,
  findMember,
  findMembers,
  findPresentMember,
  membersAtAddresses,
  membersByNumber,
  membersSharing,
} from './member.repository.ts';
export { tellNamed } from './member-change.service.ts';
export { titleOf } from './honorific.rules.ts';
export { titlesOf } from './honorific.service.ts';
export { addressesOf, billingAddressOf, mailAddressOf } from './member-mail.rules.ts';
export { keepOwing } from './member-owing.repository.ts';
export { keepOwingAnew } from './members.migration.ts';
export { streamMembersForBilling } from './billing-member.repository.ts';
export { personOf } from './member-merge.repository.ts';
export { looksLikeReception } from './member-number.rules.ts';
export { awaitNumbers } from './member-number.service.ts';
export { changeRequestRows, fileRows } from './member-rows.service.ts';
export { countRemovals, holdRemovals } from './roll-removal.service.ts';
export { proofRows } from './proof-rows.service.ts';
export { giveMembershipType } from './membership-change.service.ts';
export { feeOn } from './membership-price.rules.ts';
export { statusOn } from './member-status.rules.ts';
export { findMembershipType, listMembershipTypes } from './membership-type.repository.ts';

/** How many are in or resting. */
export async function countMembers(scope: OrgScope): Promise<number> {
  const counts = await countByStatus(scope);
  return (counts.get('active') ?? 0) + (counts.get('suspended') ?? 0);
}

function cardOf(member: MemberDocument, type: MembershipTypeDocument | null | undefined, corporateMyPage: boolean): MemberCard {
  const { _id, memberNumber, contactEmail, status, nextStatusOn } = member;
  // Those of a corporate member only where the office lets them (MEM-07).
  const isCorporate = member.kind === 'corporate';
  const { familyName, givenName, familyNameKana, givenNameKana } = whoLogsIn(member);
  return {
    memberId: _id,
    memberNumber,
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    honorific: isCorporate ? titleOfContact(type?.honorific) : titleOf(member.kind, type?.honorific),
    membershipTypeName: type?.name ?? '',
    contactEmail,
    mayLogIn: mayUseMyPage(member, corporateMyPage),
    gone: hasLeft(status) && nextStatusOn === null,
    myPageClosed: isCorporate && !corporateMyPage,
    pending: status === 'applied',
  };
}

/** The setting counts for corporate members alone, so it is read only where there is one. */
async function corporateMyPageFor(scope: OrgScope, members: readonly MemberDocument[]): Promise<boolean> {
  return members.some((member) => member.kind === 'corporate') && (await findMemberSettings(scope)).corporateMyPage;
}

/** Hook of the account side: who a member is. */
export async function memberCardOf(scope: OrgScope, memberId: MemberId): Promise<MemberCard | null> {
  const [member] = await findMembers(scope, [memberId]);
  if (!member) return null;
  const type = await findMembershipType(scope, member.membershipTypeId);
  return cardOf(member, type, await corporateMyPageFor(scope, [member]));
}

/** The same of many that were read already, in their order: one look for all their types. */
export async function memberCardsOf(scope: OrgScope, members: readonly MemberDocument[]): Promise<MemberCard[]> {
  if (members.length === 0) return [];
  const types = new Map((await listMembershipTypes(scope)).map((type) => [type._id, type]));
  const corporateMyPage = await corporateMyPageFor(scope, members);
  return members.map((member) => cardOf(member, types.get(member.membershipTypeId), corporateMyPage));
}

/**
 * Hook of the account side: an address given at the first access makes an online member (domain.md 3.5), and the one for notices goes
 * with the one for the log-in where both were the same.
 */
export async function takeContactEmail(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  contactEmail: string,
  replaced: string | null,
  actor: AuditActor,
  session: ClientSession,
): Promise<void> {
  const [member] = await findMembers(scope, [memberId], session);
  if (!member || (member.contactEmail !== '' && member.contactEmail !== replaced)) return;
  // Of a corporate member it is the address of its 連絡者.
  const { contacts } = member;
  const people = contacts ? { contacts: { ...contacts, liaison: { ...contacts.liaison, email: contactEmail } } } : {};
  const action = actor.kind === 'member' ? 'member.update_own' : 'member.update';
  const change = { before: member, version: member.version, changes: { contactEmail, ...people }, action } as const;
  await writeMemberWithin(platform, actor, scope, change, session);
}
