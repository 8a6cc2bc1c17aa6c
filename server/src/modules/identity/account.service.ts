import type { AccountView, ProvisionalPair } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type AccountId, type MemberId, newAccountId } from '@tsudoi/shared/kernel/ids';
import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { hasReading } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { dropEmailChange, dropOtherWays } from './ended-ways.service.ts';
import { provisionalMail } from './identity.mail.ts';
import { endMailTokens } from './mail-token.service.ts';
import { type MemberAccountDocument, changeAccount, findAccountBy, insertAccounts } from './member-account.repository.ts';
import { loginIdFromNumber, loginIdKey } from './login-id.rules.ts';
import { drawProvisionalPair, noPair, provisionalDays, provisionalIdHash, provisionalPasswordHash } from './provisional.service.ts';
import { endAllSessions } from './session.service.ts';

type Pair = z.output<typeof ProvisionalPair>;

const noAccount: z.output<typeof AccountView> = {
  state: 'none',
  loginId: '',
  loginEmail: '',
  provisionalExpiresAt: null,
  lastLoginAt: null,
};

function toAccountView(account: MemberAccountDocument | null): z.output<typeof AccountView> {
  if (!account) return noAccount;
  return {
    state: account.state,
    loginId: account.loginId,
    loginEmail: account.loginEmail ?? '',
    provisionalExpiresAt: account.provisionalIdHash ? (account.provisionalExpiresAt?.toISOString() ?? null) : null,
    lastLoginAt: account.lastLoginAt?.toISOString() ?? null,
  };
}

export async function accountOf(scope: OrgScope, memberId: MemberId): Promise<z.output<typeof AccountView>> {
  return toAccountView(await findAccountBy(scope, { memberId }));
}

/** A fresh provisional pair: what is kept of it, and what its owner gets. `from`: when it can be used first. */
export function drawPair(platform: Platform, memberId: MemberId, from = platform.clock.now()) {
  const drawn = drawProvisionalPair();
  const pepper = platform.env.PASSWORD_PEPPER;
  // The last moment of the day that letter, mail and screen name: a day named as the last counts whole.
  const expiresAt = new Date(endOfJstDateExclusive(addDays(jstDateOf(from), provisionalDays)).getTime() - 1);
  const kept = {
    state: 'provisional_issued' as const,
    provisionalIdHash: provisionalIdHash(drawn.id, pepper),
    provisionalPasswordHash: provisionalPasswordHash(drawn.password, pepper),
    provisionalExpiresAt: expiresAt,
  };
  const pair: Pair = { memberId, provisionalId: drawn.id, provisionalPassword: drawn.password, expiresAt: expiresAt.toISOString() };
  return { kept, pair };
}

/** Accounts of new members, in the transaction that makes the members; with pairs when asked (ACC-01). */
export async function createAccounts(
  platform: Platform,
  scope: OrgScope,
  members: readonly { readonly memberId: MemberId; readonly memberNumber: string }[],
  withPairs: boolean,
  session: ClientSession,
): Promise<Pair[]> {
  const now = platform.clock.now();
  const pairs: Pair[] = [];
  const accounts = members.map(({ memberId, memberNumber }): MemberAccountDocument => {
    const loginId = loginIdFromNumber(memberNumber);
    const base = {
      _id: newAccountId(),
      orgId: scope.orgId,
      memberId,
      state: 'none' as const,
      loginId,
      loginIdKey: loginIdKey(loginId),
      loginEmail: null,
      passwordHash: null,
      ...noPair,
      openedEmail: null,
      lastLoginAt: null,
      createdAt: now,
    };
    if (!withPairs) return base;
    const { kept, pair } = drawPair(platform, memberId);
    pairs.push(pair);
    return { ...base, ...kept };
  });
  await insertAccounts(scope, accounts, session);
  return pairs;
}

async function memberToInvite(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
): Promise<{ card: MemberCard; accountId: AccountId }> {
  const card = await platform.hooks.memberCard(scope, memberId);
  const account = card ? await findAccountBy(scope, { memberId }) : null;
  if (!card || !account) throw new DomainError('NOT_FOUND');
  if (!card.mayLogIn) throw new DomainError('INVALID_TRANSITION');
  if (!hasReading(card)) throw new DomainError('CONTACT_READING_MISSING');
  return { card, accountId: account._id };
}

/** A fresh pair; an older one, the present password, the passkeys and a change of address die, and every session ends. */
async function reissue(
  platform: Platform,
  actor: UserActor,
  member: { card: MemberCard; accountId: AccountId },
  session: ClientSession,
): Promise<Pair> {
  const { card, accountId } = member;
  const { kept, pair } = drawPair(platform, card.memberId);
  await changeAccount(actor.scope, accountId, { ...kept, passwordHash: null }, session);
  await endAllSessions(platform, actor.scope, card.memberId, session);
  await dropOtherWays(platform, actor.scope, { _id: accountId, memberId: card.memberId }, session);
  const subjectName = `${card.familyName} ${card.givenName}`;
  await recordAudit(
    platform,
    actor.scope,
    actor,
    { action: 'account.provisional', subjectKind: 'member', subjectId: card.memberId, subjectName, fields: [] },
    session,
  );
  return pair;
}

/** @throws DomainError NOT_FOUND, INVALID_TRANSITION when the member may not log in, CONTACT_READING_MISSING */
export async function issueProvisional(platform: Platform, actor: UserActor, memberId: MemberId): Promise<Pair> {
  const member = await memberToInvite(platform, actor.scope, memberId);
  return inTransaction(platform.databases.client, (session) => reissue(platform, actor, member, session));
}

/** Issues a pair and mails it to the registered address. @throws DomainError NOT_FOUND, NO_LOGIN_WITHOUT_EMAIL, CONTACT_READING_MISSING */
export async function mailProvisional(platform: Platform, actor: UserActor, memberId: MemberId): Promise<{ to: string }> {
  const member = await memberToInvite(platform, actor.scope, memberId);
  const { card } = member;
  if (card.contactEmail === '') throw new DomainError('NO_LOGIN_WITHOUT_EMAIL');
  const organization = await findOrganization(actor.scope);
  await inTransaction(platform.databases.client, async (session) => {
    const pair = await reissue(platform, actor, member, session);
    const draft = provisionalMail({
      to: card.contactEmail,
      memberId: card.memberId,
      memberName: `${card.familyName} ${card.givenName}`,
      honorific: card.honorific,
      organizationName: organization.name,
      link: `${platform.env.PUBLIC_URL}/${organization.slug}`,
      provisionalId: pair.provisionalId,
      provisionalPassword: pair.provisionalPassword,
      expiresOn: jstDateOf(new Date(pair.expiresAt)).replaceAll('-', '/'),
    });
    await enqueueMail(platform.databases.server, actor.scope, draft, platform.clock.now(), session);
  });
  platform.nudgeMail();
  return { to: card.contactEmail };
}

/** Follows the member's status: whoever may not log in loses sessions and access (ACC-15). */
export async function followStatus(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  mayLogIn: boolean,
  session: ClientSession,
): Promise<void> {
  const account = await findAccountBy(scope, { memberId }, session);
  if (!account) return;
  if (!mayLogIn) {
    if (account.state !== 'disabled') await changeAccount(scope, account._id, { state: 'disabled' }, session);
    await endAllSessions(platform, scope, memberId, session);
    await dropEmailChange(platform, scope, account, session);
    return;
  }
  // Rejoining means a new password: the account waits for a fresh pair (domain.md 3.5).
  if (account.state !== 'disabled') return;
  await beginAnew(platform, scope, account, { state: 'none' }, session);
}

/** What opened the account until now opens nothing any more: it waits for a fresh pair. */
async function beginAnew(
  platform: Platform,
  scope: OrgScope,
  account: MemberAccountDocument,
  changes: Partial<Pick<MemberAccountDocument, 'state' | 'loginEmail'>>,
  session: ClientSession,
): Promise<void> {
  await changeAccount(scope, account._id, { passwordHash: null, ...noPair, ...changes }, session);
  await dropOtherWays(platform, scope, account, session);
}

/**
 * Somebody else stands behind the same record from now on (docs/decisions/0010): the account begins anew and lets go of the address
 * that it was opened with. Whoever had it is signed out, and no link that was mailed to them opens it. One that is shut stays shut.
 */
export async function restartAccount(platform: Platform, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<void> {
  const account = await findAccountBy(scope, { memberId }, session);
  if (!account) return;
  // The sessions first: a passkey that one of them is adding waits for it, and is found here or not added (0073).
  await endAllSessions(platform, scope, memberId, session);
  await endMailTokens(platform, scope, 'member_reset', memberId, session);
  const state = account.state === 'disabled' ? 'disabled' : 'none';
  await beginAnew(platform, scope, account, { state, loginEmail: null }, session);
}
