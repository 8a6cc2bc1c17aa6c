import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { ChooseMemberInput, CodeLinkInput, CodeLoginInput, WhoAreYou } from '@tsudoi/shared/contracts/identity/code-login.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { knowAddress, takeTurn } from '../../platform/mail-turns.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { readMailboxTicket, signMailboxTicket } from './access-token.service.ts';
import { loginCodeMail } from './code-login.mail.ts';
import { completeOpenedEmail } from './email-change.service.ts';
import { findLoginLink, keepLoginCode, tryLoginCode, useLoginCode, useLoginLink } from './login-code.repository.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { opensAccount } from './mailbox-sharing.rules.ts';
import { accountsOf, changeAccount, findAccountBy } from './member-account.repository.ts';
import { type Gate, findGate } from './org-gate.service.ts';
import { type Grant, openSession } from './session.service.ts';

const lifeMs = 10 * 60_000;
type Opened = Grant & { refreshToken: string };
export type CodeLogin = { readonly outcome: 'signed_in'; readonly grant: Opened } | z.input<typeof WhoAreYou>;

const hashOf = (platform: Platform, scope: OrgScope, email: string, code: string): string =>
  createHmac('sha256', platform.env.PASSWORD_PEPPER).update(`login-code:${scope.orgId}:${email}:${code}`).digest('base64url');

/**
 * Whom a code to this address lets in: whose log-in address it is, and those with it as contact address who agreed to
 * share this very mailbox (domain.md 3.5). Only with a password of their own: the first access proves who somebody is.
 */
async function readersOf(platform: Platform, scope: OrgScope, email: string): Promise<MemberCard[]> {
  const owner = await findAccountBy(scope, { loginEmail: email });
  const sharing = await platform.hooks.membersAt(scope, email);
  const accounts = await accountsOf(
    scope,
    sharing.map((card) => card.memberId),
  );
  const accountsOfSharing = new Map(accounts.map((account) => [account.memberId, account]));
  const hasAgreed = ({ memberId, contactEmail }: MemberCard): boolean => {
    const account = accountsOfSharing.get(memberId);
    return account !== undefined && opensAccount(email, account, contactEmail);
  };
  const [own] = owner?.state === 'verified' ? await platform.hooks.memberCards(scope, [owner.memberId]) : [];
  const readers = [...(own ? [own] : []), ...sharing.filter((card) => card.memberId !== own?.memberId && hasAgreed(card))];
  return readers.filter((card) => card.mayLogIn);
}

const linkHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

/**
 * Mails six figures and a link to the address, if anybody may log in by it; strangers get the same answer and no mail. Both
 * are one way in: what is used first uses up the other, and the newest mail counts. Every mail is worth five guesses, wherever
 * they come from: ten an hour and no more (T32, T33); what was mailed last stays good.
 */
export async function askForCode(platform: Platform, org: string, email: string): Promise<void> {
  const gate = await findGate(org);
  if (!gate || (await readersOf(platform, gate.scope, email)).length === 0) return;
  const { scope, organization } = gate;
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  await knowAddress(db, scope, 'code', email, now);
  if (!(await inTransaction(platform.databases.client, (session) => takeTurn(db, scope, 'code', email, now, session)))) return;
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const token = randomBytes(32).toString('base64url');
  const kept = { hash: hashOf(platform, scope, email, code), linkHash: linkHash(token), expiresAt: new Date(now.getTime() + lifeMs) };
  await keepLoginCode(db, scope, email, kept);
  const draft = loginCodeMail({
    to: email,
    organizationName: organization.name,
    code,
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/my/login/code#token=${token}`,
    key: `${now.getTime()}:${randomInt(0, 2 ** 32)}`,
  });
  await enqueueMail(db, scope, draft, platform.clock.now());
  platform.nudgeMail();
}

/** @throws DomainError CODE_WRONG, LOGIN_DELAYED */
export async function codeLogin(platform: Platform, input: z.output<typeof CodeLoginInput>, facts: RequestFacts): Promise<CodeLogin> {
  const gate = await findGate(input.org);
  const attempt = attemptOf(input.org, 'code', input.email, facts.ip);
  const readers = await provingOnce(platform, attempt, async () => {
    if (!gate || !(await isRightCode(platform, gate.scope, input))) return null;
    const found = await readersOf(platform, gate.scope, input.email);
    return found.length > 0 ? found : null;
  });
  if (!gate || !readers) throw new DomainError('CODE_WRONG');
  return letIn(platform, gate, input.email, readers, facts);
}

/** Where the link was mailed to. Uses nothing up: scanners of mail look at links too (T39). @throws DomainError TOKEN_INVALID */
export async function readCodeLink(platform: Platform, { org, token }: z.output<typeof CodeLinkInput>): Promise<{ email: string }> {
  const gate = await findGate(org);
  const now = platform.clock.realNow();
  const row = gate ? await findLoginLink(platform.databases.server, gate.scope, linkHash(token), now) : null;
  if (!row) throw new DomainError('TOKEN_INVALID');
  return { email: row.email };
}

/** Like the code of the same mail, for whoever holds the link and has pressed. @throws DomainError TOKEN_INVALID */
export async function linkLogin(
  platform: Platform,
  { org, token }: z.output<typeof CodeLinkInput>,
  facts: RequestFacts,
): Promise<CodeLogin> {
  const gate = await findGate(org);
  const now = platform.clock.realNow();
  const row = gate ? await useLoginLink(platform.databases.server, gate.scope, linkHash(token), now) : null;
  const readers = gate && row ? await readersOf(platform, gate.scope, row.email) : [];
  if (!gate || !row || readers.length === 0) throw new DomainError('TOKEN_INVALID');
  return letIn(platform, gate, row.email, readers, facts);
}

async function letIn(
  platform: Platform,
  gate: Gate,
  email: string,
  readers: readonly MemberCard[],
  facts: RequestFacts,
): Promise<CodeLogin> {
  const [only] = readers;
  if (only && readers.length === 1) return { outcome: 'signed_in', grant: await enter(platform, gate, only.memberId, email, facts) };
  const memberIds = readers.map((card) => card.memberId);
  const awaiting = await platform.hooks.awaitNumbers(gate.scope, readers);
  return {
    outcome: 'who_are_you',
    ticket: signMailboxTicket(platform, { orgId: gate.scope.orgId, email, memberIds }),
    people: readers.map((card) => {
      const { memberId, familyName, givenName, memberNumber } = card;
      return { memberId, familyName, givenName, memberNumber, awaitsNumber: awaiting.has(card) };
    }),
  };
}

/** Whether these are the figures last mailed to the address; then they are used up. */
export async function isRightCode(
  platform: Platform,
  scope: OrgScope,
  { email, code }: Pick<z.output<typeof CodeLoginInput>, 'email' | 'code'>,
): Promise<boolean> {
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
  const isOwn = account.loginEmail === email;
  // Under the old address: a change of address waits for this log-in, too (ACC-14).
  if (isOwn) await completeOpenedEmail(platform, scope, account);
  return openSession(platform, scope, 'my', memberId, facts, undefined, isOwn ? null : email);
}
