import type { MyProfileView, UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { fieldsShown, filledIn } from './custom-field.rules.ts';
import { type MemberDocument, findMember } from './member.repository.ts';
import { writeMember } from './member.service.ts';
import { myProfile } from './member.view.ts';
import { findMembershipType } from './membership-type.repository.ts';

type View = z.output<typeof MyProfileView>;

async function viewOf(platform: Platform, actor: MemberActor, member: MemberDocument): Promise<View> {
  const [type, { fields }] = await Promise.all([
    findMembershipType(actor.scope, member.membershipTypeId),
    findCustomFields(platform.databases.server, actor.scope),
  ]);
  return myProfile(member, type?.name ?? '', fieldsShown(fields));
}

export async function getMyProfile(platform: Platform, actor: MemberActor): Promise<View> {
  return viewOf(platform, actor, await findMember(actor.scope, actor.memberId));
}

/** What a member may change; names belong to the office (MEM-06). @throws DomainError CONFLICT, INVALID_INPUT */
export async function updateMyProfile(platform: Platform, actor: MemberActor, input: z.output<typeof UpdateMyProfileInput>): Promise<View> {
  const { version, custom: given, ...changes } = input;
  const [before, { fields }] = await Promise.all([
    findMember(actor.scope, actor.memberId),
    findCustomFields(platform.databases.server, actor.scope),
  ]);
  const custom = filledIn(fields, before.custom ?? {}, given, 'member');
  const after = await writeMember(platform, actor, actor.scope, before, version, { ...changes, custom }, 'member.update_own');
  return viewOf(platform, actor, after);
}
