import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { ChangeMemberStatusInput, MemberDetail } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { followStatus } from '../identity/identity.public.ts';
import { leavesOn, mayLogIn, nextChangeOn, statusOn, withEntry } from './member-status.rules.ts';
import { type MemberDocument, type StatusEntry, changeMember, findMember, membersWithChange } from './member.repository.ts';
import { detailOf } from './member.service.ts';

/** Writes a history with all that follows from it. `changes`: what else becomes of the record at the same moment. */
export async function writeHistory(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  before: MemberDocument,
  statusEntries: StatusEntry[],
  action: AuditAction,
  session: ClientSession,
  changes: Partial<MemberDocument> = {},
): Promise<MemberDocument> {
  const today = platform.clock.today();
  const status = statusOn(statusEntries, today);
  const after = await changeMember(
    scope,
    before._id,
    before.version,
    { ...changes, statusEntries, status, nextStatusOn: nextChangeOn(statusEntries, today), withdrawnOn: leavesOn(statusEntries) },
    session,
  );
  if (!after) throw new DomainError('CONFLICT');
  if (mayLogIn(before.status) !== mayLogIn(status)) await followStatus(platform, scope, before._id, mayLogIn(status), session);
  await recordAudit(
    platform,
    scope,
    actor,
    { action, subjectKind: 'member', subjectId: before._id, subjectName: `${before.familyName} ${before.givenName}`, fields: ['status'] },
    session,
  );
  await recordLive(
    platform.databases.server,
    scope,
    [{ topic: 'members', ref: before._id, memberId: before._id }],
    platform.clock.now(),
    session,
  );
  return after;
}

/** Enters or schedules a change. @throws DomainError NOT_FOUND, STATUS_DATE_TAKEN, INVALID_TRANSITION, FORBIDDEN, CONFLICT */
export async function changeMemberStatus(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof ChangeMemberStatusInput>,
): Promise<z.output<typeof MemberDetail>> {
  const { scope } = actor;
  const after = await inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, input.memberId, session);
    // 申請中 ends with the decision on the application, so that none stays open behind a member.
    if (member.status === 'applied' && member.nextStatusOn === null)
      throw new DomainError('INVALID_TRANSITION', { from: 'applied', to: input.status });
    const entry: StatusEntry = {
      entryId: newStatusEntryId(),
      status: input.status,
      effectiveOn: input.effectiveOn,
      recordedAt: platform.clock.now(),
      actor: actor.name,
      reason: input.reason,
    };
    const entries = withEntry(member.statusEntries, entry);
    const previous = entries[entries.indexOf(entry) - 1];
    // Taking an expelled member back is for admins, with a reason (domain.md 3.2).
    if (previous?.status === 'expelled' && (actor.role === 'staff' || input.reason === ''))
      throw new DomainError('FORBIDDEN', { permission: 'settings' });
    return writeHistory(platform, scope, actor, member, entries, 'member.status', session);
  });
  return detailOf(platform, scope, after);
}

/** Applies what was scheduled for today or before. Safe to run twice: the next change is computed anew each time. */
export async function applyScheduledStatuses(platform: Platform): Promise<number> {
  const actor = { kind: 'system', name: 'status-job' } as const;
  let applied = 0;
  for (;;) {
    const due: { orgId: OrgScope['orgId']; memberId: MemberId }[] = await membersWithChange(
      platform.databases.server,
      platform.clock.today(),
      200,
    );
    for (const { orgId, memberId } of due) {
      const scope = mintOrgScope(orgId);
      await inTransaction(platform.databases.client, async (session) => {
        const member = await findMember(scope, memberId, session);
        await writeHistory(platform, scope, actor, member, member.statusEntries, 'member.status', session);
      });
      applied += 1;
    }
    if (due.length < 200) return applied;
  }
}
