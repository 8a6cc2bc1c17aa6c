import type { MemberDetail, MemberRow, MyProfileView } from '@tsudoi/shared/contracts/members/member.contract';
import type { CustomField, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { formatPhone } from '../../platform/phone.ts';
import type * as z from 'zod';
import { addressPartsOf } from './member-address.rules.ts';
import { isOfApplication } from './member-status.rules.ts';
import type { MemberRowDocument } from './member-page.repository.ts';
import type { MemberDocument } from './member.repository.ts';

type Account = z.output<typeof MemberDetail>['account'];

export function memberRow(member: MemberRowDocument, membershipTypeName: string): MemberRow {
  const {
    _id,
    memberNumber,
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    membershipTypeId,
    status,
    contactEmail,
    phone,
    affiliation,
    joinedOn,
  } = member;
  return {
    memberId: _id,
    memberNumber,
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    membershipTypeId,
    membershipTypeName,
    status,
    contactEmail,
    kind: member.kind ?? 'individual',
    contactName: member.contacts ? fullName(member.contacts.liaison) : '',
    rankId: member.rankId ?? '',
    tags: member.tags ?? [],
    formerName: member.formerName ?? '',
    phone: formatPhone(phone),
    affiliation,
    joinedOn,
  };
}

/** Newest entry first; what is still to come is marked, and what came with an application. */
export function memberDetail(
  member: MemberDocument,
  membershipTypeName: string,
  account: Account,
  { today, admissions }: { readonly today: JstDate; readonly admissions: ReadonlySet<string> },
): z.output<typeof MemberDetail> {
  const { postalCode, address, birthDate, withdrawnOn, memo, version } = member;
  const statusHistory = [...member.statusEntries]
    .sort((left, right) => (left.effectiveOn < right.effectiveOn ? 1 : -1))
    .map(({ entryId, status, effectiveOn, recordedAt, actor, reason, nextSteps }) => ({
      entryId,
      status,
      effectiveOn,
      recordedAt: recordedAt.toISOString(),
      actor,
      reason,
      nextSteps: nextSteps ?? [],
      scheduled: effectiveOn > today,
      ofApplication: isOfApplication({ status, effectiveOn }, admissions),
    }));
  return {
    ...memberRow(member, membershipTypeName),
    postalCode,
    address,
    addressParts: addressPartsOf(member),
    birthDate,
    contacts: member.contacts ?? null,
    withdrawnOn,
    memo,
    units: member.units ?? 1,
    custom: member.custom ?? {},
    statusHistory,
    account,
    isMerged: member.mergedInto != null,
    version,
  };
}

/** Only what the office shows. */
function shownValues(member: MemberDocument, fields: readonly CustomField[]): CustomValues {
  const own = member.custom ?? {};
  return Object.fromEntries(fields.flatMap(({ fieldId }) => (own[fieldId] === undefined ? [] : [[fieldId, own[fieldId]]])));
}

export function myProfile(
  member: MemberDocument,
  membershipTypeName: string,
  customFields: readonly CustomField[],
  may: { readonly mayEditContacts: boolean; readonly awaitsNumber: boolean },
  pending: z.output<typeof MyProfileView>['pending'],
): z.output<typeof MyProfileView> {
  const {
    memberNumber,
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    contactEmail,
    phone,
    postalCode,
    address,
    affiliation,
    joinedOn,
    version,
  } = member;
  return {
    memberNumber,
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    membershipTypeName,
    contactEmail,
    phone: formatPhone(phone),
    postalCode,
    address,
    addressParts: addressPartsOf(member),
    affiliation,
    joinedOn,
    version,
    kind: member.kind ?? 'individual',
    contacts: member.contacts ?? null,
    ...may,
    customFields: [...customFields],
    custom: shownValues(member, customFields),
    pending,
  };
}
