import type { LinkedAccount, LinkedEndInput } from '@tsudoi/shared/contracts/identity/code-login.contract';
import type { LinkAccountInput } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { passwordMark } from './access-token.service.ts';
import { type StandingAccount, circleOf } from './account-circle.service.ts';
import { type LinkedEnd, cut, endKey, join } from './account-link.repository.ts';
import { loginAttempt, provingOnce } from './login-delay.service.ts';
import { type MemberAccountDocument, changeAccount } from './member-account.repository.ts';
import { findByLogin } from './member-login.service.ts';
import { type Gate, findGate } from './org-gate.service.ts';
import { ownAccount, proveOneself } from './own-proof.service.ts';
import { mailOwner, noteOn } from './own-ways.service.ts';
import { verifyPassword } from './password.service.ts';
import { type Grant, holdSession, isSharedSession, openSession, refuseSharedSession } from './session.service.ts';

type View = z.input<typeof LinkedAccount>;

/** An account as it was proven just now. @throws DomainError INVALID_TRANSITION: one without a password has nothing to end the link by */
function endOf({ orgId }: OrgScope, { memberId, passwordHash }: MemberAccountDocument): LinkedEnd {
  if (passwordHash === null) throw new DomainError('INVALID_TRANSITION');
  return { orgId, memberId, mark: passwordMark(passwordHash) };
}

const ownKey = (actor: MemberActor): string => endKey({ orgId: actor.scope.orgId, memberId: actor.memberId });

/** The person's own accounts elsewhere, this one first. Only what a switcher shows: no data crosses (domain.md, case 92). */
export async function linkedAccounts(platform: Platform, actor: MemberActor): Promise<View[]> {
  // Whoever reads the same mailbox is not to learn where else the person is.
  if (await isSharedSession(platform, actor)) return [];
  const { reached } = await circleOf(platform, actor);
  const nearest = ({ scope, account }: StandingAccount): number =>
    account.memberId === actor.memberId ? 0 : scope.orgId === actor.scope.orgId ? 1 : 2;
  const accounts = [...reached.values()].toSorted((left, right) => nearest(left) - nearest(right));
  return accounts.map(({ organization, account, card, awaitsNumber }) => ({
    orgSlug: organization.slug,
    orgName: organization.name,
    memberId: account.memberId,
    memberNumber: card.memberNumber,
    awaitsNumber,
    current: organization._id === actor.scope.orgId && account.memberId === actor.memberId,
  }));
}

/** Whose log-in at another organisation this is, or null. @throws DomainError LOGIN_DELAYED */
async function provenThere(platform: Platform, gate: Gate | null, input: z.output<typeof LinkAccountInput>, facts: RequestFacts) {
  const attempt = loginAttempt(platform, input.org, 'my', normaliseIdentifier(input.login), facts);
  return provingOnce(platform, attempt, async () => {
    const account = gate ? await findByLogin(gate.scope, input.login) : null;
    const right = await verifyPassword(platform, input.password, account?.state === 'verified' ? account.passwordHash : null);
    const card = gate && account && right ? await platform.hooks.memberCard(gate.scope, account.memberId) : null;
    return account && card?.mayLogIn ? { account, card } : null;
  });
}

/**
 * Links the account signed in with another of the same person, each proven (domain.md, case 92): the other by its password,
 * this one as before any change of one's ways to log in, since whoever sits at an open page may name an account of their own.
 * Both ends are told, and neither organisation of the other.
 * @throws DomainError LOGIN_FAILED, LOGIN_DELAYED, OWN_LOGIN_NEEDED, IDENTITY_MISMATCH, INVALID_TRANSITION for an account of
 * this very organisation, and without a password here
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
  // What else may be refused comes before the own proof: a code would be used up for nothing.
  if ((await ownAccount(actor)).passwordHash === null) throw new DomainError('INVALID_TRANSITION');
  const proven = await provenThere(platform, gate, input, facts);
  if (!gate || !proven) throw new DomainError('LOGIN_FAILED');
  const { account, card } = proven;
  const there = endOf(gate.scope, account);
  const here = endOf(actor.scope, await proveOneself(platform, actor, input.proof, facts));
  const them = { kind: 'member', memberId: account.memberId, name: `${card.familyName} ${card.givenName}` } as const;
  await inTransaction(platform.databases.client, async (session) => {
    await holdSession(platform, actor, session);
    await join(actor.scope, [here, there], platform.clock.now(), session);
    for (const [scope, whose] of [
      [actor.scope, actor],
      [gate.scope, them],
    ] as const) {
      await recordAudit(platform, scope, whose, noteOn('account.link', whose), session);
      await mailOwner(platform, scope, whose, 'linked', session);
    }
  });
  platform.nudgeMail();
  return linkedAccounts(platform, actor);
}

async function keyOf(named: LinkedEndInput): Promise<string | null> {
  const gate = await findGate(named.org);
  return gate && endKey({ orgId: gate.scope.orgId, memberId: named.memberId });
}

/** Opens a session at a linked account without a new log-in. @throws DomainError NOT_FOUND, also when a password on the way is another one */
export async function switchAccount(
  platform: Platform,
  actor: MemberActor,
  named: LinkedEndInput,
  facts: RequestFacts,
): Promise<Grant & { refreshToken: string }> {
  await refuseSharedSession(platform, actor);
  const key = await keyOf(named);
  const there = key === null || key === ownKey(actor) ? undefined : (await circleOf(platform, actor)).reached.get(key);
  if (!there) throw new DomainError('NOT_FOUND');
  await changeAccount(there.scope, there.account._id, { lastLoginAt: platform.clock.now() });
  return openSession(platform, there.scope, 'my', named.memberId, facts);
}

/** Ends the links of an account that is linked, or was. @throws DomainError NOT_FOUND, OWN_LOGIN_NEEDED */
export async function unlinkAccount(platform: Platform, actor: MemberActor, named: LinkedEndInput): Promise<void> {
  await refuseSharedSession(platform, actor);
  const key = await keyOf(named);
  const { links } = await circleOf(platform, actor);
  const theirs = links.filter(({ ends }) => ends.some((end) => endKey(end) === key));
  const out = theirs.flatMap(({ ends }) => ends).find((end) => endKey(end) === key);
  if (!out) throw new DomainError('NOT_FOUND');
  await cut(mintOrgScope(out.orgId), theirs);
  await recordAudit(platform, actor.scope, actor, noteOn('account.unlink', actor));
}
