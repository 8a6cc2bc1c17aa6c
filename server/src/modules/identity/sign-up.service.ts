import { randomInt } from 'node:crypto';
import type {
  ConfirmSignUpInput,
  ConfirmSignUpOutput,
  SignUpInput,
  SignUpOutput,
} from '@tsudoi/shared/contracts/organizations/organization.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { UserId, newOrgId, newUserId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { type BouncedAddressRow, bouncedAddressCollection } from '../../platform/bounced-addresses.ts';
import { type MailRow, enqueueMail, mailCollection } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import {
  type OrganizationDocument,
  findOrganization,
  findOrganizationBySlug,
  insertOrganization,
  removeApplication,
  setOrganizationStatus,
} from '../organizations/organizations.public.ts';
import { signUpMail } from './identity.mail.ts';
import { attemptOf, provingOnce } from './login-delay.service.ts';
import { hasLiveMailToken, issueMailToken, readMailToken, redeemMailToken, supersedeMailTokens } from './mail-token.service.ts';
import { changeUser, deleteUser, findUser, insertUser, listUsers } from './org-user.repository.ts';
import { passwordRuleOf } from './own-words.rules.ts';
import { hashPassword, refuseWeakPassword, verifyPassword } from './password.service.ts';
import { openSession } from './session.service.ts';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const drawSlug = (): string => `org-${Array.from({ length: 8 }, () => letters[randomInt(0, letters.length)]).join('')}`;
const system = { kind: 'system', name: 'sign-up' } as const;

/**
 * Writes the application and mails the link. The answer is the same whether or not the address is known to us (T34);
 * only the name in the address, which anybody can look up, may be refused. @throws DomainError SLUG_TAKEN, PASSWORD_*
 */
export async function signUp(platform: Platform, input: z.output<typeof SignUpInput>): Promise<z.input<typeof SignUpOutput>> {
  const owner = {
    familyName: input.ownerFamilyName,
    givenName: input.ownerGivenName,
    familyNameKana: input.ownerFamilyNameKana,
    givenNameKana: input.ownerGivenNameKana,
    email: input.email,
  };
  await refuseWeakPassword(input.password, passwordRuleOf('admin', owner, input));
  const passwordHash = await hashPassword(platform, input.password);
  const now = platform.clock.now();
  const scope = mintOrgScope(newOrgId());
  const userId = newUserId();
  const organization: OrganizationDocument = {
    _id: scope.orgId,
    slug: input.slug ?? drawSlug(),
    name: input.name,
    kind: input.kind,
    status: 'applied',
    fiscalYearStartMonth: 4,
    postalAddress: '',
    phone: '',
    contactEmail: input.email,
    representative: '',
    secondStepRequired: false,
    passwordPolicy: 'open',
    version: 0,
    createdAt: now,
  };
  try {
    await inTransaction(platform.databases.client, async (session) => {
      if (input.slug) await releaseSlug(platform, input.slug, input.email, session);
      await insertOrganization(organization, session);
      await insertUser(
        scope,
        {
          _id: userId,
          orgId: scope.orgId,
          email: input.email,
          familyName: input.ownerFamilyName,
          givenName: input.ownerGivenName,
          familyNameKana: input.ownerFamilyNameKana,
          givenNameKana: input.ownerGivenNameKana,
          role: 'owner',
          permissions: null,
          isContact: true,
          ownerChanges: 0,
          passwordHash,
          verifiedAt: null,
          lastLoginAt: null,
          createdAt: now,
        },
        session,
      );
      const token = await issueMailToken(platform, scope, 'owner_verify', userId, input.email, session);
      const link = `${platform.env.PUBLIC_URL}/signup/confirm#token=${token}`;
      const ownerName = `${input.ownerFamilyName} ${input.ownerGivenName}`;
      await enqueueMail(
        platform.databases.server,
        scope,
        signUpMail({ to: input.email, ownerName, organizationName: input.name, link, key: token.slice(0, 16) }),
        now,
        session,
      );
      await recordAudit(
        platform,
        scope,
        system,
        { action: 'organization.apply', subjectKind: 'organization', subjectId: scope.orgId, subjectName: input.name, fields: [] },
        session,
      );
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('SLUG_TAKEN');
    throw error;
  }
  platform.nudgeMail();
  return { accepted: true };
}

/**
 * Gives a name in the address free when its application can no longer be confirmed, or when the same person applies again:
 * the newest form and its link count. What was done stays in the audit log.
 */
async function releaseSlug(platform: Platform, slug: string, email: string, session: ClientSession): Promise<void> {
  const holder = await findOrganizationBySlug(slug, session);
  if (holder?.status !== 'applied') return;
  const scope = mintOrgScope(holder._id);
  const live = await hasLiveMailToken(platform, scope, 'owner_verify', session);
  if (live && holder.contactEmail !== email) return;
  if (!(await removeSignUp(platform, holder, live ? 'organization.apply_again' : 'organization.expire', session))) return;
  if (live) await supersedeMailTokens(platform, scope, 'owner_verify', session);
}

/**
 * A form that led to nothing goes, with the person who filled it in and what was mailed to them; false when it is in that state
 * no more. Its link stays, to say that a newer one counts, until that is over as well.
 */
export async function removeSignUp(
  platform: Platform,
  holder: OrganizationDocument,
  action: 'organization.apply_again' | 'organization.expire' | 'organization.forget',
  session: ClientSession,
): Promise<boolean> {
  const scope = mintOrgScope(holder._id);
  if (holder.status !== 'applied' && holder.status !== 'rejected') return false;
  if (!(await removeApplication(scope, holder.status, session))) return false;
  for (const user of await listUsers(scope, session)) await deleteUser(scope, user._id, session);
  const db = platform.databases.server;
  await tenantCollection<MailRow>(db, scope, mailCollection).deleteMany({}, session);
  await tenantCollection<BouncedAddressRow>(db, scope, bouncedAddressCollection).deleteMany({}, session);
  const subject = { subjectKind: 'organization', subjectId: scope.orgId, subjectName: holder.name };
  await recordAudit(platform, scope, system, { action, ...subject, fields: [] }, session);
  return true;
}

export interface Confirmed {
  readonly output: z.input<typeof ConfirmSignUpOutput>;
  readonly refresh: { readonly slug: string; readonly token: string } | null;
}

/**
 * Whoever opens the link has filled in its form: the mail proves the address, the password of the form the person. A form that
 * somebody else sent with this address opens nothing (docs/decisions/0079).
 */
async function proveApplicant(
  platform: Platform,
  { token, password }: z.output<typeof ConfirmSignUpInput>,
  facts: RequestFacts,
): Promise<void> {
  const { scope, subjectId } = await readMailToken(platform, ['owner_verify'], token);
  const user = await findUser(scope, UserId.parse(subjectId));
  if (!user) throw new DomainError('TOKEN_INVALID');
  const attempt = attemptOf(scope.orgId, 'sign-up', subjectId, facts.ip);
  const right = await provingOnce(platform, attempt, async () =>
    (await verifyPassword(platform, password, user.passwordHash)) ? true : null,
  );
  if (!right) throw new DomainError('IDENTITY_MISMATCH');
}

/**
 * Opens the organisation, or hands it to the operator's review. A wrong password leaves the link usable.
 * @throws DomainError TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_USED, TOKEN_SUPERSEDED, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function confirmSignUp(
  platform: Platform,
  input: z.output<typeof ConfirmSignUpInput>,
  facts: RequestFacts,
): Promise<Confirmed> {
  await proveApplicant(platform, input, facts);
  const next = platform.env.SIGNUP_REVIEW ? 'reviewing' : 'active';
  return inTransaction(platform.databases.client, async (session) => {
    const { scope, subjectId } = await redeemMailToken(platform, 'owner_verify', input.token, session);
    const organization = await findOrganization(scope, session);
    const userId = UserId.parse(subjectId);
    const now = platform.clock.now();
    await changeUser(scope, userId, { verifiedAt: now, ...(next === 'active' ? { lastLoginAt: now } : {}) }, session);
    if (!(await setOrganizationStatus(scope.orgId, 'applied', next, session))) throw new DomainError('TOKEN_USED');
    await recordAudit(
      platform,
      scope,
      system,
      {
        action: `organization.${next}`,
        subjectKind: 'organization',
        subjectId: scope.orgId,
        subjectName: organization.name,
        fields: ['status'],
      },
      session,
    );
    if (next === 'reviewing') return { output: { outcome: 'reviewing', slug: organization.slug }, refresh: null };
    await platform.hooks.organizationActivated(scope, session);
    const grant = await openSession(platform, scope, 'admin', userId, facts, session);
    const { accessToken, expiresAt } = grant;
    return {
      output: { outcome: 'active', slug: organization.slug, accessToken, expiresAt },
      refresh: { slug: organization.slug, token: grant.refreshToken },
    };
  });
}
