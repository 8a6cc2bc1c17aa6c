import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
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
  markRule,
  membersOfType,
  putProof,
} from './proof.repository.ts';
import { fallsBack, periodBefore, periodOn, reminderOn } from './proof.rules.ts';

const system = { kind: 'system', name: 'proof' } as const;
const pageSize = 200;

/** What every letter about a proof says. */
export async function letterTo(platform: Platform, scope: OrgScope, member: MemberDocument, rule: ProofRuleDocument, dueOn: JstDate) {
  const [organization, type, fallback] = await Promise.all([
    findOrganization(scope),
    findMembershipType(scope, rule._id),
    findMembershipType(scope, rule.fallbackTypeId),
  ]);
  return {
    to: mailAddressOf(member),
    name: fullName(member),
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
  readonly dueOn: JstDate;
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
  { member, rule, dueOn, told }: Lapse,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  await refuseArchivedType(scope, rule.fallbackTypeId);
  const changes = { membershipTypeId: rule.fallbackTypeId };
  const change = { before: member, version: member.version, changes, action: 'member.proof_lapsed' as const };
  await writeMemberWithin(platform, system, scope, change, session);
  const before = await findAnswer(db, scope, member._id, rule, dueOn, session);
  const nothing = { sentAt: null, decidedAt: null, decidedBy: '', reason: '' };
  const facts = before && pickFacts(before);
  const named = { memberId: member._id, membershipTypeId: rule._id, dueOn: before?.dueOn ?? dueOn };
  const lapsed = { ...named, state: 'lapsed' as const, fileId: null, fileName: '' };
  await putProof(db, scope, { ...nothing, ...facts, ...lapsed }, session);
  if (told || mailAddressOf(member) === '') return;
  const letter = await letterTo(platform, scope, member, rule, dueOn);
  await enqueueMail(db, scope, proofLapsedMail(letter), platform.clock.now(), session);
}

async function* peopleOf(platform: Platform, scope: OrgScope, rule: ProofRuleDocument): AsyncGenerator<MemberDocument> {
  let after: MemberId | null = null;
  for (;;) {
    const page: MemberDocument[] = await membersOfType(platform.databases.server, scope, rule._id, after, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!._id;
  }
}

async function remind(platform: Platform, scope: OrgScope, rule: ProofRuleDocument): Promise<void> {
  const today = platform.clock.today();
  const period = periodOn(rule, today);
  if (!period) return;
  const reminder = reminderOn(period, today);
  const done = `${period.dueOn}:${reminder}`;
  if (rule.remindedFor === done) return;
  const db = platform.databases.server;
  for await (const member of peopleOf(platform, scope, rule)) {
    const proof = await findAnswer(db, scope, member._id, rule, period.dueOn);
    if (member.contactEmail === '' || proof?.state === 'accepted' || proof?.state === 'sent') continue;
    // The key is one mail for one member, period and reminder: a pass that begins again writes to nobody twice.
    const letter = await letterTo(platform, scope, member, rule, period.dueOn);
    await enqueueMail(db, scope, proofReminderMail(letter, reminder), platform.clock.now());
  }
  await markRule(db, scope, rule, { remindedFor: done });
  platform.nudgeMail();
}

async function fallBack(platform: Platform, scope: OrgScope, rule: ProofRuleDocument): Promise<void> {
  const period = periodBefore(rule, platform.clock.today());
  if (period.dueOn < rule.since || rule.lapsedFor === period.dueOn) return;
  const db = platform.databases.server;
  for await (const member of peopleOf(platform, scope, rule)) {
    const proof = await findAnswer(db, scope, member._id, rule, period.dueOn);
    if (!fallsBack(member, proof?.state ?? null, period)) continue;
    const falling = { member, rule, dueOn: period.dueOn, told: false };
    await inTransaction(platform.databases.client, (session) => lapse(platform, scope, falling, session));
  }
  await markRule(db, scope, rule, { lapsedFor: period.dueOn });
  platform.nudgeMail();
}

/**
 * Reminders and what follows when nobody sent anything (features.md 3, 11). Every pass that breaks off is carried on by the
 * next: what is done stands with the member, and only a whole pass is marked. One organisation's failure stays its own.
 */
export async function workOnProofs(platform: Platform): Promise<void> {
  for (const rule of await allProofRules(platform.databases.server)) {
    const scope = mintOrgScope(rule.orgId);
    try {
      await fallBack(platform, scope, rule);
      await remind(platform, scope, rule);
    } catch (err) {
      platform.log.error({ err, orgId: rule.orgId }, 'proofs of a type could not be worked on and rest for a moment');
    }
  }
}
