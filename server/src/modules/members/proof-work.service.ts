import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type OrganizationDocument, findOrganization, goesOn, isSuspended } from '../organizations/organizations.public.ts';
import { titleOf } from './honorific.rules.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import type { MemberDocument } from './member.repository.ts';
import { writeMemberWithin } from './member.service.ts';
import { findMembershipType } from './membership-type.repository.ts';
import { refuseArchivedType } from './membership-type.service.ts';
import { proofLapsedMail, proofReminderMail } from './proof.mail.ts';
import {
  type ProofDocument,
  type ProofRuleDocument,
  allProofRules,
  findAnswer,
  findAnswers,
  markRule,
  membersOfType,
  putProof,
} from './proof.repository.ts';
import {
  type ProofPeriod,
  askedLateBy,
  fallsBack,
  isAnswered,
  isOverForAll,
  isToAsk,
  lastDayOf,
  periodBefore,
  periodOn,
  reminderOn,
  toldOn,
  wasHeldUp,
} from './proof.rules.ts';

const system = { kind: 'system', name: 'proof' } as const;
const pageSize = 200;

/** What every letter about a proof says; it addresses the member as of the type that they have by then. */
export async function letterTo(platform: Platform, scope: OrgScope, member: MemberDocument, rule: ProofRuleDocument, dueOn: JstDate) {
  const [organization, type, fallback] = await Promise.all([
    findOrganization(scope),
    findMembershipType(scope, rule._id),
    findMembershipType(scope, rule.fallbackTypeId),
  ]);
  const own = [type, fallback].find((one) => one?._id === member.membershipTypeId);
  return {
    to: mailAddressOf(member),
    name: fullName(member),
    honorific: titleOf(member.kind, own?.honorific),
    organizationName: organization.name,
    typeName: type?.name ?? '',
    fallbackName: fallback?.name ?? '',
    dueOn,
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/my/proof`,
    key: `${member._id}:${dueOn}`,
  };
}

interface Lapse {
  readonly member: MemberDocument;
  readonly rule: ProofRuleDocument;
  /** Of the period. */
  readonly dueOn: JstDate;
  /** Their own. */
  readonly lastDay: JstDate;
  /** The member has a mail that says so already. */
  readonly told: boolean;
}

/** Of a proof that was looked at: that, when and by whom stays. */
const pickFacts = ({ sentAt, decidedAt, decidedBy, reason }: ProofDocument) => ({ sentAt, decidedAt, decidedBy, reason });

/**
 * The type of one member falls back, and the member hears of it: both or neither, since whoever has the other type already
 * is passed over by every later pass. Again is the same as once. @throws DomainError MEMBERSHIP_TYPE_ARCHIVED
 */
export async function lapse(
  platform: Platform,
  scope: OrgScope,
  { member, rule, dueOn, lastDay, told }: Lapse,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const before = await findAnswer(db, scope, member._id, rule, dueOn, session);
  if (before && isAnswered(before.state)) return;
  await refuseArchivedType(scope, rule.fallbackTypeId);
  const changes = { membershipTypeId: rule.fallbackTypeId };
  const change = { before: member, version: member.version, changes, action: 'member.proof_lapsed' as const };
  await writeMemberWithin(platform, system, scope, change, session);
  const nothing = { sentAt: null, decidedAt: null, decidedBy: '', reason: '' };
  const facts = before && pickFacts(before);
  const named = { memberId: member._id, membershipTypeId: rule._id, dueOn: before?.dueOn ?? dueOn };
  const lapsed = { ...named, state: 'lapsed' as const, fileId: null, fileName: '' };
  await putProof(db, scope, { ...nothing, ...facts, ...lapsed }, session);
  if (told || mailAddressOf(member) === '') return;
  const letter = await letterTo(platform, scope, { ...member, ...changes }, rule, lastDay);
  await enqueueMail(db, scope, proofLapsedMail(letter), platform.clock.now(), session);
}

interface Asked {
  readonly member: MemberDocument;
  /** What they sent for the period, or that they were asked. */
  readonly answer: ProofDocument | null;
}

/** Everybody of the type of a rule, with what is known of them for a period. */
export async function* peopleOf(platform: Platform, scope: OrgScope, rule: ProofRuleDocument, dueOn: JstDate): AsyncGenerator<Asked> {
  const db = platform.databases.server;
  let after: MemberId | null = null;
  for (;;) {
    const page: MemberDocument[] = await membersOfType(db, scope, rule._id, after, pageSize);
    const ids = page.map(({ _id }) => _id);
    const answers = ids.length === 0 ? null : await findAnswers(db, scope, ids, rule, dueOn);
    for (const member of page) yield { member, answer: answers?.get(member._id) ?? null };
    if (page.length < pageSize) return;
    after = page.at(-1)!._id;
  }
}

interface Asking {
  readonly member: MemberDocument;
  readonly rule: ProofRuleDocument;
  readonly period: ProofPeriod;
  /** For whoever is asked only now. */
  readonly askedLateOn: JstDate | null;
}

/** One member is asked, or reminded, and that they were is written down: both or neither. Of what has happened meanwhile nothing is lost. */
async function ask(platform: Platform, scope: OrgScope, { member, rule, period, askedLateOn }: Asking): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const answer = await findAnswer(db, scope, member._id, rule, period.dueOn, session);
    const isFirst = isToAsk(answer, rule._id);
    if (!isFirst && isAnswered(answer!.state)) return;
    const lateOn = isFirst ? askedLateOn : (answer!.askedLateOn ?? null);
    const lastDay = lastDayOf(period, lateOn);
    const today = platform.clock.today();
    const toldOf = toldOn(lastDay, today);
    if (!isFirst && answer!.toldOf === toldOf) return;
    const named = { memberId: member._id, membershipTypeId: rule._id, dueOn: answer?.dueOn ?? period.dueOn };
    const nothing = { state: 'asked' as const, fileId: null, fileName: '', sentAt: null, decidedAt: null, decidedBy: '', reason: '' };
    const written = isFirst ? { ...named, ...nothing, askedLateOn: lateOn, toldOf } : { ...named, toldOf };
    await putProof(db, scope, written, session);
    if (mailAddressOf(member) === '') return;
    const letter = await letterTo(platform, scope, member, rule, lastDay);
    const kind = isFirst ? 'first' : answer!.state === 'refused' ? 'refused' : 'again';
    // The key is one mail for one member, last day and reminder, whatever is written down.
    await enqueueMail(
      db,
      scope,
      proofReminderMail(letter, isFirst ? 'opened' : reminderOn(lastDay, today), kind),
      platform.clock.now(),
      session,
    );
  });
}

/** Everybody who has the type is asked by themselves, on the day they are found to have it; and reminded by their own last day. */
async function remind(platform: Platform, scope: OrgScope, rule: ProofRuleDocument): Promise<void> {
  const today = platform.clock.today();
  const open = periodOn(rule, today);
  const period = open ?? periodBefore(rule, today);
  if (!open && isOverForAll(period, today, rule.resumedOn)) return;
  const wasAsked = rule.remindedFor === period.dueOn;
  const askedLateOn = askedLateBy(rule, period, today);
  for await (const { member, answer } of peopleOf(platform, scope, rule, period.dueOn)) {
    const isFirst = isToAsk(answer, rule._id);
    // Between two periods nobody is asked anew; the days of the late ones go on.
    if (isFirst ? !open || member.joinedOn > today : isAnswered(answer!.state)) continue;
    const lastDay = lastDayOf(period, answer?.askedLateOn ?? null);
    if (!isFirst && (today > lastDay || answer!.toldOf === toldOn(lastDay, today))) continue;
    await ask(platform, scope, { member, rule, period, askedLateOn });
  }
  if (open && !wasAsked) await markRule(platform.databases.server, scope, rule, { remindedFor: period.dueOn });
  platform.nudgeMail();
}

async function fallBack(platform: Platform, scope: OrgScope, rule: ProofRuleDocument): Promise<void> {
  const today = platform.clock.today();
  const period = periodBefore(rule, today);
  if (rule.lapsedFor === period.dueOn) return;
  for await (const { member, answer } of peopleOf(platform, scope, rule, period.dueOn)) {
    if (!fallsBack(answer, rule, period, today)) continue;
    const lastDay = lastDayOf(period, answer?.askedLateOn ?? null);
    const falling = { member, rule, dueOn: period.dueOn, lastDay, told: false };
    await inTransaction(platform.databases.client, (session) => lapse(platform, scope, falling, session));
  }
  if (isOverForAll(period, today, rule.resumedOn)) await markRule(platform.databases.server, scope, rule, { lapsedFor: period.dueOn });
  platform.nudgeMail();
}

/** That it rests is written down, for the pass that finds it going on: the organisation says nothing of it by then. */
async function rest(platform: Platform, scope: OrgScope, rule: ProofRuleDocument, organization: OrganizationDocument): Promise<void> {
  if (!isSuspended(organization) || rule.restsSince) return;
  const restsSince = jstDateOf(organization.suspension?.since ?? platform.clock.now());
  await markRule(platform.databases.server, scope, rule, { restsSince });
}

/**
 * Nobody could send anything, and nobody could look at it: whoever had days left when the organisation was suspended has those
 * of somebody who is asked today, and hears of them (docs/decisions/0085). Again is the same as once.
 */
async function goOn(platform: Platform, scope: OrgScope, rule: ProofRuleDocument, restsSince: JstDate): Promise<ProofRuleDocument> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  const open = periodOn(rule, today);
  for (const period of [periodBefore(rule, today), ...(open ? [open] : [])]) {
    if (rule.lapsedFor === period.dueOn) continue;
    for await (const { member, answer } of peopleOf(platform, scope, rule, period.dueOn)) {
      if (!wasHeldUp(answer, rule._id, period, restsSince)) continue;
      await inTransaction(platform.databases.client, async (session) => {
        const { _id: memberId } = member;
        const now = await findAnswer(db, scope, memberId, rule, period.dueOn, session);
        if (!now || !wasHeldUp(now, rule._id, period, restsSince)) return;
        await putProof(db, scope, { memberId, membershipTypeId: rule._id, dueOn: now.dueOn, askedLateOn: today }, session);
      });
    }
  }
  const done = { restsSince: null, resumedOn: today };
  await markRule(db, scope, rule, done);
  return { ...rule, ...done };
}

/**
 * Reminders and what follows when nobody sent anything (features.md 3, 11). Every pass that breaks off is carried on by the
 * next: what is done stands with the member, and only a whole pass is marked. One organisation's failure stays its own. Of one
 * that is suspended all of it rests.
 */
export async function workOnProofs(platform: Platform): Promise<void> {
  for (const rule of await allProofRules(platform.databases.server)) {
    const scope = mintOrgScope(rule.orgId);
    try {
      const organization = await findOrganization(scope);
      if (!goesOn(organization)) {
        await rest(platform, scope, rule, organization);
        continue;
      }
      const present = rule.restsSince ? await goOn(platform, scope, rule, rule.restsSince) : rule;
      await fallBack(platform, scope, present);
      await remind(platform, scope, present);
    } catch (err) {
      platform.log.error({ err, orgId: rule.orgId }, 'proofs of a type could not be worked on and rest for a moment');
    }
  }
}
