import type { MyProofView } from '@tsudoi/shared/contracts/members/proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Upload } from '../../platform/upload.ts';
import { refuseSharedSession } from '../identity/identity.public.ts';
import { type MemberDocument, findMember } from './member.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import { type ProofDocument, type ProofRuleDocument, findAnswer, findRule, newestProof, putProof } from './proof.repository.ts';
import {
  type ProofPeriod,
  askedLateBy,
  isAnswered,
  isToAsk,
  lastDayOf,
  lateOnOf,
  periodBefore,
  periodOf,
  periodOn,
} from './proof.rules.ts';
import { recordProof } from './proof.service.ts';
import { proofPurpose } from './stored-file.rules.ts';
import { attachFile, expectUpload, letGo, removeLeaving, takeFile } from './stored-file.service.ts';

interface AskedNow {
  readonly rule: ProofRuleDocument;
  readonly period: ProofPeriod;
  /** What is known of the member for the period. */
  readonly answer: ProofDocument | null;
  readonly askedLateOn: JstDate | null;
  /** Their own. */
  readonly lastDay: JstDate;
}

/** The rule and the period a member is in now; after the period while their own days go on. */
export async function askedNow(
  platform: Platform,
  scope: OrgScope,
  member: MemberDocument,
  session?: ClientSession,
): Promise<AskedNow | null> {
  const db = platform.databases.server;
  const rule = await findRule(db, scope, member.membershipTypeId, session);
  if (!rule) return null;
  const today = platform.clock.today();
  const open = periodOn(rule, today);
  const period = open ?? periodBefore(rule, today);
  const answer = await findAnswer(db, scope, member._id, rule, period.dueOn, session);
  // Whoever the next pass will ask is told the last day that it will write down.
  const isAnew = isToAsk(answer, rule._id);
  const askedLateOn = isAnew ? askedLateBy(rule, period, today) : lateOnOf(rule, answer, period, today);
  const lastDay = lastDayOf(period, askedLateOn);
  return open || (!isAnew && today <= lastDay) ? { rule, period, answer, askedLateOn, lastDay } : null;
}

/** What is said where nothing is asked: the last day, where it has just passed. */
export async function notAsked(platform: Platform, scope: OrgScope, member: MemberDocument): Promise<DomainError> {
  const db = platform.databases.server;
  const last = await newestProof(db, scope, member._id);
  if (!last || isAnswered(last.state)) return new DomainError('NOT_FOUND');
  // Their type has fallen back by now: the rule is that of the type they were asked for.
  const rule = await findRule(db, scope, last.membershipTypeId);
  const lastDay = rule ? lastDayOf(periodOf(rule, last.dueOn), last.askedLateOn ?? null) : last.dueOn;
  return lastDay < platform.clock.today() ? new DomainError('PROOF_OVER', { date: lastDay }) : new DomainError('NOT_FOUND');
}

/** What a member is asked for now. */
export async function myProof(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyProofView>> {
  const member = await findMember(actor.scope, actor.memberId);
  const now = await askedNow(platform, actor.scope, member);
  if (!now) return null;
  const { rule, period, answer: proof } = now;
  const types = await listMembershipTypes(actor.scope);
  const nameOf = (typeId: MembershipTypeId) => types.find(({ _id }) => _id === typeId)?.name ?? '';
  return {
    membershipTypeName: nameOf(member.membershipTypeId),
    fallbackTypeName: nameOf(rule.fallbackTypeId),
    opensOn: period.opensOn,
    dueOn: now.lastDay,
    state: proof && proof.state !== 'lapsed' ? proof.state : 'asked',
    reason: proof?.reason ?? '',
    fileName: proof?.fileName ?? '',
    seenOn: proof?.seenOn ?? null,
  };
}

/**
 * Before a byte is read. @throws DomainError OWN_LOGIN_NEEDED; PROOF_OVER after the last day; NOT_FOUND when nothing was asked,
 * or it is accepted already; FILES_WAITING
 */
export async function expectProof(platform: Platform, actor: MemberActor): Promise<void> {
  await refuseSharedSession(platform, actor);
  const member = await findMember(actor.scope, actor.memberId);
  const now = await askedNow(platform, actor.scope, member);
  if (!now) throw await notAsked(platform, actor.scope, member);
  if (now.answer?.state === 'accepted') throw new DomainError('NOT_FOUND');
  await expectUpload(platform, actor.scope, actor.memberId);
}

/**
 * Takes a proof in; one that was sent before and not looked at yet gives way to it. @throws DomainError as `takeFile`, PROOF_OVER,
 * NOT_FOUND
 */
export async function sendProof(platform: Platform, actor: MemberActor, upload: Upload): Promise<z.output<typeof MyProofView>> {
  const { scope, memberId } = actor;
  const db = platform.databases.server;
  const { fileId, name: fileName } = await takeFile(platform, scope, proofPurpose, memberId, upload);
  await inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, memberId, session);
    const now = await askedNow(platform, scope, member, session);
    if (!now) throw await notAsked(platform, scope, member);
    const { answer: before, askedLateOn } = now;
    if (before?.state === 'accepted') throw new DomainError('NOT_FOUND');
    const { membershipTypeId } = member;
    await attachFile(platform, scope, fileId, memberId, session);
    if (before?.fileId) await letGo(platform, scope, before.fileId, session);
    const nobody = { decidedAt: null, decidedBy: '', reason: '', seenOn: null, memo: '' };
    // In the place of what was sent before, also where the last day has moved since: the queue has one of each.
    const dueOn = before?.dueOn ?? now.period.dueOn;
    const sent = { memberId, membershipTypeId, dueOn, askedLateOn, state: 'sent' as const, fileId, fileName };
    await putProof(db, scope, { ...sent, sentAt: platform.clock.now(), ...nobody }, session);
    await recordProof(platform, scope, actor, 'proof.send', member, session);
  });
  await removeLeaving(platform, scope, memberId);
  return myProof(platform, actor);
}
