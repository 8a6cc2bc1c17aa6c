import { hasLeft } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ImportedChange } from './import-member.repository.ts';
import type { MemberDocument } from './member.repository.ts';

/** Whose record an application stands on; of who had left, once they were approved to come back and that was taken back. */
export const mayApply = ({ status }: MemberDocument): boolean => status === 'applied' || hasLeft(status);

const contact = ['contactEmail', 'familyName', 'givenName', 'familyNameKana', 'givenNameKana'] as const;
const isOther = (before: MemberDocument, after: MemberDocument): boolean => contact.some((field) => before[field] !== after[field]);

/**
 * An open application follows what the office puts right on the record. In the transaction of the change.
 * @throws DomainError like followTypeOfApplicant
 */
export async function followRecord(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  { before, after }: { readonly before: MemberDocument; readonly after: MemberDocument },
  session: ClientSession,
): Promise<void> {
  if (!mayApply(after)) return;
  // The address first: what is mailed of another type goes there.
  if (isOther(before, after)) await platform.hooks.followContactOfApplicant(scope, after, session);
  if (before.membershipTypeId !== after.membershipTypeId) await platform.hooks.followTypeOfApplicant(scope, actor, after, session);
}

/** The same where an admission was taken back: the record may have been put right while it was planned. */
export async function followReopened(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  member: MemberDocument,
  session: ClientSession,
): Promise<void> {
  if (!mayApply(member)) return;
  await platform.hooks.followContactOfApplicant(scope, member, session);
  await platform.hooks.followTypeOfApplicant(scope, actor, member, session);
}

/** The same for what a file has put right of those who are 申請中, few of thousands; it changes no type of theirs. */
export async function followImported(
  platform: Platform,
  scope: OrgScope,
  changed: readonly ImportedChange[],
  session: ClientSession,
): Promise<void> {
  for (const { before, changes } of changed) {
    const after = { ...before, ...changes };
    if (after.status === 'applied' && isOther(before, after)) await platform.hooks.followContactOfApplicant(scope, after, session);
  }
}
