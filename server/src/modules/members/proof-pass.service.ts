import type { ConfirmProofInput, ProofNamed, ProofPassesView, TakeBackProofInput } from '@tsudoi/shared/contracts/members/proof.contract';
import { type ProofList, statesOfProofList } from '@tsudoi/shared/contracts/members/proof-export.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import { type MemberDocument, findMember, findMembers } from './member.repository.ts';
import { mayLogIn } from './member-status.rules.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import { askedNow, notAsked } from './my-proof.service.ts';
import { letterTo, peopleOf } from './proof-work.service.ts';
import { proofRefusedMail } from './proof.mail.ts';
import {
  type ProofDocument,
  type ProofRuleDocument,
  findProof,
  findRule,
  findRules,
  moveProof,
  proofsInState,
  putProof,
} from './proof.repository.ts';
import type { PassPerson } from './proof-export.rules.ts';
import {
  type ProofPeriod,
  askedLateBy,
  isToAsk,
  lastDayOf,
  lateOnOf,
  passState,
  periodBefore,
  periodOf,
  periodOn,
  standingOf,
  toldOn,
} from './proof.rules.ts';
import { recordProof } from './proof.service.ts';

type Pass = z.output<typeof ProofPassesView>[number];
type Row = Pass['rows'][number];
type State = Row['state'];
interface Found {
  readonly member: MemberDocument;
  readonly answer: ProofDocument | null;
  readonly state: State;
}

/** Of each list as many as anybody reads; the counts are of all. */
const mostRows = 500;
const addressesAtOnce = 500;

async function unreachedAmong(platform: Platform, scope: OrgScope, members: readonly MemberDocument[]): Promise<ReadonlySet<string>> {
  const addresses = [...new Set(members.map(mailAddressOf).filter((address) => address !== ''))];
  const bouncing = new Set<string>();
  for (let at = 0; at < addresses.length; at += addressesAtOnce) {
    const some = await bouncingAmong(platform.databases.server, scope, addresses.slice(at, at + addressesAtOnce));
    for (const address of some) bouncing.add(address);
  }
  const isUnreached = (member: MemberDocument) => mailAddressOf(member) === '' || bouncing.has(mailAddressOf(member));
  return new Set(members.filter(isUnreached).map(({ _id }) => _id));
}

/** Everybody of the present, or else the last, period of a type, and how many wait to be looked at besides. */
export async function peopleOfPass(
  platform: Platform,
  scope: OrgScope,
  rule: ProofRuleDocument,
  fallen: readonly ProofDocument[],
): Promise<{ readonly period: ProofPeriod; readonly sent: number; readonly people: readonly PassPerson[] }> {
  const today = platform.clock.today();
  const open = periodOn(rule, today);
  const period = open ?? periodBefore(rule, today);
  const lateOn = (answer: ProofDocument | null) =>
    isToAsk(answer, rule._id) ? askedLateBy(rule, period, today) : lateOnOf(rule, answer, period, today);
  const found: Found[] = [];
  let sent = 0;
  for await (const { member, answer } of peopleOf(platform, scope, rule, period.dueOn)) {
    if (answer?.state === 'sent') sent += 1;
    const lastDay = lastDayOf(period, lateOn(answer));
    const state = member.joinedOn > today ? null : passState(answer, rule._id, { isOpen: open !== null, isOver: today > lastDay });
    if (state) found.push({ member, answer, state });
  }
  const theirs = fallen.filter((proof) => proof.membershipTypeId === rule._id && periodOf(rule, proof.dueOn).dueOn === period.dueOn);
  const members = new Map(
    (
      await findMembers(
        scope,
        theirs.map(({ memberId }) => memberId),
      )
    ).map((member) => [member._id, member]),
  );
  for (const answer of theirs) {
    const member = members.get(answer.memberId);
    // Who was given the type back, or has left, needs no word about it any more.
    if (member && member.membershipTypeId !== rule._id && mayLogIn(member.status)) found.push({ member, answer, state: 'lapsed' });
  }
  const unreached = await unreachedAmong(
    platform,
    scope,
    found.map(({ member }) => member),
  );
  const people = found.map(({ member, answer, state }): PassPerson => {
    const lastDay = lastDayOf(period, state === 'lapsed' ? (answer?.askedLateOn ?? null) : lateOn(answer));
    const row: Row = {
      memberId: member._id,
      memberNumber: member.memberNumber,
      name: fullName(member),
      state,
      dueOn: answer?.dueOn ?? period.dueOn,
      lastDay,
      byMail: !unreached.has(member._id),
      reason: answer?.reason ?? '',
      decidedAt: answer?.decidedAt?.toISOString() ?? null,
      decidedBy: answer?.decidedBy ?? '',
      seenOn: answer?.seenOn ?? null,
      memo: answer?.memo ?? '',
      mayTakeBack: state === 'accepted' && today <= lastDay,
    };
    return { member, row };
  });
  return { period, sent, people };
}

/** Those of one list, whom nobody tells unless the office does first. */
export function listedOf(people: readonly PassPerson[], list: ProofList): PassPerson[] {
  return people
    .filter(({ row }) => statesOfProofList[list].includes(row.state))
    .toSorted(
      ({ row: left }, { row: right }) => Number(left.byMail) - Number(right.byMail) || left.memberNumber.localeCompare(right.memberNumber),
    );
}

async function passOf(
  platform: Platform,
  scope: OrgScope,
  rule: ProofRuleDocument,
  fallen: readonly ProofDocument[],
  nameOf: (typeId: MembershipTypeId) => string,
): Promise<Pass> {
  const { period, sent, people } = await peopleOfPass(platform, scope, rule, fallen);
  const [missing, lapsed, accepted] = [listedOf(people, 'missing'), listedOf(people, 'lapsed'), listedOf(people, 'accepted')];
  const unreached = (some: readonly PassPerson[]) => some.filter(({ row }) => !row.byMail).length;
  return {
    membershipTypeId: rule._id,
    membershipTypeName: nameOf(rule._id),
    fallbackTypeName: nameOf(rule.fallbackTypeId),
    ...period,
    counts: {
      missing: missing.length,
      missingUnreached: unreached(missing),
      sent,
      accepted: accepted.length,
      lapsed: lapsed.length,
      lapsedUnreached: unreached(lapsed),
    },
    rows: [missing, lapsed, accepted].flatMap((some) => some.slice(0, mostRows).map(({ row }) => row)),
  };
}

/** How the present, or else the last, period of every type stands: who has sent nothing, who fell back, who is through with it. */
export async function proofPasses(platform: Platform, scope: OrgScope): Promise<z.output<typeof ProofPassesView>> {
  const db = platform.databases.server;
  const rules = await findRules(db, scope);
  if (rules.length === 0) return [];
  const fallen = await proofsInState(db, scope, 'lapsed');
  const types = await listMembershipTypes(scope);
  const nameOf = (typeId: MembershipTypeId) => types.find(({ _id }) => _id === typeId)?.name ?? '';
  const passes: Pass[] = [];
  for (const rule of rules) passes.push(await passOf(platform, scope, rule, fallen, nameOf));
  return passes;
}

/**
 * 窓口で確認した: staff have seen the card itself. As good as a proof that was sent in and accepted.
 * @throws DomainError PROOF_OVER, NOT_FOUND when nothing is asked; CONFLICT when one is there already; PROOF_DAY_IMPLAUSIBLE
 */
export async function confirmProof(
  platform: Platform,
  actor: UserActor,
  { memberId, seenOn, memo }: z.output<typeof ConfirmProofInput>,
): Promise<z.output<typeof ProofNamed>> {
  const { scope } = actor;
  return inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, memberId, session);
    const now = await askedNow(platform, scope, member, session);
    if (!now) throw await notAsked(platform, scope, member);
    const { rule, period, answer, askedLateOn } = now;
    if (answer?.state === 'sent' || answer?.state === 'accepted') throw new DomainError('CONFLICT');
    if (seenOn < period.opensOn || seenOn > platform.clock.today())
      throw new DomainError('PROOF_DAY_IMPLAUSIBLE', { from: period.opensOn });
    const dueOn = answer?.dueOn ?? period.dueOn;
    const named = { memberId, membershipTypeId: rule._id, dueOn, askedLateOn, fileId: null, fileName: '', sentAt: null, reason: '' };
    const decided = { state: 'accepted' as const, decidedAt: platform.clock.now(), decidedBy: actor.name, seenOn, memo };
    await putProof(platform.databases.server, scope, { ...named, ...decided }, session);
    await recordProof(platform, scope, actor, 'proof.confirm', member, session);
    return { memberId, dueOn };
  });
}

/**
 * What was accepted is not, after all. With a reason it is refused and the member hears of it; without one it is as if nothing
 * had been said. Until the member's last day: what follows after that is done by then. @throws DomainError CONFLICT
 */
export async function takeBackProof(
  platform: Platform,
  actor: UserActor,
  { memberId, dueOn, reason }: z.output<typeof TakeBackProofInput>,
): Promise<z.output<typeof ProofNamed>> {
  const { scope } = actor;
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, memberId, session);
    const proof = await findProof(db, scope, memberId, dueOn, session);
    const rule = proof && (await findRule(db, scope, proof.membershipTypeId, session));
    if (!rule || proof.state !== 'accepted') throw new DomainError('CONFLICT');
    const lastDay = lastDayOf(periodOf(rule, dueOn), proof.askedLateOn ?? null);
    if (platform.clock.today() > lastDay) throw new DomainError('CONFLICT');
    const at = platform.clock.now();
    const decided =
      reason === ''
        ? { state: 'asked' as const, decidedAt: null, decidedBy: '', reason }
        : { state: 'refused' as const, decidedAt: at, decidedBy: actor.name, reason, toldOf: toldOn(lastDay, platform.clock.today()) };
    if (!(await moveProof(db, scope, proof, { ...decided, seenOn: null, memo: '', carried: null }, session)))
      throw new DomainError('CONFLICT');
    await recordProof(platform, scope, actor, 'proof.take_back', member, session);
    if (reason === '' || standingOf(member, rule) !== 'asked' || mailAddressOf(member) === '') return;
    const letter = await letterTo(platform, scope, member, rule, lastDay);
    const key = `${proof._id}:${at.getTime()}`;
    await enqueueMail(db, scope, proofRefusedMail({ ...letter, reason, isOver: false, key }), at, session);
  });
  platform.nudgeMail();
  return { memberId, dueOn };
}
