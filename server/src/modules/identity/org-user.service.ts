import type {
  AcceptInvitationInput,
  ChangeUserAccessInput,
  InvitationView,
  InviteUserInput,
  OrgUserView,
  ProvenUserInput,
} from '@tsudoi/shared/contracts/identity/identity.contract';
import { withImplied } from '@tsudoi/shared/contracts/identity/permission.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { UserId, newTokenId, newUserId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { permissionsOf } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { type AuditNote, changedFields, recordAudit, valueChanges } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { incidentAddresses, tellIncident } from './incident.service.ts';
import { invitationMail } from './identity.mail.ts';
import { issueMailToken, readMailToken, redeemMailToken } from './mail-token.service.ts';
import { type OrgUserDocument, changeUser, countOwners, deleteUser, findUser, insertUser, listUsers } from './org-user.repository.ts';
import { isTermOver, refusalOfAccess } from './org-user.rules.ts';
import { gateOf } from './org-gate.service.ts';
import { proveOwnPassword } from './own-password.service.ts';
import { passwordRuleOf } from './own-words.rules.ts';
import { deletePasskeys, usersWithPasskey } from './passkey.repository.ts';
import { hashPassword, refuseWeakPassword } from './password.service.ts';
import { deleteFactor, usersWithApp } from './second-factor.repository.ts';
import { waysOf } from './second-factor.service.ts';
import { type Grant, endAllSessions, openSession } from './session.service.ts';

type View = z.input<typeof OrgUserView>;

const fullName = (user: { familyName: string; givenName: string }): string => `${user.familyName} ${user.givenName}`;

function toView(platform: Platform, user: OrgUserDocument, hasSecondStep: boolean): View {
  const { _id, familyName, givenName, email, role, isContact, verifiedAt, lastLoginAt, termEndsOn = null, version = 0 } = user;
  return {
    userId: _id,
    familyName,
    givenName,
    email,
    role,
    permissions: [...permissionsOf(user)],
    isContact,
    isInvited: verifiedAt === null,
    termEndsOn,
    termIsOver: isTermOver(user, platform.clock.today()),
    hasSecondStep,
    lastLoginAt: lastLoginAt?.toISOString() ?? null,
    version,
  };
}

export async function usersOf(platform: Platform, scope: OrgScope): Promise<View[]> {
  const db = platform.databases.server;
  const safe = new Set([...(await usersWithApp(db, scope)), ...(await usersWithPasskey(db, scope))]);
  return (await listUsers(scope)).map((user) => toView(platform, user, safe.has(user._id)));
}

function noteOf(action: AuditNote['action'], user: OrgUserDocument, fields: AuditNote['fields']): AuditNote {
  return { action, subjectKind: 'user', subjectId: user._id, subjectName: fullName(user), fields };
}

/** What somebody may do and until when, so that two times can be compared. Absent in rows from before: no term. */
const accessOf = (user: OrgUserDocument) => ({ role: user.role, permissions: permissionsOf(user), termEndsOn: user.termEndsOn ?? null });

async function mailInvitation(platform: Platform, actor: UserActor, user: OrgUserDocument, session: ClientSession): Promise<void> {
  const organization = await findOrganization(actor.scope, session);
  const token = await issueMailToken(platform, actor.scope, 'user_invite', user._id, user.email, session);
  const draft = invitationMail({
    to: user.email,
    name: fullName(user),
    invitedBy: actor.name,
    organizationName: organization.name,
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/invitation#token=${token}`,
    key: token.slice(0, 16),
  });
  await enqueueMail(platform.databases.server, actor.scope, draft, platform.clock.now(), session);
  await recordAudit(platform, actor.scope, actor, noteOf('user.invite', user, ['role']), session);
}

/**
 * Invites by a link that lives 72 hours, for whoever gives their password again (security.md 4.8).
 * @throws DomainError EMAIL_TAKEN, FORBIDDEN when an admin would make an owner, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function inviteUser(
  platform: Platform,
  actor: UserActor,
  { password, ...input }: z.output<typeof InviteUserInput>,
  facts: RequestFacts,
): Promise<View> {
  if (input.role === 'owner' && actor.role !== 'owner') throw new DomainError('FORBIDDEN', { permission: 'users' });
  await proveOwnPassword(platform, actor, password, facts);
  const user: OrgUserDocument = {
    _id: newUserId(),
    orgId: actor.scope.orgId,
    ...input,
    termEndsOn: input.termEndsOn || null,
    familyNameKana: '',
    givenNameKana: '',
    permissions: null,
    isContact: false,
    ownerChanges: 0,
    passwordHash: null,
    verifiedAt: null,
    lastLoginAt: null,
    createdAt: platform.clock.now(),
  };
  try {
    await inTransaction(platform.databases.client, async (session) => {
      await insertUser(actor.scope, user, session);
      await mailInvitation(platform, actor, user, session);
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('EMAIL_TAKEN');
    throw error;
  }
  platform.nudgeMail();
  return toView(platform, user, false);
}

async function userOf(scope: OrgScope, userId: UserId, session?: ClientSession): Promise<OrgUserDocument> {
  const user = await findUser(scope, userId, session);
  if (!user) throw new DomainError('NOT_FOUND');
  return user;
}

/** A new link; the one before it dies. @throws DomainError NOT_FOUND, INVALID_TRANSITION for somebody who is here already, FORBIDDEN */
export async function inviteAgain(platform: Platform, actor: UserActor, userId: UserId): Promise<{ to: string }> {
  const user = await userOf(actor.scope, userId);
  if (user.verifiedAt) throw new DomainError('INVALID_TRANSITION');
  if (user.role === 'owner' && actor.role !== 'owner') throw new DomainError('FORBIDDEN', { permission: 'users' });
  await inTransaction(platform.databases.client, (session) => mailInvitation(platform, actor, user, session));
  platform.nudgeMail();
  return { to: user.email };
}

/** What the person behind a link is asked to join. @throws DomainError TOKEN_* */
export async function readInvitation(platform: Platform, token: string): Promise<z.input<typeof InvitationView>> {
  const { scope, subjectId } = await readMailToken(platform, ['user_invite'], token);
  const [user, organization] = [await findUser(scope, UserId.parse(subjectId)), await findOrganization(scope)];
  if (!user || user.verifiedAt) throw new DomainError('TOKEN_INVALID');
  const { email, familyName, givenName, role, termEndsOn = null } = user;
  return { orgName: organization.name, orgSlug: organization.slug, email, familyName, givenName, role, termEndsOn };
}

/** The address is proven by the link, so the person is signed in at once. @throws DomainError TOKEN_*, PASSWORD_* */
export async function acceptInvitation(
  platform: Platform,
  input: z.output<typeof AcceptInvitationInput>,
  facts: RequestFacts,
): Promise<{ slug: string; grant: Grant & { refreshToken: string } }> {
  const { email, orgSlug } = await readInvitation(platform, input.token);
  const { organization } = await gateOf(orgSlug);
  await refuseWeakPassword(input.password, passwordRuleOf('admin', { ...input, email }, organization));
  const passwordHash = await hashPassword(platform, input.password);
  const { token, password: _password, ...names } = input;
  const now = platform.clock.now();
  const grant = await inTransaction(platform.databases.client, async (session) => {
    const { scope, subjectId } = await redeemMailToken(platform, 'user_invite', token, session);
    const changes = { ...names, passwordHash, verifiedAt: now, lastLoginAt: now };
    const user = await changeUser(scope, UserId.parse(subjectId), changes, session);
    if (!user) throw new DomainError('TOKEN_INVALID');
    const opened = await openSession(platform, scope, 'admin', user._id, facts, session);
    const { _id: userId, role } = user;
    const actor: UserActor = {
      kind: 'user',
      userId,
      role,
      permissions: permissionsOf(user),
      sessionId: opened.sessionId,
      scope,
      name: fullName(user),
    };
    await recordAudit(platform, scope, actor, noteOf('user.join', user, []), session);
    return opened;
  });
  return { slug: orgSlug, grant };
}

/** Reads the person and the number of owners in the transaction that acts on both, so that of two owners who remove each other one stays. */
async function allowed(
  actor: UserActor,
  userId: UserId,
  next: 'owner' | 'admin' | 'staff' | 'removed',
  session: ClientSession,
): Promise<OrgUserDocument> {
  const user = await userOf(actor.scope, userId, session);
  const target = { userId, role: user.role, isContact: user.isContact, isInvited: user.verifiedAt === null };
  const refusal = refusalOfAccess(actor, target, next, await countOwners(actor.scope, session));
  if (refusal) throw new DomainError(refusal, refusal === 'FORBIDDEN' ? { permission: 'users' } : {});
  return user;
}

/**
 * For whoever gives their password again (security.md 4.8).
 * @throws DomainError NOT_FOUND, FORBIDDEN, LAST_OWNER, CONTACT_OWNER, NOT_ONESELF, CONFLICT, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function changeUserAccess(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof ChangeUserAccessInput>,
  facts: RequestFacts,
): Promise<View> {
  await userOf(actor.scope, input.userId);
  await proveOwnPassword(platform, actor, input.password, facts);
  return inTransaction(platform.databases.client, async (session) => {
    const before = await allowed(actor, input.userId, input.role, session);
    if ((before.version ?? 0) !== input.version) throw new DomainError('CONFLICT');
    const permissions = input.role === 'staff' ? withImplied(input.permissions) : null;
    const user = await changeUser(
      actor.scope,
      input.userId,
      { role: input.role, permissions, termEndsOn: input.termEndsOn || null },
      session,
    );
    if (!user) throw new DomainError('NOT_FOUND');
    const [was, is] = [accessOf(before), accessOf(user)];
    const fields = changedFields(was, is);
    const note = { ...noteOf('user.access', user, fields), changes: valueChanges(fields, was, is) };
    await recordAudit(platform, actor.scope, actor, note, session);
    const ways = await waysOf(platform, actor.scope, user._id);
    return toView(platform, user, ways.code || ways.passkey);
  });
}

/** Ends the person's sessions; what they did stays in the log under their name. @throws like changeUserAccess */
export async function removeUser(platform: Platform, actor: UserActor, userId: UserId): Promise<void> {
  await inTransaction(platform.databases.client, async (session) => {
    const user = await allowed(actor, userId, 'removed', session);
    await deleteUser(actor.scope, userId, session);
    await deleteFactor(platform.databases.server, actor.scope, userId, session);
    await deletePasskeys(platform.databases.server, actor.scope, { audience: 'admin', ownerId: userId }, null, session);
    await endAllSessions(platform, actor.scope, userId, session);
    await recordAudit(platform, actor.scope, actor, noteOf('user.remove', user, []), session);
  });
}

/**
 * Makes another owner the contact of the organisation (ADM-05), for whoever gives their password again (security.md 4.8).
 * @throws DomainError NOT_FOUND, FORBIDDEN, INVALID_TRANSITION when not an owner who is here, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function handOverContact(
  platform: Platform,
  actor: UserActor,
  { userId, password }: z.output<typeof ProvenUserInput>,
  facts: RequestFacts,
): Promise<void> {
  if (actor.role !== 'owner') throw new DomainError('FORBIDDEN', { permission: 'users' });
  await userOf(actor.scope, userId);
  await proveOwnPassword(platform, actor, password, facts);
  await inTransaction(platform.databases.client, async (session) => {
    const successor = await userOf(actor.scope, userId, session);
    const isHere = successor.verifiedAt !== null && !isTermOver(successor, platform.clock.today());
    if (successor.role !== 'owner' || !isHere) throw new DomainError('INVALID_TRANSITION');
    // Who was the contact hears of it too: whoever is it now would else be the only one.
    const former = await incidentAddresses(actor.scope, session);
    for (const user of await listUsers(actor.scope, session))
      if (user.isContact !== (user._id === userId)) await changeUser(actor.scope, user._id, { isContact: user._id === userId }, session);
    await recordAudit(platform, actor.scope, actor, noteOf('user.hand_over', successor, ['isContact']), session);
    const what = `団体の連絡先が、${fullName(successor)}さんに替わりました。`;
    await tellIncident(platform, actor.scope, { what, key: newTokenId(), former }, session);
  });
  platform.nudgeMail();
}
