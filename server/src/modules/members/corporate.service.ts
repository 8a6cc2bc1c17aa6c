import type {
  CreateCorporateInput,
  UpdateCorporateInput,
  UpdateMyContactsInput,
} from '@tsudoi/shared/contracts/members/corporate.contract';
import type { CreateMemberOutput, MemberDetail, MyProfileView } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type * as z from 'zod';
import type { MemberActor, UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { filledIn } from './custom-field.rules.ts';
import { checkRank } from './member-rank.rules.ts';
import { findMember } from './member.repository.ts';
import { addMember, checkDates, checkType, detailOf, named, writeMember } from './member.service.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { getMyProfile } from './my-profile.service.ts';

type Fields = Pick<z.output<typeof UpdateCorporateInput>, 'corporateName' | 'corporateNameKana' | 'contacts'>;

/**
 * A corporate member stands in the roll under one name: the parts of a person's given name stay empty, and mail goes to
 * the 連絡者 (docs/decisions/0010).
 */
function recordOf({ corporateName, corporateNameKana, contacts }: Fields) {
  return {
    familyName: corporateName,
    givenName: '',
    familyNameKana: corporateNameKana,
    givenNameKana: '',
    contactEmail: contacts.liaison.email,
    contacts,
  };
}

/** Adds a corporate member (MEM-05). @throws DomainError like addMember */
export async function createCorporate(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof CreateCorporateInput>,
): Promise<z.output<typeof CreateMemberOutput>> {
  const { corporateName, corporateNameKana, contacts, issueProvisional, custom: given, ...fields } = input;
  const { corporateMyPage } = await findMemberSettings(actor.scope);
  return addMember(platform, actor, {
    fields: { ...fields, ...recordOf({ corporateName, corporateNameKana, contacts }), formerName: '', affiliation: '', birthDate: '' },
    given,
    kind: 'corporate',
    contacts,
    issueProvisional: issueProvisional && corporateMyPage,
  });
}

/** @throws DomainError NOT_FOUND for a person, CONFLICT, INVALID_INPUT */
export async function updateCorporate(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof UpdateCorporateInput>,
): Promise<z.output<typeof MemberDetail>> {
  const { memberId, version, custom: given, corporateName, corporateNameKana, contacts, address: addressParts, ...fields } = input;
  const { scope } = actor;
  const before = await findMember(scope, memberId);
  if (before.kind !== 'corporate') throw new DomainError('NOT_FOUND');
  checkDates(platform, { ...fields, birthDate: '' });
  if (fields.membershipTypeId !== before.membershipTypeId) await checkType(scope, fields.membershipTypeId);
  checkRank((await findMemberSettings(scope)).ranks, fields.rankId ?? '', before.rankId ?? '');
  const custom = filledIn((await findCustomFields(platform.databases.server, scope)).fields, before.custom ?? {}, given, 'office');
  const changes = named({ ...fields, ...recordOf({ corporateName, corporateNameKana, contacts }), addressParts, custom });
  return detailOf(platform, scope, await writeMember(platform, actor, scope, before, version, changes, 'member.update'));
}

/**
 * The people of a corporate member, by themselves, where the office gives them a My Page; the name of the body stays the
 * office's (MEM-06, MEM-07). @throws DomainError FORBIDDEN, CONFLICT
 */
export async function updateMyContacts(
  platform: Platform,
  actor: MemberActor,
  input: z.output<typeof UpdateMyContactsInput>,
): Promise<z.output<typeof MyProfileView>> {
  const { scope } = actor;
  const [before, settings] = await Promise.all([findMember(scope, actor.memberId), findMemberSettings(scope)]);
  if (before.kind !== 'corporate' || !settings.corporateMyPage) throw new DomainError('FORBIDDEN');
  const { contacts, version } = input;
  await writeMember(platform, actor, scope, before, version, { contacts, contactEmail: contacts.liaison.email }, 'member.update_own');
  return getMyProfile(platform, actor);
}
