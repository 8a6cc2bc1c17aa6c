import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { ChooseMemberInput, CodeLoginInput, WhoAreYou } from '@tsudoi/shared/contracts/identity/code-login.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { readMailboxTicket, signMailboxTicket } from './access-token.service.ts';
import { loginCodeMail } from './code-login.mail.ts';
import { keepLoginCode, tryLoginCode, useLoginCode } from './login-code.repository.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { accountsOf, changeAccount, findAccountBy } from './member-account.repository.ts';
import { type Gate, findGate } from './org-gate.service.ts';
import { type Grant, openSession, refuseSharedSession } from './session.service.ts';

const lifeMs = 10 * 60_000;
type Opened = Grant & { refreshToken: string };
export type CodeLogin = { readonly outcome: 'signed_in'; readonly grant: Opened } | z.input<typeof WhoAreYou>;

const hashOf = (platform: Platform, scope: OrgScope, email: string, code: string): string =>
  createHmac('sha256', platform.env.PASSWORD_PEPPER).update(`login-code:${scope.orgId}:${email}:${code}`).digest('base64url');

/**
 * Whom a code to this address lets in: whose log-in address it is, and those with it as contact address who agreed to
 * share the mailbox (domain.md 3.5). Only with a password of their own: the first access proves who somebody is.
 */
async function readersOf(platform: Platform, scope: OrgScope, email: string): Promise<MemberCard[]> {
  const owner = await findAccountBy(scope, { loginEmail: email });
  const sharing = await platform.hooks.membersAt(scope, email);
  const accounts = await accountsOf(
    scope,
    sharing.map((card) => card.memberId),
  );
  const agreed = new Set(
    accounts.filter((account) => account.sharesMailbox && account.state === 'verified').map((account) => account.memberId),
  );
  const [own] = owner?.state === 'verified' ? await platform.hooks.memberCards(scope, [owner.memberId]) : [];
  const readers = [...(own ? [own] : []), ...sharing.filter((card) => agreed.has(card.memberId) && card.memberId !== own?.memberId)];
  return readers.filter((card) => card.mayLogIn);
}

/** Mails six figures to the address, if anybody may log in by it; strangers get the same answer and no mail. */
export async function askForCode(platform: Platform, org: string, email: string): Promise<void> {
  const gate = await findGate(org);
  if (!gate || (await readersOf(platform, gate.scope, email)).length === 0) return;
  const { scope, organization } = gate;
  const db = platform.databases.server;
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const now = platform.clock.realNow();
  await keepLoginCode(db, scope, email, hashOf(platform, scope, email, code), new Date(now.getTime() + lifeMs));
  const draft = loginCodeMail({ to: email, organizationName: organization.name, code, key: `${now.getTime()}:${randomInt(0, 2 ** 32)}` });
  await enqueueMail(db, scope, draft, platform.clock.now());
  platform.nudgeMail();
}

/** @throws DomainError CODE_WRONG, LOGIN_DELAYED */
export async function codeLogin(platform: Platform, input: z.output<typeof CodeLoginInput>, facts: RequestFacts): Promise<CodeLogin> {
  const gate = await findGate(input.org);
  const attempt = attemptOf(input.org, 'code', input.email, facts.ip);
  const readers = await provingOnce(platform, attempt, async () => {
    if (!gate || !(await isRight(platform, gate.scope, input))) return null;
    const found = await readersOf(platform, gate.scope, input.email);
    return found.length > 0 ? found : null;
  });
  if (!gate || !readers) throw new DomainError('CODE_WRONG');
  const [only] = readers;
  if (only && readers.length === 1) return { outcome: 'signed_in', grant: await enter(platform, gate, only.memberId, input.email, facts) };
  const memberIds = readers.map((card) => card.memberId);
  return {
    outcome: 'who_are_you',
    ticket: signMailboxTicket(platform, { orgId: gate.scope.orgId, email: input.email, memberIds }),
    people: readers.map(({ memberId, familyName, givenName, memberNumber }) => ({ memberId, familyName, givenName, memberNumber })),
  };
}

async function isRight(platform: Platform, scope: OrgScope, { email, code }: z.output<typeof CodeLoginInput>): Promise<boolean> {
  const db = platform.databases.server;
  const kept = await tryLoginCode(db, scope, email, platform.clock.realNow());
  const given = Buffer.from(hashOf(platform, scope, email, code.normalize('NFKC').replace(/\s/g, '')));
  const right = Buffer.from(kept?.hash ?? '');
  return kept !== null && given.length === right.length && timingSafeEqual(given, right) && useLoginCode(db, scope, email, kept.hash);
}

/** Somebody of those who read the mailbox says who they are. @throws DomainError SECOND_STEP_EXPIRED, LOGIN_FAILED */
export async function chooseMember(platform: Platform, input: z.output<typeof ChooseMemberInput>, facts: RequestFacts): Promise<Opened> {
  const gate = await findGate(input.org);
  const ticket = readMailboxTicket(platform, input.ticket);
  if (!gate || ticket?.orgId !== gate.scope.orgId) throw new DomainError('SECOND_STEP_EXPIRED');
  // Who stopped sharing meanwhile is none of them any more.
  const readers = await readersOf(platform, gate.scope, ticket.email);
  const isReader = ticket.memberIds.includes(input.memberId) && readers.some((card) => card.memberId === input.memberId);
  if (!isReader) throw new DomainError('LOGIN_FAILED');
  return enter(platform, gate, input.memberId, ticket.email, facts);
}

async function enter(platform: Platform, { scope }: Gate, memberId: MemberId, email: string, facts: RequestFacts): Promise<Opened> {
  const account = await findAccountBy(scope, { memberId });
  if (!account) throw new DomainError('LOGIN_FAILED');
  await changeAccount(scope, account._id, { lastLoginAt: platform.clock.now() });
  return openSession(platform, scope, 'my', memberId, facts, undefined, account.loginEmail !== email);
}

export async function mailboxSharing(platform: Platform, actor: MemberActor): Promise<{ shared: boolean; contactEmail: string }> {
  const account = await findAccountBy(actor.scope, { memberId: actor.memberId });
  const card = await platform.hooks.memberCard(actor.scope, actor.memberId);
  return { shared: account?.sharesMailbox ?? false, contactEmail: card?.contactEmail ?? '' };
}

/** A member agrees that whoever reads the contact address may log in for them, or takes that back. @throws DomainError NO_LOGIN_WITHOUT_EMAIL */
export async function shareMailbox(platform: Platform, actor: MemberActor, shared: boolean): Promise<void> {
  await refuseSharedSession(platform, actor);
  const account = await findAccountBy(actor.scope, { memberId: actor.memberId });
  const card = await platform.hooks.memberCard(actor.scope, actor.memberId);
  if (!account || !card) throw new DomainError('NOT_FOUND');
  if (shared && card.contactEmail === '') throw new DomainError('NO_LOGIN_WITHOUT_EMAIL');
  await inTransaction(platform.databases.client, async (session) => {
    await changeAccount(actor.scope, account._id, { sharesMailbox: shared }, session);
    await recordAudit(
      platform,
      actor.scope,
      actor,
      {
        action: shared ? 'account.mailbox_share' : 'account.mailbox_unshare',
        subjectKind: 'member',
        subjectId: actor.memberId,
        subjectName: actor.name,
        fields: [],
      },
      session,
    );
  });
}
