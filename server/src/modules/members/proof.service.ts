import type { DecideProofInput, DropProofRuleInput, ProofsView, SaveProofRuleInput } from '@tsudoi/shared/contracts/members/proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { MemberActor, UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import { type MemberDocument, findMember, findMembers } from './member.repository.ts';
import { checkType } from './member.service.ts';
import { findMembershipType, listMembershipTypes } from './membership-type.repository.ts';
import { lapse, letterTo } from './proof-work.service.ts';
import { proofRefusedMail } from './proof.mail.ts';
import { decideProof, dropRule, findProof, findRule, findRules, saveRule, waitingProofs } from './proof.repository.ts';
import { lastDayOf, lateOnOf, periodOf, standingOf, toldOn } from './proof.rules.ts';
import { letGo, removeLeaving } from './stored-file.service.ts';

/** What types ask for a proof, and whose waits to be looked at. */
export async function proofs(platform: Platform, scope: OrgScope): Promise<z.output<typeof ProofsView>> {
  const db = platform.databases.server;
  const [rules, waiting, types] = await Promise.all([findRules(db, scope), waitingProofs(db, scope), listMembershipTypes(scope)]);
  const people = new Map(
    (
      await findMembers(
        scope,
        waiting.map(({ memberId }) => memberId),
      )
    ).map((member) => [member._id, member]),
  );
  const nameOf = (typeId: MembershipTypeId) => types.find(({ _id }) => _id === typeId)?.name ?? '';
  return {
    rules: rules.map(({ _id, opensOn, dueOn, fallbackTypeId }) => ({
      membershipTypeId: _id,
      opensOn,
      dueOn,
      fallbackTypeId,
      membershipTypeName: nameOf(_id),
      fallbackTypeName: nameOf(fallbackTypeId),
    })),
    waiting: waiting.flatMap((proof) => {
      const { memberId, membershipTypeId, dueOn, sentAt, fileId, fileName } = proof;
      const member = people.get(memberId);
      if (!member || !fileId || !sentAt) return [];
      const { memberNumber } = member;
      const membershipTypeName = nameOf(membershipTypeId);
      const rule = rules.find(({ _id }) => _id === membershipTypeId) ?? null;
      const period = rule && periodOf(rule, dueOn);
      const lastDay = rule && period ? lastDayOf(period, lateOnOf(rule, proof, period, platform.clock.today())) : dueOn;
      const sent = { dueOn, lastDay, sentAt: sentAt.toISOString(), fileId, fileName };
      return [{ memberId, memberNumber, name: fullName(member), membershipTypeName, standing: standingOf(member, rule), ...sent }];
    }),
    total: waiting.length,
  };
}

async function recordRule(
  platform: Platform,
  actor: UserActor,
  action: 'proof_rule.save' | 'proof_rule.remove',
  typeId: MembershipTypeId,
  session: ClientSession,
): Promise<void> {
  const subjectName = (await findMembershipType(actor.scope, typeId))?.name ?? '';
  await recordAudit(
    platform,
    actor.scope,
    actor,
    { action, subjectKind: 'membership_type', subjectId: typeId, subjectName, fields: [] },
    session,
  );
  await recordLive(platform.databases.server, actor.scope, [{ topic: 'members', ref: typeId }], platform.clock.now(), session);
}

/**
 * That a type asks for a proof from now on. Periods that are over do not count against anybody, and what was sent in counts on
 * where the last day is another now. @throws DomainError NOT_FOUND
 */
export async function saveProofRule(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SaveProofRuleInput>,
): Promise<z.output<typeof ProofsView>> {
  const { scope } = actor;
  const { membershipTypeId, ...days } = input;
  await checkType(scope, membershipTypeId);
  await checkType(scope, input.fallbackTypeId);
  await inTransaction(platform.databases.client, async (session) => {
    const since = platform.clock.today();
    // Whoever comes to the type after the others were asked stays somebody who was asked late.
    const remindedFor = (await findRule(platform.databases.server, scope, membershipTypeId, session))?.remindedFor ?? '';
    const rule = { _id: membershipTypeId, orgId: scope.orgId, ...days, since, remindedFor, lapsedFor: '' };
    await saveRule(platform.databases.server, scope, rule, session);
    await recordRule(platform, actor, 'proof_rule.save', membershipTypeId, session);
  });
  return proofs(platform, scope);
}

/** @throws DomainError NOT_FOUND */
export async function dropProofRule(
  platform: Platform,
  actor: UserActor,
  { membershipTypeId }: z.output<typeof DropProofRuleInput>,
): Promise<z.output<typeof ProofsView>> {
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await dropRule(platform.databases.server, actor.scope, membershipTypeId, session))) throw new DomainError('NOT_FOUND');
    await recordRule(platform, actor, 'proof_rule.remove', membershipTypeId, session);
  });
  return proofs(platform, actor.scope);
}

/** Who did what about somebody's proof: for the log, and for the pages that are open. */
export async function recordProof(
  platform: Platform,
  scope: OrgScope,
  actor: MemberActor | UserActor,
  action: 'proof.send' | 'proof.accept' | 'proof.refuse' | 'proof.confirm' | 'proof.take_back',
  member: MemberDocument,
  session: ClientSession,
): Promise<void> {
  const note = { action, subjectKind: 'member', subjectId: member._id, subjectName: fullName(member), fields: [] };
  await recordAudit(platform, scope, actor, note, session);
  const live = [{ topic: 'members' as const, ref: member._id, memberId: member._id }];
  await recordLive(platform.databases.server, scope, live, platform.clock.now(), session);
}

/**
 * The office has looked. Whatever it says, the file goes: what stays is that it was looked at, when and by whom. Refused
 * after the last day, the type falls back at once. @throws DomainError CONFLICT when the member has sent another meanwhile
 */
export async function decideOnProof(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof DecideProofInput>,
): Promise<z.output<typeof ProofsView>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const { memberId, dueOn, fileId, accept, reason } = input;
  await inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, memberId, session);
    const proof = await findProof(db, scope, memberId, dueOn, session);
    const rule = proof && (await findRule(db, scope, proof.membershipTypeId, session));
    const today = platform.clock.today();
    const period = rule && periodOf(rule, dueOn);
    const askedLateOn = rule && period && lateOnOf(rule, proof, period, today);
    const lastDay = period && lastDayOf(period, askedLateOn);
    const decision = { state: accept ? ('accepted' as const) : ('refused' as const), decidedAt: platform.clock.now() };
    // A refusal says what a reminder of today would: none follows it at once.
    const told = accept || !lastDay ? {} : { toldOf: toldOn(lastDay, today) };
    // After a suspension what the next pass would write, so that a refusal in between has its days and is told once.
    const days = period ? { askedLateOn } : {};
    const facts = { ...decision, ...told, ...days, decidedBy: actor.name, reason: accept ? '' : reason };
    if (!(await decideProof(db, scope, { memberId, dueOn, fileId }, facts, session))) throw new DomainError('CONFLICT');
    await letGo(platform, scope, fileId, session);
    await recordProof(platform, scope, actor, accept ? 'proof.accept' : 'proof.refuse', member, session);
    if (accept || !rule || !period || !lastDay || standingOf(member, rule) !== 'asked') return;
    const isOver = today > lastDay;
    // One with the decision: the mail says that the type has changed.
    if (isOver) await lapse(platform, scope, { member, rule, dueOn: period.dueOn, lastDay, told: true }, session);
    if (mailAddressOf(member) === '') return;
    const addressee = isOver ? { ...member, membershipTypeId: rule.fallbackTypeId } : member;
    const letter = await letterTo(platform, scope, addressee, rule, lastDay);
    await enqueueMail(db, scope, proofRefusedMail({ ...letter, reason, isOver, key: fileId }), platform.clock.now(), session);
  });
  await removeLeaving(platform, scope, memberId);
  platform.nudgeMail();
  return proofs(platform, scope);
}
