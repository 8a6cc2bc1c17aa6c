import type {
  RequestPasswordResetInput,
  ResetPasswordInput,
  ResetPasswordOutput,
} from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { MemberId, UserId } from '@tsudoi/shared/kernel/ids';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { knowAddress, takeTurn } from '../../platform/mail-turns.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type OrganizationDocument, findOrganization } from '../organizations/organizations.public.ts';
import { dropEmailChange, dropOtherWays } from './ended-ways.service.ts';
import { passwordResetMail } from './identity.mail.ts';
import { forgetFailures } from './login-delay.service.ts';
import { issueMailToken, readMailToken, redeemMailToken } from './mail-token.service.ts';
import { type MemberAccountDocument, changeAccount, findAccountBy } from './member-account.repository.ts';
import { findByLogin } from './member-login.service.ts';
import { findGate } from './org-gate.service.ts';
import { changeUser, findUser, findUserByEmail } from './org-user.repository.ts';
import { type Person, passwordRuleOf } from './own-words.rules.ts';
import { hashPassword, refuseWeakPassword } from './password.service.ts';
import { endAllSessions } from './session.service.ts';

/** Whose password it is: somebody of the office or a member, under the address the link goes to. */
interface Holder {
  readonly purpose: 'member_reset' | 'user_reset';
  readonly subjectId: UserId | MemberId;
  readonly name: string;
  readonly honorific: string;
  readonly address: string;
  /** What they log in with. */
  readonly logins: readonly string[];
  /** Whose words the new password must not be made of. */
  readonly person: Person;
  savePassword(passwordHash: string | null, session: ClientSession): Promise<unknown>;
  /** What must not outlast a new password, whoever sets it. */
  dropChanges(session: ClientSession): Promise<void>;
  /** What else opens the account when the office has to shut it at once; the office's own passkeys wait for the new password. */
  shutOtherWays(session: ClientSession): Promise<void>;
}

/** Where a link for a member goes: their log-in address, or the shared mailbox of whoever agreed that its readers may log in for them. */
function mailboxOf({ loginEmail, sharedMailbox }: MemberAccountDocument, { contactEmail }: MemberCard): string | null {
  if (loginEmail !== null) return loginEmail;
  return contactEmail !== '' && sharedMailbox === contactEmail ? contactEmail : null;
}

async function memberHolder(platform: Platform, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<Holder | null> {
  const account = await findAccountBy(scope, { memberId }, session);
  const card = account ? await platform.hooks.memberCard(scope, memberId) : null;
  if (account?.state !== 'verified' || !card?.mayLogIn) return null;
  const address = mailboxOf(account, card);
  if (address === null) return null;
  return {
    purpose: 'member_reset',
    subjectId: memberId,
    name: `${card.familyName} ${card.givenName}`,
    honorific: card.honorific,
    address,
    logins: [...(account.loginEmail === null ? [] : [normaliseIdentifier(account.loginEmail)]), account.loginId],
    person: { ...card, loginId: account.loginId, email: address },
    savePassword: (passwordHash, session) => changeAccount(scope, account._id, { passwordHash }, session),
    dropChanges: (session) => dropEmailChange(platform, scope, account, session),
    shutOtherWays: (session) => dropOtherWays(platform, scope, account, session),
  };
}

async function userHolder(scope: OrgScope, userId: UserId): Promise<Holder | null> {
  const user = await findUser(scope, userId);
  if (!user?.verifiedAt) return null;
  return {
    purpose: 'user_reset',
    subjectId: userId,
    name: `${user.familyName} ${user.givenName}`,
    honorific: '様',
    address: user.email,
    logins: [user.email],
    person: user,
    savePassword: (passwordHash, session) => changeUser(scope, userId, { passwordHash }, session),
    dropChanges: () => Promise.resolve(),
    shutOtherWays: () => Promise.resolve(),
  };
}

async function holderByLogin(platform: Platform, scope: OrgScope, audience: 'admin' | 'my', login: string): Promise<Holder | null> {
  if (audience === 'admin') {
    const user = await findUserByEmail(scope, normaliseIdentifier(login));
    return user ? userHolder(scope, user._id) : null;
  }
  const account = await findByLogin(scope, login);
  return account ? memberHolder(platform, scope, account.memberId) : null;
}

async function mailLink(
  platform: Platform,
  scope: OrgScope,
  organization: Pick<OrganizationDocument, 'slug' | 'name'>,
  holder: Holder,
  session: ClientSession,
): Promise<void> {
  const token = await issueMailToken(platform, scope, holder.purpose, holder.subjectId, holder.address, session);
  const draft = passwordResetMail({
    to: holder.address,
    name: holder.name,
    honorific: holder.honorific,
    organizationName: organization.name,
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/reset#token=${token}`,
    key: token.slice(0, 16),
  });
  await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
}

/** The link once more to who still has no password, where the one before lies in a mailbox that nobody reads. */
export async function mailLinkAnew(platform: Platform, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<void> {
  const holder = await memberHolder(platform, scope, memberId, session);
  if (holder) await mailLink(platform, scope, await findOrganization(scope, session), holder, session);
}

/**
 * 忘れた方: mails a link that lives 30 minutes to the registered address. Strangers get the same answer and no mail (ACC-04), and
 * so does whoever asks for more than ten in an hour (T33).
 */
export async function requestPasswordReset(platform: Platform, input: z.output<typeof RequestPasswordResetInput>): Promise<void> {
  const gate = await findGate(input.org);
  const holder = gate ? await holderByLogin(platform, gate.scope, input.audience, input.login) : null;
  if (!gate || !holder) return;
  const [db, now] = [platform.databases.server, platform.clock.realNow()];
  await knowAddress(db, gate.scope, 'reset', holder.address, now);
  await inTransaction(platform.databases.client, async (session) => {
    if (await takeTurn(db, gate.scope, 'reset', holder.address, now, session))
      await mailLink(platform, gate.scope, gate.organization, holder, session);
  });
  platform.nudgeMail();
}

/**
 * Sets the password the holder of the link chose, and ends every session. A password that is refused leaves the link usable.
 * @throws DomainError TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_USED, TOKEN_SUPERSEDED, PASSWORD_*
 */
export async function resetPassword(
  platform: Platform,
  input: z.output<typeof ResetPasswordInput>,
  facts: RequestFacts,
): Promise<z.output<typeof ResetPasswordOutput>> {
  const { scope, purpose, subjectId, address } = await readMailToken(platform, ['member_reset', 'user_reset'], input.token);
  const isMember = purpose === 'member_reset';
  const holder = isMember
    ? await memberHolder(platform, scope, MemberId.parse(subjectId))
    : await userHolder(scope, UserId.parse(subjectId));
  if (!holder) throw new DomainError('TOKEN_INVALID');
  // Mailed to an address that is no longer theirs: whoever reads that mailbox is nobody here now.
  if (holder.address !== address) throw new DomainError('TOKEN_EXPIRED');
  const audience = isMember ? 'my' : 'admin';
  const organization = await findOrganization(scope);
  await refuseWeakPassword(input.password, passwordRuleOf(audience, holder.person, organization));
  const passwordHash = await hashPassword(platform, input.password);
  await inTransaction(platform.databases.client, async (session) => {
    await redeemMailToken(platform, holder.purpose, input.token, session);
    await holder.savePassword(passwordHash, session);
    await endAllSessions(platform, scope, holder.subjectId, session);
    await holder.dropChanges(session);
    await note(platform, scope, { kind: 'system', name: 'password-reset' }, 'account.password_reset', holder, session);
  });
  await forgetFailures(platform, { org: organization.slug, audience, logins: holder.logins }, facts);
  return { audience, org: organization.slug };
}

function note(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  action: 'account.password_reset' | 'account.password_forced',
  holder: Holder,
  session: ClientSession,
): Promise<void> {
  const subjectKind = holder.purpose === 'member_reset' ? 'member' : 'user';
  return recordAudit(
    platform,
    scope,
    actor,
    { action, subjectKind, subjectId: holder.subjectId, subjectName: holder.name, fields: ['password'] },
    session,
  );
}

/** Ends the present password, a member's passkeys and every session at once and mails the link: nobody but the holder ever knows the next one (ACC-23). */
async function force(platform: Platform, actor: UserActor, holder: Holder): Promise<{ to: string }> {
  const organization = await findOrganization(actor.scope);
  await inTransaction(platform.databases.client, async (session) => {
    await holder.savePassword(null, session);
    // The sessions first: a passkey that one of them is adding waits for it, and is found here or not added (0073).
    await endAllSessions(platform, actor.scope, holder.subjectId, session);
    await holder.shutOtherWays(session);
    await mailLink(platform, actor.scope, organization, holder, session);
    await note(platform, actor.scope, actor, 'account.password_forced', holder, session);
  });
  platform.nudgeMail();
  return { to: holder.address };
}

/**
 * @throws DomainError NOT_FOUND; INVALID_TRANSITION for a member who has not set a password yet or may not log in;
 * NO_RESET_WITHOUT_EMAIL for one without a log-in address
 */
export async function forceMemberReset(platform: Platform, actor: UserActor, memberId: MemberId): Promise<{ to: string }> {
  const account = await findAccountBy(actor.scope, { memberId });
  if (!account) throw new DomainError('NOT_FOUND');
  // A mailbox that others read is no place for the one way back into an account that is shut: a fresh pair is handed over.
  if (account.state === 'verified' && account.loginEmail === null) throw new DomainError('NO_RESET_WITHOUT_EMAIL');
  const holder = await memberHolder(platform, actor.scope, memberId);
  if (!holder) throw new DomainError('INVALID_TRANSITION');
  return force(platform, actor, holder);
}

/** Never one's own (that is a change, with the present password), and an owner's only by an owner. @throws DomainError NOT_FOUND, FORBIDDEN, INVALID_TRANSITION */
export async function forceUserReset(platform: Platform, actor: UserActor, userId: UserId): Promise<{ to: string }> {
  const user = await findUser(actor.scope, userId);
  if (!user) throw new DomainError('NOT_FOUND');
  if (userId === actor.userId || (user.role === 'owner' && actor.role !== 'owner'))
    throw new DomainError('FORBIDDEN', { permission: 'users' });
  const holder = await userHolder(actor.scope, userId);
  if (!holder) throw new DomainError('INVALID_TRANSITION');
  return force(platform, actor, holder);
}
