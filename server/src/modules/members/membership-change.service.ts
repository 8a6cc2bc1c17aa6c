import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit, valueChanges } from '../audit/audit.public.ts';
import { reviseMember } from './member-change.service.ts';
import { findPresentMember } from './member.repository.ts';
import { findMembershipType } from './membership-type.repository.ts';

/**
 * Gives a member another type in the caller's transaction, logged like any change of the record, so that its history shows it.
 * @throws DomainError NOT_FOUND for a type that is archived or another organisation's, MEMBER_MERGED, CONFLICT
 */
export async function giveMembershipType(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  change: { readonly memberId: MemberId; readonly membershipTypeId: MembershipTypeId },
  session: ClientSession,
): Promise<void> {
  const { memberId, membershipTypeId } = change;
  const before = await findPresentMember(scope, memberId, session);
  if (before.membershipTypeId === membershipTypeId) return;
  const type = await findMembershipType(scope, membershipTypeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
  const after = await reviseMember(platform, scope, before, { membershipTypeId }, session);
  if (!after) throw new DomainError('CONFLICT');
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action: 'member.update',
      subjectKind: 'member',
      subjectId: memberId,
      subjectName: fullName(after),
      fields: ['membershipTypeId'],
      changes: valueChanges(['membershipTypeId'], before, { membershipTypeId }),
    },
    session,
  );
  await recordLive(platform.databases.server, scope, [{ topic: 'members', ref: memberId, memberId }], platform.clock.now(), session);
}
