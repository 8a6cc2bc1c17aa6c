import type { AdminViewer, ChangePasswordInput, MemberViewer } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { MemberActor, SignedInActor, UserActor } from '../../platform/actor.ts';
import { permissionsOf } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization, isSuspended } from '../organizations/organizations.public.ts';
import { dropEmailChange } from './ended-ways.service.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { changeAccount, findAccountBy } from './member-account.repository.ts';
import { changeUser, findUser } from './org-user.repository.ts';
import { passwordRuleOf } from './own-words.rules.ts';
import { hashPassword, refuseWeakPassword, verifyPassword } from './password.service.ts';
import { isSecondStepDue } from './second-factor.service.ts';
import { endOtherSessions, isSharedSession, subjectOf } from './session.service.ts';

type Viewer = z.input<typeof AdminViewer> | z.input<typeof MemberViewer>;

export function viewerOf(platform: Platform, actor: SignedInActor): Promise<Viewer> {
  return actor.kind === 'user' ? adminViewer(platform, actor) : memberViewer(platform, actor);
}

async function adminViewer(platform: Platform, actor: UserActor): Promise<z.input<typeof AdminViewer>> {
  const [user, organization] = [await findUser(actor.scope, actor.userId), await findOrganization(actor.scope)];
  if (!user) throw new DomainError('UNAUTHENTICATED');
  const { familyName, givenName, email, role } = user;
  const secondStepDue = await isSecondStepDue(platform, actor.scope, user, organization);
  return {
    audience: 'admin',
    userId: user._id,
    orgId: organization._id,
    orgSlug: organization.slug,
    orgName: organization.name,
    isSuspended: isSuspended(organization),
    role,
    permissions: secondStepDue ? [] : [...permissionsOf(user)],
    familyName,
    givenName,
    email,
    secondStepDue,
    operatorContact: platform.env.OPERATOR_CONTACT,
  };
}

async function memberViewer(platform: Platform, actor: MemberActor): Promise<z.input<typeof MemberViewer>> {
  const card = await platform.hooks.memberCard(actor.scope, actor.memberId);
  const account = await findAccountBy(actor.scope, { memberId: actor.memberId });
  const organization = await findOrganization(actor.scope);
  if (!card || !account) throw new DomainError('UNAUTHENTICATED');
  const { memberId, familyName, givenName, memberNumber, membershipTypeName } = card;
  return {
    audience: 'my',
    memberId,
    orgId: organization._id,
    orgSlug: organization.slug,
    orgName: organization.name,
    isSuspended: isSuspended(organization),
    familyName,
    givenName,
    memberNumber,
    awaitsNumber: (await platform.hooks.awaitNumbers(actor.scope, [card])).has(card),
    membershipTypeName,
    loginId: account.loginId,
    email: account.loginEmail ?? '',
    isApplicant: actor.appliesOnly === true,
    awaitsPayment: actor.appliesOnly === true && card.awaitsPayment === true,
    viaMailbox: await isSharedSession(platform, actor),
  };
}

/** Sets an own new password; every other device is signed out. @throws DomainError LOGIN_FAILED for a wrong present one, PASSWORD_* */
export async function changePassword(
  platform: Platform,
  actor: SignedInActor,
  input: z.output<typeof ChangePasswordInput>,
  facts: RequestFacts,
): Promise<void> {
  const user = actor.kind === 'user' ? await findUser(actor.scope, actor.userId) : null;
  const account = actor.kind === 'member' ? await findAccountBy(actor.scope, { memberId: actor.memberId }) : null;
  const present = user?.passwordHash ?? account?.passwordHash ?? null;
  // Whoever sits at somebody's open page must not find the password out there.
  const attempt = attemptOf(actor.scope.orgId, 'own-password', subjectOf(actor), facts.ip);
  const right = await provingOnce(platform, attempt, async () =>
    (await verifyPassword(platform, input.currentPassword, present)) ? true : null,
  );
  if (!right) throw new DomainError('IDENTITY_MISMATCH');
  const card = account ? await platform.hooks.memberCard(actor.scope, account.memberId) : null;
  const person = user ?? { ...card, loginId: account?.loginId ?? '', email: account?.loginEmail ?? '' };
  const organization = await findOrganization(actor.scope);
  await refuseWeakPassword(input.newPassword, passwordRuleOf(actor.kind === 'user' ? 'admin' : 'my', person, organization));
  const passwordHash = await hashPassword(platform, input.newPassword);
  await inTransaction(platform.databases.client, async (session) => {
    if (user) await changeUser(actor.scope, user._id, { passwordHash }, session);
    if (account) await changeAccount(actor.scope, account._id, { passwordHash }, session);
    await endOtherSessions(platform, actor, session);
    if (account) await dropEmailChange(platform, actor.scope, account, session);
    await recordAudit(
      platform,
      actor.scope,
      actor,
      { action: 'account.password', subjectKind: actor.kind, subjectId: subjectOf(actor), subjectName: actor.name, fields: ['password'] },
      session,
    );
  });
}
