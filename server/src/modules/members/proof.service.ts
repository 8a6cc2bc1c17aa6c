import type {
  DecideProofInput,
  DropProofRuleInput,
  MyProofView,
  ProofsView,
  SaveProofRuleInput,
} from '@tsudoi/shared/contracts/members/proof.contract';
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
import type { Upload } from '../../platform/upload.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { refuseSharedSession } from '../identity/identity.public.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import { type MemberDocument, findMember, findMembers } from './member.repository.ts';
import { checkType } from './member.service.ts';
import { findMembershipType, listMembershipTypes } from './membership-type.repository.ts';
import { lapse, letterTo } from './proof-work.service.ts';
import { proofRefusedMail } from './proof.mail.ts';
import {
  decideProof,
  dropRule,
  findAnswer,
  findProof,
  findRule,
  findRules,
  putProof,
  saveRule,
  waitingProofs,
} from './proof.repository.ts';
import { periodOf, periodOn, standingOf } from './proof.rules.ts';
import { proofPurpose } from './stored-file.rules.ts';
import { attachFile, expectUpload, letGo, removeLeaving, takeFile } from './stored-file.service.ts';

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
    waiting: waiting.flatMap(({ memberId, membershipTypeId, dueOn, sentAt, fileId, fileName }) => {
      const member = people.get(memberId);
      if (!member || !fileId || !sentAt) return [];
      const { memberNumber } = member;
      const membershipTypeName = nameOf(membershipTypeId);
      const rule = rules.find(({ _id }) => _id === membershipTypeId) ?? null;
      const lastDay = rule ? periodOf(rule, dueOn).dueOn : dueOn;
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
    const rule = { _id: membershipTypeId, orgId: scope.orgId, ...days, since, remindedFor: '', lapsedFor: '' };
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

/** The rule and the period a member is in now. */
async function askedNow(platform: Platform, actor: MemberActor) {
  const member = await findMember(actor.scope, actor.memberId);
  const rule = await findRule(platform.databases.server, actor.scope, member.membershipTypeId);
  const period = rule && periodOn(rule, platform.clock.today());
  return rule && period ? { member, rule, period } : null;
}

/** What a member is asked for now. */
export async function myProof(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyProofView>> {
  const now = await askedNow(platform, actor);
  if (!now) return null;
  const { member, rule, period } = now;
  const [proof, types] = await Promise.all([
    findAnswer(platform.databases.server, actor.scope, member._id, rule, period.dueOn),
    listMembershipTypes(actor.scope),
  ]);
  const nameOf = (typeId: MembershipTypeId) => types.find(({ _id }) => _id === typeId)?.name ?? '';
  return {
    membershipTypeName: nameOf(member.membershipTypeId),
    fallbackTypeName: nameOf(rule.fallbackTypeId),
    ...period,
    state: proof && proof.state !== 'lapsed' ? proof.state : 'asked',
    reason: proof?.reason ?? '',
    fileName: proof?.fileName ?? '',
  };
}

/** Before a byte is read. @throws DomainError OWN_LOGIN_NEEDED, NOT_FOUND when nothing is asked, or it is accepted already; FILES_WAITING */
export async function expectProof(platform: Platform, actor: MemberActor): Promise<void> {
  await refuseSharedSession(platform, actor);
  const asked = await myProof(platform, actor);
  if (!asked || asked.state === 'accepted') throw new DomainError('NOT_FOUND');
  await expectUpload(platform, actor.scope, actor.memberId);
}

/** Takes a proof in; one that was sent before and not looked at yet gives way to it. @throws DomainError as `takeFile`, NOT_FOUND */
export async function sendProof(platform: Platform, actor: MemberActor, upload: Upload): Promise<z.output<typeof MyProofView>> {
  const { scope, memberId } = actor;
  const db = platform.databases.server;
  const { fileId, name: fileName } = await takeFile(platform, scope, proofPurpose, memberId, upload);
  await inTransaction(platform.databases.client, async (session) => {
    const now = await askedNow(platform, actor);
    const before = now && (await findAnswer(db, scope, memberId, now.rule, now.period.dueOn, session));
    if (!now || before?.state === 'accepted') throw new DomainError('NOT_FOUND');
    const { membershipTypeId } = now.member;
    await attachFile(platform, scope, fileId, memberId, session);
    if (before?.fileId) await letGo(platform, scope, before.fileId, session);
    const nobody = { decidedAt: null, decidedBy: '', reason: '' };
    // In the place of what was sent before, also where the last day has moved since: the queue has one of each.
    const dueOn = before?.dueOn ?? now.period.dueOn;
    const sent = { memberId, membershipTypeId, dueOn, state: 'sent' as const, fileId, fileName };
    await putProof(db, scope, { ...sent, sentAt: platform.clock.now(), ...nobody }, session);
    await recordProof(platform, scope, actor, 'proof.send', now.member, session);
  });
  await removeLeaving(platform, scope, memberId);
  return myProof(platform, actor);
}

async function recordProof(
  platform: Platform,
  scope: OrgScope,
  actor: MemberActor | UserActor,
  action: 'proof.send' | 'proof.accept' | 'proof.refuse',
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
    const decision = { state: accept ? ('accepted' as const) : ('refused' as const), decidedAt: platform.clock.now() };
    const facts = { ...decision, decidedBy: actor.name, reason: accept ? '' : reason };
    if (!(await decideProof(db, scope, { memberId, dueOn, fileId }, facts, session))) throw new DomainError('CONFLICT');
    await letGo(platform, scope, fileId, session);
    await recordProof(platform, scope, actor, accept ? 'proof.accept' : 'proof.refuse', member, session);
    if (accept || !rule || standingOf(member, rule) !== 'asked') return;
    const lastDay = periodOf(rule, dueOn).dueOn;
    const isOver = platform.clock.today() > lastDay;
    // One with the decision: the mail says that the type has changed.
    if (isOver) await lapse(platform, scope, { member, rule, dueOn: lastDay, told: true }, session);
    if (mailAddressOf(member) === '') return;
    const letter = await letterTo(platform, scope, member, rule, lastDay);
    await enqueueMail(db, scope, proofRefusedMail({ ...letter, reason, isOver, key: fileId }), platform.clock.now(), session);
  });
  await removeLeaving(platform, scope, memberId);
  platform.nudgeMail();
  return proofs(platform, scope);
}
