import type { LinkAccountInput, LinkedAccount, LinkedEndInput } from '@tsudoi/shared/contracts/identity/code-login.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { passwordMark } from './access-token.service.ts';
import { type AccountLinkDocument, type LinkedEnd, join, leave, linkOf } from './account-link.repository.ts';
import { loginAttempt, provingOnce } from './login-delay.service.ts';
import { changeAccount, findAccountBy } from './member-account.repository.ts';
import { findByLogin } from './member-login.service.ts';
import { findGate } from './org-gate.service.ts';
import { verifyPassword } from './password.service.ts';
import { type Grant, isSharedSession, openSession, refuseSharedSession } from './session.service.ts';

type View = z.input<typeof LinkedAccount>;

/** An end that still stands: the account may log in, and its password is the one it was proven with. */
async function standing(platform: Platform, end: LinkedEnd) {
  const scope = mintOrgScope(end.orgId);
  const account = await findAccountBy(scope, { memberId: end.memberId });
  const card = await platform.hooks.memberCard(scope, end.memberId);
  const organization = await findOrganization(scope);
  const gate = await findGate(organization.slug);
  const isSame = account?.state === 'verified' && account.passwordHash !== null && passwordMark(account.passwordHash) === end.mark;
  if (!isSame || !card?.mayLogIn || !gate) return null;
  const awaitsNumber = (await platform.hooks.awaitNumbers(scope, [card])).has(card);
  return { scope, account, card, awaitsNumber, organization };
}

async function endOf(actor: MemberActor): Promise<LinkedEnd> {
  const account = await findAccountBy(actor.scope, { memberId: actor.memberId });
  if (!account?.passwordHash) throw new DomainError('INVALID_TRANSITION');
  return { orgId: actor.scope.orgId, memberId: actor.memberId, mark: passwordMark(account.passwordHash) };
}

const isOwnEnd = (actor: MemberActor, end: { readonly orgId: string; readonly memberId: string }): boolean =>
  end.orgId === actor.scope.orgId && end.memberId === actor.memberId;

/** The person's own accounts elsewhere, this one first. Only what a switcher shows: no data crosses (domain.md, case 92). */
export async function linkedAccounts(platform: Platform, actor: MemberActor): Promise<View[]> {
  // Whoever reads the same mailbox is not to learn where else the person is.
  if (await isSharedSession(platform, actor)) return [];
  const link = await linkOf(actor.scope, actor.memberId);
  const ends = link?.ends ?? [];
  const standingEnds = await Promise.all(ends.map(async (end) => ({ end, is: await standing(platform, end) })));
  const accounts = standingEnds.flatMap(({ end, is }) => {
    if (!is) return [];
    const { organization, card, awaitsNumber } = is;
    const account = { orgSlug: organization.slug, orgName: organization.name, memberId: end.memberId, memberNumber: card.memberNumber };
    return [{ ...account, awaitsNumber, current: isOwnEnd(actor, end) }];
  });
  // Whoever sits here with a session only, after the password was changed, sees nothing of elsewhere.
  if (!accounts.some(({ current }) => current)) return [];
  return accounts.sort((left, right) => Number(right.current) - Number(left.current));
}

/**
 * Links the account signed in with another of the same person, proven by its own password.
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED, OWN_LOGIN_NEEDED, INVALID_TRANSITION for an account of this very organisation
 */
export async function linkAccount(
  platform: Platform,
  actor: MemberActor,
  input: z.output<typeof LinkAccountInput>,
  facts: RequestFacts,
): Promise<View[]> {
  await refuseSharedSession(platform, actor);
  const gate = await findGate(input.org);
  if (gate?.scope.orgId === actor.scope.orgId) throw new DomainError('INVALID_TRANSITION');
  const attempt = loginAttempt(platform, input.org, 'my', normaliseIdentifier(input.login), facts);
  const proven = await provingOnce(platform, attempt, async () => {
    const account = gate ? await findByLogin(gate.scope, input.login) : null;
    const right = await verifyPassword(platform, input.password, account?.state === 'verified' ? account.passwordHash : null);
    const card = gate && account && right ? await platform.hooks.memberCard(gate.scope, account.memberId) : null;
    return card?.mayLogIn ? account : null;
  });
  if (!gate || !proven?.passwordHash) throw new DomainError('LOGIN_FAILED');
  const there: LinkedEnd = { orgId: gate.scope.orgId, memberId: proven.memberId, mark: passwordMark(proven.passwordHash) };
  const here = await endOf(actor);
  const [mine, theirs] = [await linkOf(actor.scope, actor.memberId), await linkOf(gate.scope, proven.memberId)];
  await join(actor.scope, [mine, theirs?._id === mine?._id ? null : theirs], [here, there], platform.clock.now());
  await note(platform, actor, 'account.link');
  return linkedAccounts(platform, actor);
}

function note(platform: Platform, actor: MemberActor, action: 'account.link' | 'account.unlink'): Promise<void> {
  return recordAudit(platform, actor.scope, actor, {
    action,
    subjectKind: 'member',
    subjectId: actor.memberId,
    subjectName: actor.name,
    fields: [],
  });
}

async function linkedEnd(actor: MemberActor, named: LinkedEndInput): Promise<{ link: AccountLinkDocument; end: LinkedEnd }> {
  const link = await linkOf(actor.scope, actor.memberId);
  const gate = await findGate(named.org);
  const end = link?.ends.find((one) => one.orgId === gate?.scope.orgId && one.memberId === named.memberId);
  if (!link || !end) throw new DomainError('NOT_FOUND');
  return { link, end };
}

/** Opens a session at a linked account without a new log-in. @throws DomainError NOT_FOUND, also when either password was changed since */
export async function switchAccount(
  platform: Platform,
  actor: MemberActor,
  named: LinkedEndInput,
  facts: RequestFacts,
): Promise<Grant & { refreshToken: string }> {
  await refuseSharedSession(platform, actor);
  const { link, end } = await linkedEnd(actor, named);
  const own = link.ends.find((one) => isOwnEnd(actor, one));
  const [here, there] = [own ? await standing(platform, own) : null, await standing(platform, end)];
  if (!here || !there) throw new DomainError('NOT_FOUND');
  await changeAccount(there.scope, there.account._id, { lastLoginAt: platform.clock.now() });
  return openSession(platform, there.scope, 'my', end.memberId, facts);
}

/** @throws DomainError NOT_FOUND, OWN_LOGIN_NEEDED */
export async function unlinkAccount(platform: Platform, actor: MemberActor, named: LinkedEndInput): Promise<void> {
  await refuseSharedSession(platform, actor);
  const { link, end } = await linkedEnd(actor, named);
  await leave(actor.scope, link, end);
  await note(platform, actor, 'account.unlink');
}
