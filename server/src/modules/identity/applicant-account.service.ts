import type { ProvisionalPair } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { createAccounts, drawPair } from './account.service.ts';
import { dropOtherWays } from './ended-ways.service.ts';
import { releaseAddress, takeAddressTurn } from './login-address.service.ts';
import { loginIdFromNumber, loginIdKey } from './login-id.rules.ts';
import { type MemberAccountDocument, changeAccount, findAccountBy } from './member-account.repository.ts';
import { passwordRuleOf } from './own-words.rules.ts';
import { hashPassword, refuseWeakPassword } from './password.service.ts';
import { noPair } from './provisional.service.ts';
import { endAllSessions } from './session.service.ts';

/** The hash of the password an applicant chose. @throws DomainError PASSWORD_* */
export async function hashApplicantPassword(platform: Platform, scope: OrgScope, password: string, email: string): Promise<string> {
  await refuseWeakPassword(password, passwordRuleOf('my', { email }, await findOrganization(scope)));
  return hashPassword(platform, password);
}

/** Whose log-in address it is, or null. */
export async function memberOfLoginEmail(scope: OrgScope, loginEmail: string, session?: ClientSession): Promise<MemberId | null> {
  return (await findAccountBy(scope, { loginEmail }, session))?.memberId ?? null;
}

/** A log-in of their own: an address or number that they proved to be theirs, with a password they chose. */
const isOwn = ({ state, passwordHash }: MemberAccountDocument): boolean => state === 'verified' && passwordHash !== null;

/** The address that somebody logs in with, proven by the link to it, or null; one that a shut log-in still names counts no more. */
export async function loginEmailOf(scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<string | null> {
  const account = await findAccountBy(scope, { memberId }, session);
  return account && isOwn(account) ? account.loginEmail : null;
}

/** Without a pair that was drawn before; a shut account stays shut, to begin anew with the membership (domain.md 3.5). */
const withoutPair = ({ state }: MemberAccountDocument) => ({ ...noPair, state: state === 'disabled' ? state : ('none' as const) });

/** The address of an applicant is another one now: a pair that went to the one of before opens nothing, whoever reads it there. */
export async function dropApplicantPair(scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<void> {
  const account = await findAccountBy(scope, { memberId }, session);
  if (account?.provisionalIdHash && !isOwn(account)) await changeAccount(scope, account._id, withoutPair(account), session);
}

async function accountToHave(
  platform: Platform,
  scope: OrgScope,
  member: { readonly memberId: MemberId; readonly memberNumber: string },
  session: ClientSession,
): Promise<MemberAccountDocument> {
  const known = await findAccountBy(scope, { memberId: member.memberId }, session);
  if (!known) await createAccounts(platform, scope, [member], false, session);
  return known ?? (await findAccountBy(scope, { memberId: member.memberId }, session))!;
}

/**
 * The account of somebody who applied with a proven address and an own password. It lets nobody in by itself: that is the
 * member's status (ACC-03). An address somebody else has meanwhile is a duplicate key; that of somebody else who is gone is
 * released (docs/decisions/0080).
 */
export async function openApplicantAccount(
  platform: Platform,
  scope: OrgScope,
  member: { readonly memberId: MemberId; readonly memberNumber: string },
  proven: { readonly loginEmail: string; readonly passwordHash: string } | null,
  by: AuditActor,
  session: ClientSession,
): Promise<void> {
  if (proven) {
    await takeAddressTurn(platform, scope, proven.loginEmail, session);
    const holder = await memberOfLoginEmail(scope, proven.loginEmail, session);
    // Their own stays where it is: of a former member who comes back.
    if (holder !== null && holder !== member.memberId) await releaseAddress(platform, scope, proven.loginEmail, by, session);
  }
  const account = await accountToHave(platform, scope, member, session);
  if (!proven) return;
  await changeAccount(scope, account._id, { ...proven, ...noPair, state: 'verified' }, session);
  // Of a former member, or of somebody who was refused: what opened the account before does not open it again.
  await endAllSessions(platform, scope, member.memberId, session);
  await dropOtherWays(platform, scope, account, session);
}

/**
 * Admitted: the log-in id follows the member number. Whoever chose no password gets a provisional pair, when there is
 * an address to mail it to: `mailTo` is where the caller's mail goes. It lasts from the day on which they are in. One of an
 * approval that was taken back ends, also where no other is drawn.
 */
export async function admitApplicantAccount(
  platform: Platform,
  scope: OrgScope,
  member: { readonly memberId: MemberId; readonly memberNumber: string; readonly mailTo: string; readonly joinedOn: JstDate },
  session: ClientSession,
): Promise<z.output<typeof ProvisionalPair> | null> {
  const account = await accountToHave(platform, scope, member, session);
  const loginId = loginIdFromNumber(member.memberNumber);
  const own = isOwn(account);
  const [now, opens] = [platform.clock.now(), startOfJstDate(member.joinedOn)];
  const drawn = own || member.mailTo === '' ? null : drawPair(platform, member.memberId, opens > now ? opens : now);
  const pair = drawn?.kept ?? (own ? {} : withoutPair(account));
  await changeAccount(scope, account._id, { loginId, loginIdKey: loginIdKey(loginId), ...pair }, session);
  return drawn?.pair ?? null;
}

/** Not admitted: the password chosen with the application dies, and whatever it has opened. */
export async function closeApplicantAccount(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  session: ClientSession,
): Promise<void> {
  await endAllSessions(platform, scope, memberId, session);
  const account = await findAccountBy(scope, { memberId }, session);
  if (account) await changeAccount(scope, account._id, { ...noPair, state: 'disabled', passwordHash: null }, session);
}

/** The log-in id that stays beside another number, and whether its owner logs in with an address as well. */
export interface KeptLogin {
  readonly loginId: string;
  readonly byEmail: boolean;
}

/** The office has given a member number: the log-in id follows it, except that of somebody who logs in with the present one, which is returned. */
export async function followNumber(
  scope: OrgScope,
  member: { readonly memberId: MemberId; readonly memberNumber: string },
  session: ClientSession,
): Promise<KeptLogin | null> {
  const account = await findAccountBy(scope, { memberId: member.memberId }, session);
  if (!account) return null;
  if (account.passwordHash !== null) return { loginId: account.loginId, byEmail: account.loginEmail !== null };
  const loginId = loginIdFromNumber(member.memberNumber);
  await changeAccount(scope, account._id, { loginId, loginIdKey: loginIdKey(loginId) }, session);
  return null;
}
