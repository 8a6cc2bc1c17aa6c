import type { MyProfileView, UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMember } from './member.repository.ts';
import { writeMember } from './member.service.ts';
import { myProfile } from './member.view.ts';
import { findMembershipType } from './membership-type.repository.ts';

type View = z.output<typeof MyProfileView>;

export async function getMyProfile(actor: MemberActor): Promise<View> {
  const member = await findMember(actor.scope, actor.memberId);
  return myProfile(member, (await findMembershipType(actor.scope, member.membershipTypeId))?.name ?? '');
}

/** What a member may change; names belong to the office (MEM-06). @throws DomainError CONFLICT */
export async function updateMyProfile(platform: Platform, actor: MemberActor, input: z.output<typeof UpdateMyProfileInput>): Promise<View> {
  const { version, ...changes } = input;
  const before = await findMember(actor.scope, actor.memberId);
  const after = await writeMember(platform, actor, actor.scope, before, version, changes, 'member.update_own');
  return myProfile(after, (await findMembershipType(actor.scope, after.membershipTypeId))?.name ?? '');
}
