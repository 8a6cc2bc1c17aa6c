import { hasLeft } from '@tsudoi/shared/contracts/members/member-status.contract';
import { type AuditAction, type AuditField, auditFields } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { CancelStatusInput, ChangeMemberStatusInput } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { MemberDetail } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { memberLeft } from '@tsudoi/shared/queue/member.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit, valueChanges } from '../audit/audit.public.ts';
import { followStatus } from '../identity/identity.public.ts';
import { followReopened } from './applicant-follow.service.ts';
import { withParts } from './member-address.rules.ts';
import { reviseMember } from './member-change.service.ts';
import { refuseUnplannable } from './member-dates.rules.ts';
import { statusChanges } from './member-history.rules.ts';
import { fieldsOfHistory, isOfApplication, leavesBy, mayLogIn, takesBackExpelled, withEntry, withoutEntry } from './member-status.rules.ts';
import { type MemberDocument, type StatusEntry, findMember, membersWithChange } from './member.repository.ts';
import { detailOf } from './member.service.ts';
import { refuseComingIn } from './membership-type.service.ts';

type Detail = z.output<typeof MemberDetail>;
const known: ReadonlySet<string> = new Set(auditFields);

/** Of the changes that come with a status, those the log has words for. */
function besideStatus(before: MemberDocument, changes: Partial<MemberDocument>): AuditField[] {
  const named = Object.fromEntries(Object.entries(changes).filter(([field]) => known.has(field) && field !== 'status'));
  return changedFields<AuditField>(withParts(before) as Partial<Record<AuditField, unknown>>, named);
}

/** A member and the status that has become theirs. */
export interface Moved {
  readonly before: Pick<MemberDocument, '_id' | 'status'>;
  readonly status: MemberDocument['status'];
}

/** What follows from statuses that are others now: log-ins end or may begin anew, and what recurs for whoever left is ended. */
export async function followMoves(platform: Platform, scope: OrgScope, moved: readonly Moved[], session: ClientSession): Promise<void> {
  for (const { before, status } of moved)
    if (mayLogIn(before.status) !== mayLogIn(status)) await followStatus(platform, scope, before._id, mayLogIn(status), session);
  // On the day itself: a change that is only planned, or was taken back before its day, tells nobody (case 32).
  const left = moved.filter(({ before, status }) => leavesBy([before.status], status));
  const leftAt = platform.clock.now().toISOString();
  const messages = left.map(({ before: { _id: memberId } }) =>
    outboxRow(memberLeft, scope.orgId, { memberId, leftAt }, memberId, platform.clock),
  );
  await insertOutbox(platform.databases.server, messages, session);
}

/**
 * Writes a history with all that follows from it. `changes`: what else becomes of the record at the same moment.
 * @throws DomainError CONFLICT, MEMBERSHIP_TYPE_ARCHIVED for somebody who would come in with a type that was put away
 */
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
  const derived = fieldsOfHistory(statusEntries, platform.clock.today());
  const { status } = derived;
  const { membershipTypeId = before.membershipTypeId } = changes;
  const had = membershipTypeId === before.membershipTypeId ? [before.statusEntries] : [];
  await refuseComingIn(platform, scope, membershipTypeId, had, statusEntries);
  const after = await reviseMember(platform, scope, before, { ...changes, ...derived }, session);
  if (!after) throw new DomainError('CONFLICT');
  await followMoves(platform, scope, [{ before, status }], session);
  const others = besideStatus(before, changes);
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action,
      subjectKind: 'member',
      subjectId: before._id,
      subjectName: `${before.familyName} ${before.givenName}`,
      fields: ['status', ...others],
      changes: [...statusChanges(before, { status, statusEntries }), ...valueChanges(others, withParts(before) as never, changes as never)],
    },
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

export type StatusChange = Omit<z.output<typeof ChangeMemberStatusInput>, 'memberId'>;

/** The entry that a change makes, by whom. */
export function newEntry(platform: Platform, actor: AuditActor, change: StatusChange): StatusEntry {
  const { status, effectiveOn, reason, nextSteps } = change;
  return {
    entryId: newStatusEntryId(),
    status,
    effectiveOn,
    recordedAt: platform.clock.now(),
    actor: actor.name,
    reason,
    ...(nextSteps.length > 0 ? { nextSteps } : {}),
  };
}

/**
 * The history of a member with a change in it, as somebody of the office may make it.
 * @throws DomainError STATUS_DATE_IMPLAUSIBLE, STATUS_DATE_TAKEN, INVALID_TRANSITION, FORBIDDEN
 */
export function historyWith(
  member: MemberDocument,
  entry: StatusEntry,
  { isStaff, today }: { readonly isStaff: boolean; readonly today: JstDate },
): StatusEntry[] {
  refuseUnplannable(entry.effectiveOn, today);
  // 申請中 ends with the decision on the application, so that none stays open behind a member.
  if (member.status === 'applied' && member.nextStatusOn === null)
    throw new DomainError('INVALID_TRANSITION', { from: 'applied', to: entry.status });
  const entries = withEntry(member.statusEntries, entry);
  const previous = entries[entries.indexOf(entry) - 1];
  // Taking an expelled member back is for admins, with a reason (domain.md 3.2).
  if (previous?.status === 'expelled' && (isStaff || entry.reason === '')) throw new DomainError('FORBIDDEN', { permission: 'settings' });
  return entries;
}

/**
 * A history that is written anew takes no expelled member back, unless by an admin (domain.md 3.2); `before`: the histories of
 * whoever it is. @throws DomainError FORBIDDEN
 */
export function refuseTakingBack(
  platform: Platform,
  actor: UserActor,
  before: readonly (readonly StatusEntry[])[],
  after: readonly StatusEntry[],
): void {
  const today = platform.clock.today();
  if (actor.role === 'staff' && before.some((entries) => takesBackExpelled(entries, after, today)))
    throw new DomainError('FORBIDDEN', { permission: 'settings' });
}

/** Enters or schedules a change. @throws DomainError NOT_FOUND, CONFLICT and like historyWith */
export async function changeMemberStatus(
  platform: Platform,
  actor: UserActor,
  { memberId, ...change }: z.output<typeof ChangeMemberStatusInput>,
): Promise<Detail> {
  const { scope } = actor;
  const after = await inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, memberId, session);
    const by = { isStaff: actor.role === 'staff', today: platform.clock.today() };
    const entries = historyWith(member, newEntry(platform, actor, change), by);
    return writeHistory(platform, scope, actor, member, entries, 'member.status', session);
  });
  platform.nudgeOutbox();
  return detailOf(platform, scope, after);
}

/**
 * Takes an entry out of the history: a plan that is given up, of which nothing else of the member changes (case 32), or a mistake
 * that has begun, with all that follows from being what they are without it (case 29). With an admission that is planned its
 * application is open again, for the type that the record says by then: nothing else ends 申請中.
 * @throws DomainError NOT_FOUND, STATUS_NOT_SCHEDULED for a plan that has begun meanwhile, STATUS_OF_APPLICATION,
 * STATUS_CARRIES_NEXT when its neighbours would not fit, INVALID_TRANSITION for the first, FORBIDDEN, and for an applicant like
 * followTypeOfApplicant
 */
export async function cancelStatus(platform: Platform, actor: UserActor, input: z.output<typeof CancelStatusInput>): Promise<Detail> {
  const { scope } = actor;
  const admissions = await platform.hooks.admissionDays(scope, input.memberId);
  const after = await inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, input.memberId, session);
    const entry = member.statusEntries.find(({ entryId }) => entryId === input.entryId);
    const hasBegun = entry !== undefined && entry.effectiveOn <= platform.clock.today();
    if (!entry || (hasBegun && !input.begun)) throw new DomainError('STATUS_NOT_SCHEDULED');
    if (hasBegun && isOfApplication(entry, admissions)) throw new DomainError('STATUS_OF_APPLICATION');
    const entries = withoutEntry(member.statusEntries, input.entryId);
    refuseTakingBack(platform, actor, [member.statusEntries], entries);
    const changed = await writeHistory(platform, scope, actor, member, entries, 'member.status_cancel', session);
    if (!hasBegun && entry.status === 'active' && (member.status === 'applied' || hasLeft(member.status))) {
      const rejoinsOn = member.status === 'applied' ? null : entry.effectiveOn;
      await platform.hooks.reopenApplication(scope, actor, member._id, rejoinsOn, session);
      await followReopened(platform, scope, actor, changed, session);
    }
    return changed;
  });
  platform.nudgeMail();
  platform.nudgeOutbox();
  return detailOf(platform, scope, after);
}

/** One member's change that has come due. False when it was applied meanwhile, by this run or another process. */
async function applyDue(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<boolean> {
  const actor = { kind: 'system', name: 'status-job' } as const;
  return inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, memberId, session);
    // Looked at again inside the transaction: of two processes one flips it, the other finds nothing left to do (APP-06).
    if (member.nextStatusOn === null || member.nextStatusOn > platform.clock.today()) return false;
    await writeHistory(platform, scope, actor, member, member.statusEntries, 'member.status_applied', session);
    return true;
  });
}

/** Applies what was scheduled for today or before, once. A member whose change fails does not keep the others. */
export async function applyScheduledStatuses(platform: Platform): Promise<number> {
  let applied = 0;
  const failed = new Set<MemberId>();
  for (;;) {
    const due = await membersWithChange(platform.databases.server, platform.clock.today(), 200 + failed.size);
    const open = due.filter(({ memberId }) => !failed.has(memberId));
    if (open.length === 0) {
      if (applied > 0) platform.nudgeOutbox();
      return applied;
    }
    for (const { orgId, memberId } of open) {
      try {
        if (await applyDue(platform, mintOrgScope(orgId), memberId)) applied += 1;
      } catch (err) {
        failed.add(memberId);
        platform.log.error({ err, memberId }, 'a scheduled status could not be applied and is tried again later');
      }
    }
  }
}
