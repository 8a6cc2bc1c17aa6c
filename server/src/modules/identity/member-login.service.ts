import { timingSafeEqual } from 'node:crypto';
import type { MemberLoginInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { completeOpenedEmail } from './email-change.service.ts';
import { loginAttempt, provingOnce } from './login-delay.service.ts';
import { type MemberAccountDocument, changeAccount, findAccountBy } from './member-account.repository.ts';
import { recentGate } from './org-gate.service.ts';
import { type Place, standingInLine, verifyPassword } from './password.service.ts';
import { loginIdKey } from './login-id.rules.ts';
import { provisionalIdHash, provisionalPasswordHash } from './provisional.service.ts';
import { type Grant, openSession } from './session.service.ts';

type Opened = Grant & { refreshToken: string };
export type MemberLogin = { readonly outcome: 'signed_in'; readonly grant: Opened } | { readonly outcome: 'first_access' };

/** The account behind a provisional pair that is still good, or null: an account that waits for something else has none. */
export async function accountOfPair(
  platform: Platform,
  scope: OrgScope,
  typedId: string,
  typedPassword: string,
): Promise<MemberAccountDocument | null> {
  const pepper = platform.env.PASSWORD_PEPPER;
  const account = await findAccountBy(scope, { provisionalIdHash: provisionalIdHash(typedId, pepper) });
  if (!account?.provisionalPasswordHash || account.state !== 'provisional_issued') return null;
  const given = Buffer.from(provisionalPasswordHash(typedPassword, pepper));
  const kept = Buffer.from(account.provisionalPasswordHash);
  if (given.length !== kept.length || !timingSafeEqual(given, kept)) return null;
  return account.provisionalExpiresAt && account.provisionalExpiresAt > platform.clock.now() ? account : null;
}

/** Log-in id or e-mail address, in any width or case (ACC-16). */
export function findByLogin(scope: OrgScope, login: string): Promise<MemberAccountDocument | null> {
  return login.includes('@') || login.includes('＠')
    ? findAccountBy(scope, { loginEmail: normaliseIdentifier(login) })
    : findAccountBy(scope, { loginIdKey: loginIdKey(login) });
}

/**
 * Signs a member in. A provisional pair typed here leads on to the first access.
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED, PENDING_APPROVAL, MY_PAGE_CLOSED, MEMBERSHIP_ENDED; TOO_MANY_REQUESTS, before
 * anything is looked up
 */
export function memberLogin(platform: Platform, input: z.output<typeof MemberLoginInput>, facts: RequestFacts): Promise<MemberLogin> {
  return standingInLine((place) => logIn(platform, input, facts, place));
}

async function logIn(
  platform: Platform,
  input: z.output<typeof MemberLoginInput>,
  facts: RequestFacts,
  place: Place,
): Promise<MemberLogin> {
  const attempt = loginAttempt(platform, input.org, 'my', input.login, facts);
  const gate = await recentGate(input.org);
  const proven = await provingOnce(platform, attempt, async () => {
    const account = gate ? await findByLogin(gate.scope, input.login) : null;
    // Who has left is told so, once the password shows that it is them; nobody else learns anything.
    const known = account?.state === 'verified' || account?.state === 'disabled';
    const right = await verifyPassword(platform, input.password, known ? account.passwordHash : null, place);
    if (!gate) return null;
    if (!right && (await accountOfPair(platform, gate.scope, input.login, input.password))) return 'first_access';
    return account && right && (await stillBelongs(platform, gate.scope, account)) ? account : null;
  });
  if (!gate || proven === null) throw new DomainError('LOGIN_FAILED');
  if (proven === 'first_access') return { outcome: 'first_access' };
  return { outcome: 'signed_in', grant: await openOwn(platform, gate.scope, proven, facts) };
}

/**
 * Whether the member behind a proven account is there still; who may not come in is told why.
 * @throws DomainError PENDING_APPROVAL, MY_PAGE_CLOSED, MEMBERSHIP_ENDED
 */
export async function stillBelongs(platform: Platform, scope: OrgScope, account: MemberAccountDocument): Promise<boolean> {
  const card = await platform.hooks.memberCard(scope, account.memberId);
  if (card?.pending && !card.paysAhead) throw new DomainError('PENDING_APPROVAL');
  if (card?.myPageClosed) throw new DomainError('MY_PAGE_CLOSED');
  if (card && !card.mayLogIn && !card.paysAhead) throw new DomainError('MEMBERSHIP_ENDED');
  return card !== null;
}

/** A session of the person's own, not through a mailbox others read. */
export async function openOwn(platform: Platform, scope: OrgScope, account: MemberAccountDocument, facts: RequestFacts): Promise<Opened> {
  await changeAccount(scope, account._id, { lastLoginAt: platform.clock.now() });
  await completeOpenedEmail(platform, scope, account);
  return openSession(platform, scope, 'my', account.memberId, facts);
}
