import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { SecondStepView, TotpStart } from '@tsudoi/shared/contracts/identity/second-step.contract';
import type { ProvenUserInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { UserId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { seal as sealFor, unseal as unsealFor } from '../../platform/sealed.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { tellIncident } from './incident.service.ts';
import { proveOwnPassword } from './own-password.service.ts';
import { type OrgUserDocument, findUser } from './org-user.repository.ts';
import { changeWays, mailOwner, noteOn } from './own-ways.service.ts';
import { type PasskeyOwner, deletePasskeys, passkeysOf } from './passkey.repository.ts';
import { toPasskeyView } from './passkey.service.ts';
import { deleteFactor, findFactor, saveFactor, takeRecovery, takeStep } from './second-factor.repository.ts';
import { drawTotpSecret, readCode, showRecoveryCode, stepOfCode, totpUri } from './second-factor.rules.ts';
import { endAllSessions } from './session.service.ts';

type View = z.input<typeof SecondStepView>;

const recoveryCodes = 10;
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const drawRecoveryCode = (): string => Array.from({ length: 12 }, () => alphabet[randomInt(0, alphabet.length)]).join('');

const purpose = 'second factor';
const seal = (platform: Platform, userId: UserId, secret: string): string => sealFor(platform, purpose, userId, secret);
const unseal = (platform: Platform, userId: UserId, sealed: string): string => unsealFor(platform, purpose, userId, sealed);

export const officeOwner = (userId: UserId): PasskeyOwner => ({ audience: 'admin', ownerId: userId });

/** Sixty bits behind the pepper need no slow hash. */
const recoveryHash = (platform: Platform, userId: UserId, code: string): string =>
  createHmac('sha256', platform.env.PASSWORD_PEPPER).update(`recovery:${userId}:${code}`).digest('base64url');

export interface Ways {
  readonly code: boolean;
  readonly passkey: boolean;
}

/** What somebody is asked beside the password; both false: nothing. */
export async function waysOf(platform: Platform, scope: OrgScope, userId: UserId): Promise<Ways> {
  const db = platform.databases.server;
  const [factor, keys] = await Promise.all([findFactor(db, scope, userId), passkeysOf(db, scope, officeOwner(userId))]);
  return { code: factor?.totp !== null && factor?.totp !== undefined, passkey: keys.length > 0 };
}

/** Whether the organisation asks for a second step that this person has not set up. */
export async function isSecondStepDue(
  platform: Platform,
  scope: OrgScope,
  user: Pick<OrgUserDocument, '_id' | 'role'>,
  organization: { readonly secondStepRequired: boolean },
): Promise<boolean> {
  if (!organization.secondStepRequired || user.role === 'staff') return false;
  const { code, passkey } = await waysOf(platform, scope, user._id);
  return !code && !passkey;
}

/** Checks a code of the app or a recovery code and uses it up. */
export async function takeCode(platform: Platform, scope: OrgScope, userId: UserId, typed: string): Promise<boolean> {
  const db = platform.databases.server;
  const code = readCode(typed);
  const factor = code ? await findFactor(db, scope, userId) : null;
  if (!code || !factor) return false;
  if (code.kind === 'recovery') return takeRecovery(db, scope, userId, recoveryHash(platform, userId, code.code));
  if (factor.totp === null) return false;
  const step = stepOfCode(unseal(platform, userId, factor.totp), code.code, platform.clock.realNow().getTime(), factor.lastStep);
  return step !== null && takeStep(db, scope, userId, step);
}

export async function secondStepOf(platform: Platform, actor: UserActor): Promise<View> {
  const db = platform.databases.server;
  const factor = await findFactor(db, actor.scope, actor.userId);
  const keys = await passkeysOf(db, actor.scope, officeOwner(actor.userId));
  const organization = await findOrganization(actor.scope);
  return {
    totp: factor?.totp !== null && factor?.totp !== undefined,
    recoveryCodesLeft: factor?.recovery.length ?? 0,
    passkeys: keys.map(toPasskeyView),
    required: organization.secondStepRequired && actor.role !== 'staff',
  };
}

/** Shows a new secret once; it counts when a code of it was typed. @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED */
export async function startTotp(
  platform: Platform,
  actor: UserActor,
  password: string,
  facts: RequestFacts,
): Promise<z.input<typeof TotpStart>> {
  const user = await proveOwnPassword(platform, actor, password, facts);
  const organization = await findOrganization(actor.scope);
  const secret = drawTotpSecret();
  await inTransaction(platform.databases.client, (session) =>
    saveFactor(platform.databases.server, actor.scope, user._id, { pending: seal(platform, user._id, secret) }, session),
  );
  return { secret, uri: totpUri(secret, organization.name, user.email) };
}

/**
 * A code of the app proves that it was set up right; from now on the log-in asks for one, and other devices are signed out.
 * @throws DomainError SECOND_STEP_WRONG, INVALID_TRANSITION when no secret was shown
 */
export async function confirmTotp(platform: Platform, actor: UserActor, typed: string): Promise<{ recoveryCodes: string[] }> {
  const db = platform.databases.server;
  const factor = await findFactor(db, actor.scope, actor.userId);
  if (!factor?.pending) throw new DomainError('INVALID_TRANSITION');
  const code = readCode(typed);
  const secret = unseal(platform, actor.userId, factor.pending);
  const step = code?.kind === 'totp' ? stepOfCode(secret, code.code, platform.clock.realNow().getTime(), 0) : null;
  if (step === null) throw new DomainError('SECOND_STEP_WRONG');
  const { pending } = factor;
  return changeWays(platform, actor, 'account.second_step_on', 'on', async (session) => {
    const codes = await drawIfNone(platform, actor, factor.recovery.length > 0, session);
    await saveFactor(db, actor.scope, actor.userId, { totp: pending, pending: null, lastStep: step }, session);
    return { recoveryCodes: codes };
  });
}

/** New recovery codes for whoever has none yet. Only their hashes are kept. */
export async function drawIfNone(platform: Platform, actor: UserActor, has: boolean, session: ClientSession): Promise<string[]> {
  if (has) return [];
  const codes = Array.from({ length: recoveryCodes }, drawRecoveryCode);
  const recovery = codes.map((code) => recoveryHash(platform, actor.userId, code));
  await saveFactor(platform.databases.server, actor.scope, actor.userId, { recovery }, session);
  return codes.map(showRecoveryCode);
}

/** Makes the old recovery codes worthless. @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, INVALID_TRANSITION without a second step */
export async function renewRecoveryCodes(
  platform: Platform,
  actor: UserActor,
  password: string,
  facts: RequestFacts,
): Promise<{ recoveryCodes: string[] }> {
  await proveOwnPassword(platform, actor, password, facts);
  const ways = await waysOf(platform, actor.scope, actor.userId);
  if (!ways.code && !ways.passkey) throw new DomainError('INVALID_TRANSITION');
  return inTransaction(platform.databases.client, async (session) => {
    const codes = await drawIfNone(platform, actor, false, session);
    await recordAudit(platform, actor.scope, actor, noteOn('account.recovery_codes', actor), session);
    return { recoveryCodes: codes };
  });
}

/** Takes the app away. @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, SECOND_STEP_REQUIRED for the last way where there must be one */
export async function removeTotp(platform: Platform, actor: UserActor, password: string, facts: RequestFacts): Promise<void> {
  await proveOwnPassword(platform, actor, password, facts);
  await changeWays(platform, actor, 'account.second_step_off', 'off', async (session) => {
    await saveFactor(platform.databases.server, actor.scope, actor.userId, { totp: null, pending: null }, session);
    await refuseTheLast(platform, actor, session);
  });
}

/** Read in the transaction that takes a way away. @throws DomainError SECOND_STEP_REQUIRED */
export async function refuseTheLast(platform: Platform, actor: UserActor, session: ClientSession): Promise<void> {
  const db = platform.databases.server;
  const factor = await findFactor(db, actor.scope, actor.userId, session);
  const keys = await passkeysOf(db, actor.scope, officeOwner(actor.userId), session);
  if (factor?.totp || keys.length > 0) return;
  const organization = await findOrganization(actor.scope, session);
  if (organization.secondStepRequired && actor.role !== 'staff') throw new DomainError('SECOND_STEP_REQUIRED');
  // Codes that open nothing are not kept.
  await deleteFactor(db, actor.scope, actor.userId, session);
}

/**
 * Who lost the second step gets in again with the password alone; only an owner can do that for another, and gives the own
 * password again (security.md 4.8). @throws DomainError FORBIDDEN, NOT_ONESELF, NOT_FOUND, IDENTITY_MISMATCH, LOGIN_DELAYED
 */
export async function resetSecondStep(
  platform: Platform,
  actor: UserActor,
  { userId, password }: z.output<typeof ProvenUserInput>,
  facts: RequestFacts,
): Promise<void> {
  const user = await findUser(actor.scope, userId);
  if (!user) throw new DomainError('NOT_FOUND');
  if (actor.role !== 'owner') throw new DomainError('FORBIDDEN', { permission: 'users' });
  if (userId === actor.userId) throw new DomainError('NOT_ONESELF');
  await proveOwnPassword(platform, actor, password, facts);
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    await deleteFactor(db, actor.scope, userId, session);
    await deletePasskeys(db, actor.scope, officeOwner(userId), null, session);
    await endAllSessions(platform, actor.scope, userId, session);
    const name = `${user.familyName} ${user.givenName}`;
    const whose = { kind: 'user', userId, name } as const;
    await recordAudit(platform, actor.scope, actor, noteOn('account.second_step_reset', whose), session);
    await mailOwner(platform, actor.scope, whose, 'reset', session);
    const what = `${name}さんの2段階認証が、${actor.name}さんによって取り消されました。`;
    await tellIncident(platform, actor.scope, { what, key: randomBytes(12).toString('base64url') }, session);
  });
  platform.nudgeMail();
}
