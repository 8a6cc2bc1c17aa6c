import type { MemberMergeList, MergeBlocker, MergeIdInput, MovedKind } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { MergeContext } from '../../platform/member-rows.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { followStatus, partAccounts } from '../identity/identity.public.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { ofFields } from './custom-field.rules.ts';
import { reviseMember } from './member-change.service.ts';
import { type MemberMergeDocument, getMerge, markMergeUndone, mergesOfMember } from './member-merge.repository.ts';
import { changedParts, movedSince, partsBack, partsOf, statusFacts } from './member-merge.rules.ts';
import { refuseWithoutBilling, tellMandates, tellMerge, toldChanges } from './member-merge.service.ts';
import { comesIn, leavesBy, mayLogIn, stands } from './member-status.rules.ts';
import { refuseTakingBack } from './member-status.service.ts';
import { type MemberDocument, findMember } from './member.repository.ts';
import { findMembershipType } from './membership-type.repository.ts';
import { settleFiles } from './stored-file.service.ts';

interface UndoFacts {
  readonly kept: MemberDocument;
  readonly merged: MemberDocument;
  readonly back: Partial<Record<MovedKind, readonly string[]>>;
  readonly blockers: readonly MergeBlocker[];
}

/** The types that somebody gets, or comes in with, once the two are two again. */
function typesGiven(merge: MemberMergeDocument, kept: MemberDocument, merged: MemberDocument, today: JstDate) {
  const { membershipTypeId: typeId, statusEntries = kept.statusEntries } = changedParts(merge);
  const given = [];
  if (typeId || comesIn(kept.statusEntries, statusEntries, today))
    given.push({ memberId: kept._id, typeId: typeId ?? kept.membershipTypeId });
  if (stands(merged.statusEntries, today)) given.push({ memberId: merged._id, typeId: merged.membershipTypeId });
  return given;
}

/** What would go back, and what keeps it from going: each blocker names the record that stands in the way. */
async function undoFacts(platform: Platform, context: MergeContext, merge: MemberMergeDocument): Promise<UndoFacts> {
  const { scope, session } = context;
  const kept = await findMember(scope, merge.keptId, session);
  const merged = await findMember(scope, merge.mergedId, session);
  const blockers: MergeBlocker[] = [];
  if (merge.undoUntil <= platform.clock.now()) blockers.push({ kind: 'over', ref: '', label: jstDateOf(merge.undoUntil) });
  if (kept.mergedInto) {
    const into = await findMember(scope, kept.mergedInto, session);
    blockers.push({ kind: 'merged_again', ref: into._id, label: into.memberNumber });
  }
  for (const field of movedSince(merge, partsOf(kept))) blockers.push({ kind: 'changed_since', ref: kept._id, label: field });
  for (const { memberId, typeId } of typesGiven(merge, kept, merged, platform.clock.today())) {
    const type = await findMembershipType(scope, typeId);
    if (type?.archived) blockers.push({ kind: 'type_gone', ref: memberId, label: type.name });
  }
  const back: Partial<Record<MovedKind, readonly string[]>> = {};
  for (const mover of platform.hooks.memberRows()) {
    const going = await mover.goingBack(context, merge.moved[mover.kind] ?? [], merge.keptId, back);
    back[mover.kind] = going.ids;
    blockers.push(...going.blockers);
  }
  return { kept, merged, back, blockers };
}

/** Merges that a record has been part of, newest first, each with what keeps it from being undone. @throws DomainError NOT_FOUND */
export async function mergesOf(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<z.output<typeof MemberMergeList>> {
  const db = platform.databases.server;
  await findMember(scope, memberId);
  if ((await mergesOfMember(db, scope, memberId)).length === 0) return [];
  return inTransaction(platform.databases.client, async (session) => {
    const views: z.output<typeof MemberMergeList> = [];
    for (const merge of await mergesOfMember(db, scope, memberId, session)) {
      const { _id, at, undoUntil, undoneAt, moved, keptId, mergedId, keptNumber, keptName, mergedNumber, mergedName, actor } = merge;
      const blockers = undoneAt === null ? (await undoFacts(platform, { db, scope, session }, merge)).blockers : [];
      views.push({
        mergeId: _id,
        keptId,
        keptNumber,
        keptName,
        mergedId,
        mergedNumber,
        mergedName,
        actor,
        at: at.toISOString(),
        undoUntil: undoUntil.toISOString(),
        undone: undoneAt !== null,
        moves: Object.entries(moved).map(([kind, ids]) => ({ kind: kind as MovedKind, count: ids.length })),
        blockers: [...blockers],
      });
    }
    return views;
  });
}

/** Says who has left by it. */
async function setBack(platform: Platform, context: MergeContext, merge: MemberMergeDocument, facts: UndoFacts): Promise<MemberId[]> {
  const { db, scope, session } = context;
  const today = platform.clock.today();
  const { kept, merged } = facts;
  const changed = partsBack(merge, partsOf(kept));
  const { fields } = await findCustomFields(db, scope, session);
  const parts = changed.custom ? { ...changed, custom: ofFields(changed.custom, fields) } : changed;
  const status = statusFacts(merge.before.statusEntries, today);
  const own = parts.statusEntries === undefined ? {} : status;
  const other = statusFacts(merged.statusEntries, today);
  const written =
    (await reviseMember(platform, scope, kept, { ...parts, ...own }, session)) &&
    (await reviseMember(platform, scope, merged, { mergedInto: null, ...other }, session));
  if (!written) throw new DomainError('CONFLICT');
  // What the merge did not choose is on a record again.
  for (const { _id: memberId, custom = {} } of [{ ...kept, ...parts }, merged])
    await settleFiles(platform, scope, { memberId, before: {}, after: custom }, '', session);
  await partAccounts(platform, scope, merge.accounts, merge, session);
  const keptStatus = parts.statusEntries === undefined ? kept.status : status.status;
  await followBack(
    platform,
    scope,
    [
      [kept._id, mayLogIn(keptStatus)],
      [merged._id, mayLogIn(other.status)],
    ],
    session,
  );
  return [
    ...(leavesBy([kept.status], keptStatus) ? [kept._id] : []),
    // Their day may have come while the record was part of the other.
    ...(leavesBy([merged.status], other.status) ? [merged._id] : []),
  ];
}

/** Who may not log in any more since, does not come back by this. */
async function followBack(
  platform: Platform,
  scope: OrgScope,
  members: readonly (readonly [MemberId, boolean])[],
  session: ClientSession,
): Promise<void> {
  for (const [memberId, may] of members) if (!may) await followStatus(platform, scope, memberId, may, session);
}

/**
 * Makes two records of one again: what had moved goes back, with what has come to it since; what is newer and the kept
 * record's own stays. @throws DomainError NOT_FOUND, CONFLICT, MERGE_UNDO_OVER, MERGE_UNDO_BLOCKED, FORBIDDEN
 */
export async function undoMerge(platform: Platform, actor: UserActor, { mergeId }: z.output<typeof MergeIdInput>): Promise<void> {
  refuseWithoutBilling(actor);
  const { scope } = actor;
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const context = { db, scope, session };
    const merge = await getMerge(db, scope, mergeId, session);
    if (merge.undoneAt !== null) throw new DomainError('CONFLICT');
    const facts = await undoFacts(platform, context, merge);
    if (facts.blockers.some(({ kind }) => kind === 'over')) throw new DomainError('MERGE_UNDO_OVER', { until: jstDateOf(merge.undoUntil) });
    if (facts.blockers.length > 0) throw new DomainError('MERGE_UNDO_BLOCKED');
    if (changedParts(merge).statusEntries !== undefined)
      refuseTakingBack(platform, actor, [facts.kept.statusEntries], merge.before.statusEntries);
    if (!(await markMergeUndone(db, scope, mergeId, platform.clock.now(), session))) throw new DomainError('CONFLICT');
    for (const mover of platform.hooks.memberRows()) await mover.move(context, facts.back[mover.kind] ?? [], merge.mergedId);
    const left = await setBack(platform, context, merge, facts);
    await tellMandates(platform, context, merge, true, left);
    const subject = { subjectKind: 'member', action: 'member.merge_undo' } as const;
    await recordAudits(
      platform,
      scope,
      actor,
      [
        { ...subject, subjectId: merge.keptId, subjectName: merge.keptName, ...toldChanges(merge.after, merge.before) },
        { ...subject, subjectId: merge.mergedId, subjectName: merge.mergedName, fields: [] },
      ],
      session,
    );
    await tellMerge(platform, context, [merge.keptId, merge.mergedId]);
  });
  platform.nudgeOutbox();
}
