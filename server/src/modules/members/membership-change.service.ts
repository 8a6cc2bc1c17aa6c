import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findPresentMember } from './member.repository.ts';
import { writeMemberWithin } from './member.service.ts';
import { findMembershipType } from './membership-type.repository.ts';

/**
 * Gives a member another type in the caller's transaction, logged like any change of the record, so that its history shows it.
 * @throws DomainError NOT_FOUND for a type that is archived or another organisation's, MEMBER_MERGED, CONFLICT
 */
export async function giveMembershipType(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  { memberId, membershipTypeId }: { readonly memberId: MemberId; readonly membershipTypeId: MembershipTypeId },
  session: ClientSession,
): Promise<void> {
  const before = await findPresentMember(scope, memberId, session);
  if (before.membershipTypeId === membershipTypeId) return;
  const type = await findMembershipType(scope, membershipTypeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
  const change = { before, version: before.version, changes: { membershipTypeId }, action: 'member.update' } as const;
  await writeMemberWithin(platform, actor, scope, change, session);
}
