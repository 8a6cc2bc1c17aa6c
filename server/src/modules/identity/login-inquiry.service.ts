import type {
  AskForLoginIdInput,
  InquiryCandidate,
  LoginInquiryDetail,
  LoginInquiryRow,
} from '@tsudoi/shared/contracts/identity/login-inquiry.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type LoginInquiryId, type MemberId, newLoginInquiryId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { inquiryArrivedMail, loginIdMail } from './login-inquiry.mail.ts';
import {
  type LoginInquiryDocument,
  countOpenInquiries,
  decideInquiry,
  findInquiry,
  keepInquiry,
  listInquiries,
} from './login-inquiry.repository.ts';
import { isFull, matchOf } from './login-inquiry.rules.ts';
import { findAccountBy } from './member-account.repository.ts';
import { findGate } from './org-gate.service.ts';

type Row = z.input<typeof LoginInquiryRow>;
type Candidate = z.input<typeof InquiryCandidate>;

const keptMs = 90 * 86_400_000;
/** More than an office can have waiting: what floods the desk is not kept. */
const mostOpen = 200;

function toRow({ _id, orgId: _orgId, memberId: _memberId, forgetAt: _forgetAt, createdAt, decidedAt, ...rest }: LoginInquiryDocument): Row {
  return { inquiryId: _id, ...rest, createdAt: createdAt.toISOString(), decidedAt: decidedAt?.toISOString() ?? null };
}

/** Keeps what somebody told for the office to look at. It answers the same whether or not there is such a member (ACC-05). */
export async function askForLoginId(platform: Platform, { org, ...told }: z.output<typeof AskForLoginIdInput>): Promise<void> {
  const gate = await findGate(org);
  if (!gate) return;
  const db = platform.databases.server;
  const { scope, organization } = gate;
  if ((await countOpenInquiries(db, scope, mostOpen)) >= mostOpen) {
    platform.log.warn({ orgId: scope.orgId, security: true }, 'too many open inquiries for a log-in ID; one was dropped');
    return;
  }
  const now = platform.clock.now();
  const row: LoginInquiryDocument = {
    _id: newLoginInquiryId(),
    orgId: scope.orgId,
    ...told,
    state: 'open',
    memberId: null,
    createdAt: now,
    decidedAt: null,
    decidedBy: '',
    reason: '',
    forgetAt: new Date(now.getTime() + keptMs),
  };
  if (!(await keepInquiry(db, scope, row)) || organization.contactEmail === '') return;
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/admin/members/login-inquiries`;
  const draft = inquiryArrivedMail({ to: organization.contactEmail, organizationName: organization.name, link, key: row._id });
  await enqueueMail(db, scope, draft, now);
  platform.nudgeMail();
}

export async function inquiriesOf(platform: Platform, scope: OrgScope, view: 'open' | 'done'): Promise<Row[]> {
  return (await listInquiries(platform.databases.server, scope, view)).map(toRow);
}

async function candidatesFor(platform: Platform, scope: OrgScope, inquiry: LoginInquiryDocument): Promise<Candidate[]> {
  const byLogin = await findAccountBy(scope, { loginEmail: inquiry.email });
  const { email, familyNameKana, givenNameKana } = inquiry;
  const memberIds = byLogin ? [byLogin.memberId] : [];
  const people = await platform.hooks.membersLike(scope, { email, familyNameKana, givenNameKana, memberIds });
  const compared = await Promise.all(
    people.map(async (person) => {
      const account = await findAccountBy(scope, { memberId: person.memberId });
      return { person, match: matchOf(inquiry, { ...person, emails: [person.contactEmail, account?.loginEmail ?? ''] }) };
    }),
  );
  const full = compared.filter(({ match }) => isFull(match));
  return compared
    .map(({ person, match }) => ({
      memberId: person.memberId,
      memberNumber: person.memberNumber,
      familyName: person.familyName,
      givenName: person.givenName,
      membershipTypeName: person.membershipTypeName,
      mayLogIn: person.mayLogIn,
      match,
      releasable: isFull(match) && full.length === 1 && person.mayLogIn,
    }))
    .sort((left, right) => Object.values(right.match).filter(Boolean).length - Object.values(left.match).filter(Boolean).length);
}

async function inquiryOf(platform: Platform, scope: OrgScope, inquiryId: LoginInquiryId): Promise<LoginInquiryDocument> {
  const inquiry = await findInquiry(platform.databases.server, scope, inquiryId);
  if (!inquiry) throw new DomainError('NOT_FOUND');
  return inquiry;
}

/** The inquiry beside who it may be. @throws DomainError NOT_FOUND */
export async function inquiryDetail(
  platform: Platform,
  scope: OrgScope,
  inquiryId: LoginInquiryId,
): Promise<z.input<typeof LoginInquiryDetail>> {
  const inquiry = await inquiryOf(platform, scope, inquiryId);
  return { inquiry: toRow(inquiry), candidates: inquiry.state === 'open' ? await candidatesFor(platform, scope, inquiry) : [] };
}

/**
 * Mails the log-in ID to the address on record. Only when all four agree with one member alone: less is no proof.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION when decided already, INQUIRY_NO_MATCH
 */
export async function releaseLoginId(
  platform: Platform,
  actor: UserActor,
  { inquiryId, memberId }: { readonly inquiryId: LoginInquiryId; readonly memberId: MemberId },
): Promise<{ to: string }> {
  const { scope } = actor;
  const inquiry = await inquiryOf(platform, scope, inquiryId);
  if (inquiry.state !== 'open') throw new DomainError('INVALID_TRANSITION');
  const candidate = (await candidatesFor(platform, scope, inquiry)).find((one) => one.memberId === memberId);
  const account = await findAccountBy(scope, { memberId });
  if (!candidate?.releasable || !account) throw new DomainError('INQUIRY_NO_MATCH');
  const [organization, card] = await Promise.all([findOrganization(scope), platform.hooks.memberCard(scope, memberId)]);
  const name = `${candidate.familyName} ${candidate.givenName}`;
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/login`;
  const addressee = { to: inquiry.email, name, honorific: card?.honorific ?? '様' };
  const mail = { ...addressee, organizationName: organization.name, loginId: account.loginId, link, key: inquiryId };
  await decide(platform, actor, inquiry, { state: 'released', memberId, reason: '' }, { subjectId: memberId, name }, loginIdMail(mail));
  return { to: inquiry.email };
}

/** Closes it without telling anything. @throws DomainError NOT_FOUND, INVALID_TRANSITION when decided already */
export async function closeInquiry(
  platform: Platform,
  actor: UserActor,
  { inquiryId, reason }: { readonly inquiryId: LoginInquiryId; readonly reason: string },
): Promise<void> {
  const inquiry = await inquiryOf(platform, actor.scope, inquiryId);
  const name = `${inquiry.familyName} ${inquiry.givenName}`;
  await decide(platform, actor, inquiry, { state: 'closed', memberId: null, reason }, { subjectId: inquiryId, name }, null);
}

async function decide(
  platform: Platform,
  actor: UserActor,
  inquiry: LoginInquiryDocument,
  decision: Pick<LoginInquiryDocument, 'state' | 'memberId' | 'reason'>,
  subject: { readonly subjectId: string; readonly name: string },
  mail: ReturnType<typeof loginIdMail> | null,
): Promise<void> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const changes = { ...decision, decidedAt: now, decidedBy: actor.name, forgetAt: new Date(now.getTime() + keptMs) };
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await decideInquiry(db, actor.scope, inquiry._id, changes, session))) throw new DomainError('INVALID_TRANSITION');
    const isReleased = decision.state === 'released';
    await recordAudit(
      platform,
      actor.scope,
      actor,
      {
        action: isReleased ? 'account.login_id_release' : 'account.login_id_refuse',
        subjectKind: isReleased ? 'member' : 'login_inquiry',
        subjectId: subject.subjectId,
        subjectName: subject.name,
        fields: [],
      },
      session,
    );
    if (mail) await enqueueMail(db, actor.scope, mail, now, session);
  });
  platform.nudgeMail();
}
