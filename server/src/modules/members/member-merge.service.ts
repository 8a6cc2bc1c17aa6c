import { createHash } from 'node:crypto';
import {
  type MemberMergePlan,
  type MergeInput,
  type MergeOutput,
  type MergeField,
  type MergeObstacle,
  type MergePairInput,
  type MovedKind,
  mergeUndoDays,
} from '@tsudoi/shared/contracts/members/member-merge.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { contactRoles, isNobody, personParts } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, newMemberMergeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { membersMerged } from '@tsudoi/shared/queue/member.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { MergeContext, OwnedRow } from '../../platform/member-rows.ts';
import { isAllowed } from '../../platform/permissions.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudits, valueChanges } from '../audit/audit.public.ts';
import { type HeldAccount, followStatus, heldAccounts, joinAccounts } from '../identity/identity.public.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { reviseMember, tellNamed } from './member-change.service.ts';
import { type MemberMergeDocument, addMoved, insertMerge } from './member-merge.repository.ts';
import { differingFields, joinedHistory, partsOf, statusFacts, stepTo, whatBecomes } from './member-merge.rules.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { leavesBy, mayLogIn } from './member-status.rules.ts';
import { refuseTakingBack } from './member-status.service.ts';
import { type MemberDocument, findPresentMember } from './member.repository.ts';
import { releaseFiles } from './stored-file.service.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import { refuseComingIn } from './membership-type.service.ts';
import { chargedOf } from './merge-charged.service.ts';

type Pair = z.output<typeof MergePairInput>;

/** Both records and all that hangs on the one that goes, as one transaction sees them. */
interface PairFacts {
  readonly kept: MemberDocument;
  readonly merged: MemberDocument;
  readonly accounts: readonly HeldAccount[];
  readonly rows: ReadonlyMap<MovedKind, readonly OwnedRow[]>;
  readonly obstacles: readonly MergeObstacle[];
  readonly fingerprint: string;
}

/** Money changes hands with it, so that whoever may only write members may not. */
export function refuseWithoutBilling(actor: UserActor): void {
  if (!isAllowed(actor, 'billing.write')) throw new DomainError('FORBIDDEN', { permission: 'billing.write' });
}

async function factsOf(platform: Platform, context: MergeContext, { keptId, mergedId }: Pair): Promise<PairFacts> {
  if (keptId === mergedId) throw new DomainError('INVALID_INPUT');
  const { scope, session } = context;
  const kept = await findPresentMember(scope, keptId, session);
  const merged = await findPresentMember(scope, mergedId, session);
  const accounts = await heldAccounts(platform, scope, [keptId, mergedId], session);
  const rows = new Map<MovedKind, readonly OwnedRow[]>();
  const obstacles: MergeObstacle[] = [];
  if (kept.kind !== merged.kind) obstacles.push({ kind: 'other_kind', ref: mergedId, label: fullName(merged) });
  for (const mover of platform.hooks.memberRows()) {
    rows.set(mover.kind, await mover.rowsOf(context, mergedId, keptId));
    obstacles.push(...((await mover.obstacles?.(context, keptId, mergedId)) ?? []));
  }
  const frozen = {
    members: [kept, merged].map(({ _id, version }) => [_id, version]),
    accounts,
    rows: [...rows].map(([kind, own]) => [kind, own.map(({ id, amount }) => `${id} ${amount}`).sort()]),
  };
  return { kept, merged, accounts, rows, obstacles, fingerprint: createHash('sha256').update(JSON.stringify(frozen)).digest('hex') };
}

/** Values as they are read, ids by their names. */
async function textsOf(scope: OrgScope): Promise<(member: MemberDocument, field: MergeField) => string> {
  const [types, { ranks }] = await Promise.all([listMembershipTypes(scope), findMemberSettings(scope)]);
  const names = new Map<string, string>([
    ...types.map(({ _id, name }): [string, string] => [_id, name]),
    ...ranks.map(({ rankId, name }): [string, string] => [rankId, name]),
  ]);
  return (member, field) => {
    const value = partsOf(member)[field];
    if (field === 'contacts') {
      const { contacts = null } = member;
      if (!contacts) return '';
      const people = contactRoles.filter((role) => !isNobody(contacts[role]));
      return people.map((role) => personParts(contacts[role], formatPhone).join(' / ')).join('、');
    }
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (field === 'membershipTypeId' || field === 'rankId') return names.get(text) ?? '';
    return field === 'phone' ? formatPhone(text) : text;
  };
}

function standingOf(member: MemberDocument, accounts: readonly HeldAccount[]): MemberMergePlan['kept'] {
  const { _id, memberNumber, status, statusEntries, tags = [] } = member;
  const login = accounts.find(({ memberId }) => memberId === _id)?.state ?? 'none';
  return { memberId: _id, memberNumber, name: fullName(member), login, status, statusEntries: statusEntries.length, tags };
}

/** Everything that would become of two records, per kind with counts. Changes nothing. @throws DomainError NOT_FOUND, MEMBER_MERGED */
export async function planMemberMerge(platform: Platform, actor: UserActor, pair: Pair): Promise<MemberMergePlan> {
  refuseWithoutBilling(actor);
  const { scope } = actor;
  const db = platform.databases.server;
  const [textOf, own, charged] = await Promise.all([textsOf(scope), findCustomFields(db, scope), chargedOf(platform, scope, pair)]);
  const facts = await inTransaction(platform.databases.client, (session) => factsOf(platform, { db, scope, session }, pair));
  const { kept, merged, accounts, rows, obstacles, fingerprint } = facts;
  const custom = own.fields.map((field) => ({
    fieldId: field.fieldId,
    label: field.label,
    kept: customText(field, kept.custom?.[field.fieldId]),
    merged: customText(field, merged.custom?.[field.fieldId]),
  }));
  return {
    fingerprint,
    kept: standingOf(kept, accounts),
    merged: standingOf(merged, accounts),
    fields: differingFields(kept, merged).map((field) => ({ field, kept: textOf(kept, field), merged: textOf(merged, field) })),
    custom: custom.filter((one) => one.kept !== one.merged),
    historiesJoin: joinedHistory(kept.statusEntries, merged.statusEntries) !== null,
    moves: [...rows].map(([kind, own_]) => ({ kind, count: own_.length, amount: own_.reduce((sum, { amount }) => sum + amount, 0) })),
    charged,
    obstacles: [...obstacles],
  };
}

/** What is written down of the record that stays: fields that others than the merge know too. */
export function toldChanges(before: ReturnType<typeof partsOf>, after: ReturnType<typeof partsOf>) {
  const { statusEntries: _history, formerNumbers: _numbers, address, ...others } = after;
  // The parts say it; a merge from before there were any has the text alone.
  const told = others.addressParts ? others : { ...others, address };
  const fields = changedFields(before, told);
  return { fields, changes: valueChanges(fields, before, told) };
}

/** Tells every open page that shows one of the two, or what belonged to them; bills that have moved say whose they are now. */
export async function tellMerge(platform: Platform, { db, scope, session }: MergeContext, memberIds: readonly MemberId[]): Promise<void> {
  await tellNamed(platform, scope, memberIds, session);
  const notices = memberIds.flatMap((memberId) =>
    (['members', 'bills', 'payments', 'receipts'] as const).map((topic) => ({ topic, ref: memberId, memberId })),
  );
  await recordLive(db, scope, notices, platform.clock.now(), session);
}

/** Mandates are the payments-service's, which keeps whose they are. `left`: who is a member no more by it (domain.md 3.2). */
export function tellMandates(
  platform: Platform,
  { db, scope, session }: MergeContext,
  { _id: mergeId, keptId, mergedId }: Pick<MemberMergeDocument, '_id' | 'keptId' | 'mergedId'>,
  undone: boolean,
  left: readonly MemberId[],
): Promise<void> {
  const { clock } = platform;
  const ends = left.length > 0 ? { left: { memberIds: [...left], at: clock.now().toISOString() } } : {};
  const message = outboxRow(membersMerged, scope.orgId, { mergeId, keptId, mergedId, undone, ...ends }, mergeId, clock);
  return insertOutbox(db, [message], session);
}

/**
 * What came to the emptied record between the transaction's first look and its end: written by somebody who had read the
 * record before. It follows as soon as it can be seen.
 */
async function gatherLate(platform: Platform, scope: OrgScope, merge: MemberMergeDocument): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const context = { db, scope, session };
    const late: Partial<Record<MovedKind, string[]>> = {};
    for (const mover of platform.hooks.memberRows()) {
      const ids = (await mover.rowsOf(context, merge.mergedId, merge.keptId)).map(({ id }) => id);
      if (ids.length > 0) late[mover.kind] = ids;
      await mover.move(context, ids, merge.keptId);
    }
    if (Object.keys(late).length === 0) return;
    await addMoved(db, scope, merge, late, session);
    await tellNamed(platform, scope, [merge.keptId], session);
  });
}

/**
 * Two records become one: everything moves to the one that stays, the other keeps its number and leads there
 * (docs/decisions/0014). Exactly what the plan said, or nothing.
 * @throws DomainError NOT_FOUND, MEMBER_MERGED, MERGE_PLAN_STALE, MERGE_BLOCKED, INVALID_INPUT, FORBIDDEN, MEMBERSHIP_TYPE_ARCHIVED
 */
export async function mergeMembers(
  platform: Platform,
  actor: UserActor,
  { fingerprint, choices, ...pair }: z.output<typeof MergeInput>,
): Promise<z.output<typeof MergeOutput>> {
  refuseWithoutBilling(actor);
  const { scope } = actor;
  const { keptId, mergedId } = pair;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const merge = await inTransaction(platform.databases.client, async (session) => {
    const context = { db, scope, session };
    const facts = await factsOf(platform, context, pair);
    const { kept, merged, accounts, rows } = facts;
    if (facts.fingerprint !== fingerprint) throw new DomainError('MERGE_PLAN_STALE');
    if (facts.obstacles.length > 0) throw new DomainError('MERGE_BLOCKED');
    const after = whatBecomes(kept, merged, choices);
    if (after === null) throw new DomainError('INVALID_INPUT');
    // One person either way: also where only the record that goes says so.
    refuseTakingBack(platform, actor, [kept.statusEntries, merged.statusEntries], after.statusEntries);
    const ofType = [kept, merged].filter(({ membershipTypeId }) => membershipTypeId === after.membershipTypeId);
    const had = ofType.map(({ statusEntries }) => statusEntries);
    await refuseComingIn(platform, scope, after.membershipTypeId, had, after.statusEntries);
    const moved: MemberMergeDocument['moved'] = {};
    for (const mover of platform.hooks.memberRows()) {
      const ids = (rows.get(mover.kind) ?? []).map(({ id }) => id);
      if (ids.length > 0) moved[mover.kind] = ids;
      await mover.move(context, ids, keptId);
    }
    await joinAccounts(platform, scope, { keptId, mergedId, chosen: choices.account }, session);
    const status = statusFacts(after.statusEntries, platform.clock.today());
    // Only what becomes another: an undo shall find every other part as it was, also where it was not there.
    const before = partsOf(kept);
    const written =
      (await reviseMember(platform, scope, kept, { ...stepTo(after, before), ...status }, session)) &&
      (await reviseMember(platform, scope, merged, { mergedInto: keptId, nextStatusOn: null }, session));
    if (!written) throw new DomainError('MERGE_PLAN_STALE');
    // All of them are the kept record's by now. What was not chosen is there for the undo, and goes with it.
    for (const { custom } of [kept, merged]) await releaseFiles(platform, scope, keptId, { values: custom, record: after.custom }, session);
    await followStatus(platform, scope, keptId, mayLogIn(status.status), session);
    const document: MemberMergeDocument = {
      _id: newMemberMergeId(),
      orgId: scope.orgId,
      keptId,
      mergedId,
      keptNumber: kept.memberNumber,
      keptName: fullName(kept),
      mergedNumber: merged.memberNumber,
      mergedName: fullName(merged),
      moved,
      before,
      after,
      accounts: [...accounts],
      actor: actor.name,
      at: now,
      undoUntil: new Date(now.getTime() + mergeUndoDays * 86_400_000),
      undoneAt: null,
    };
    await insertMerge(db, scope, document, session);
    const subject = { subjectKind: 'member' } as const;
    await recordAudits(
      platform,
      scope,
      actor,
      [
        { ...subject, action: 'member.merge', subjectId: keptId, subjectName: fullName(kept), ...toldChanges(before, after) },
        { ...subject, action: 'member.merged_away', subjectId: mergedId, subjectName: fullName(merged), fields: [] },
      ],
      session,
    );
    await tellMerge(platform, context, [keptId, mergedId]);
    await tellMandates(platform, context, document, false, leavesBy([kept.status, merged.status], status.status) ? [keptId] : []);
    return document;
  });
  platform.nudgeOutbox();
  await gatherLate(platform, scope, merge);
  return { mergeId: merge._id, keptId };
}
