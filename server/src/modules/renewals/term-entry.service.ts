import type {
  EnterForTypeInput,
  EnterTermInput,
  RenewalRefusal,
  TakeBackTermInput,
} from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { newMembershipTermId } from '@tsudoi/shared/kernel/renewal-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMember, findMembershipType, findPresentMember, streamMembersForBilling } from '../members/members.public.ts';
import { type MembershipTermDocument, getTerm, insertTerms, termsOfMember, termsOfMembers } from './membership-term.repository.ts';
import { holdType, settingsOfType } from './renewal-settings.repository.ts';
import { liveTerms } from './term.rules.ts';

/** Terms in one transaction. */
const batchSize = 500;

export const refused = (why: RenewalRefusal) => new DomainError('RENEWAL_REFUSED', { why });

const entered = (
  platform: Platform,
  actor: UserActor,
  term: Pick<MembershipTermDocument, 'memberId' | 'from' | 'through' | 'reason' | 'requestKey'>,
): MembershipTermDocument => ({
  _id: newMembershipTermId(),
  orgId: actor.scope.orgId,
  kind: 'entered',
  billId: null,
  renewalId: null,
  reverses: null,
  by: actor.name,
  at: platform.clock.now(),
  ...term,
});

/** A term that no bill of ours paid for, e.g. of before Tsudoi. @throws DomainError NOT_FOUND, MEMBER_MERGED, RENEWAL_REFUSED */
export async function enterTerm(platform: Platform, actor: UserActor, input: z.output<typeof EnterTermInput>): Promise<void> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { memberId, from, through, reason, idempotencyKey } = input;
  await inTransaction(platform.databases.client, async (session) => {
    const member = await findPresentMember(scope, memberId, session);
    if (!(await settingsOfType(db, scope, member.membershipTypeId, session)).hasTerms) throw refused('no_terms');
    await holdType(db, scope, member.membershipTypeId, session);
    const rows = await termsOfMember(db, scope, memberId, session);
    if (rows.some(({ requestKey }) => requestKey === idempotencyKey)) return;
    await insertTerms(db, scope, [entered(platform, actor, { memberId, from, through, reason, requestKey: idempotencyKey })], session);
    const subjectName = `${fullName(member)}（${from}〜${through}）`;
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'renewal.enter', subjectKind: 'member', subjectId: memberId, subjectName, fields: [] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'members', ref: memberId, memberId }], platform.clock.now(), session);
  });
}

/** The row that takes another back. */
export const takingBack = (platform: Platform, term: MembershipTermDocument, by: string, reason: string): MembershipTermDocument => ({
  ...term,
  _id: newMembershipTermId(),
  kind: 'taken_back',
  reverses: term._id,
  requestKey: null,
  by,
  reason,
  at: platform.clock.now(),
});

/** A term that the office entered wrongly; one that was paid goes with its money alone. @throws DomainError NOT_FOUND, RENEWAL_REFUSED */
export async function takeBackTerm(
  platform: Platform,
  actor: UserActor,
  { termId, reason }: z.output<typeof TakeBackTermInput>,
): Promise<MemberId> {
  const { scope } = actor;
  const db = platform.databases.server;
  return inTransaction(platform.databases.client, async (session) => {
    const term = await getTerm(db, scope, termId, session);
    if (term.kind !== 'entered') throw refused('only_entered');
    const member = await findMember(scope, term.memberId, session);
    await holdType(db, scope, member.membershipTypeId, session);
    const rows = await termsOfMember(db, scope, term.memberId, session);
    // Asked for again: it is gone already.
    if (!liveTerms(rows).some(({ _id }) => _id === termId)) return term.memberId;
    await insertTerms(db, scope, [takingBack(platform, term, actor.name, reason)], session);
    const subjectName = `${fullName(member)}（${term.from}〜${term.through}）`;
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'renewal.take_back', subjectKind: 'member', subjectId: term.memberId, subjectName, fields: [] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'members', ref: term.memberId, memberId: term.memberId }], platform.clock.now(), session);
    return term.memberId;
  });
}

type Candidate = { readonly _id: MemberId; readonly joinedOn: JstDate; readonly membershipTypeId: MembershipTypeId };

/** Members who are here, of some types, with no term that counts; in batches. */
async function* withoutTerm(platform: Platform, scope: OrgScope, typeIds: ReadonlySet<MembershipTypeId>): AsyncGenerator<Candidate[]> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  for await (const members of streamMembersForBilling(db, scope, 2000)) {
    const ofTypes = members.filter(({ membershipTypeId, statusEntries }) => {
      const status = statusEntries.findLast(({ effectiveOn }) => effectiveOn <= today)?.status;
      return typeIds.has(membershipTypeId) && (status === 'active' || status === 'suspended');
    });
    const terms = await termsOfMembers(
      db,
      scope,
      ofTypes.map(({ _id }) => _id),
    );
    yield ofTypes.filter(({ _id }) => liveTerms(terms.get(_id) ?? []).length === 0);
  }
}

/** How many of each type have none yet. */
export async function membersWithoutTerm(
  platform: Platform,
  scope: OrgScope,
  typeIds: ReadonlySet<MembershipTypeId>,
): Promise<Map<MembershipTypeId, number>> {
  const counts = new Map<MembershipTypeId, number>();
  for await (const members of withoutTerm(platform, scope, typeIds))
    for (const { membershipTypeId } of members) counts.set(membershipTypeId, (counts.get(membershipTypeId) ?? 0) + 1);
  return counts;
}

/**
 * The same last day for everybody of a type who has no term: from the day of joining. Done again, it finds nobody.
 * @throws DomainError NOT_FOUND, RENEWAL_REFUSED
 */
export async function enterForType(
  platform: Platform,
  actor: UserActor,
  { membershipTypeId, through }: z.output<typeof EnterForTypeInput>,
): Promise<{ members: number }> {
  const { scope } = actor;
  const db = platform.databases.server;
  const type = await findMembershipType(scope, membershipTypeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
  if (!(await settingsOfType(db, scope, membershipTypeId)).hasTerms) throw refused('no_terms');
  let members = 0;
  for await (const waiting of withoutTerm(platform, scope, new Set([membershipTypeId]))) {
    const joined = waiting.filter(({ joinedOn }) => joinedOn <= through);
    for (let at = 0; at < joined.length; at += batchSize)
      members += await enterBatch(platform, actor, type, joined.slice(at, at + batchSize), through);
  }
  return { members };
}

async function enterBatch(
  platform: Platform,
  actor: UserActor,
  type: { readonly _id: MembershipTypeId; readonly name: string },
  members: readonly Candidate[],
  through: JstDate,
): Promise<number> {
  const { scope } = actor;
  const db = platform.databases.server;
  return inTransaction(platform.databases.client, async (session) => {
    await holdType(db, scope, type._id, session);
    const known = await termsOfMembers(
      db,
      scope,
      members.map(({ _id }) => _id),
      session,
    );
    const terms = members
      .filter(({ _id }) => liveTerms(known.get(_id) ?? []).length === 0)
      .map(({ _id, joinedOn }) => entered(platform, actor, { memberId: _id, from: joinedOn, through, reason: '', requestKey: null }));
    if (terms.length === 0) return 0;
    await insertTerms(db, scope, terms, session);
    const subjectName = `${type.name}（${terms.length}名、${through}まで）`;
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'renewal.enter_type', subjectKind: 'membership_type', subjectId: type._id, subjectName, fields: [] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'members', ref: type._id }], platform.clock.now(), session);
    return terms.length;
  });
}
