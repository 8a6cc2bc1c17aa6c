import { randomBytes } from 'node:crypto';
import type {
  PasskeyAddInput,
  PasskeyAddOutput,
  PasskeyAssertion,
  PasskeyLoginOffer,
  PasskeyOffer,
} from '@tsudoi/shared/contracts/identity/second-step.contract';
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type PasskeyChallengeId, type PasskeyId, type UserId, newPasskeyChallengeId, newPasskeyId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { isLoopback } from '../../platform/origin.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { proveOwnPassword } from './own-password.service.ts';
import {
  type PasskeyDocument,
  deletePasskeys,
  findPasskey,
  insertChallenge,
  insertPasskey,
  passkeysOf,
  takeChallenge,
  usePasskey,
} from './passkey.repository.ts';
import { findFactor } from './second-factor.repository.ts';
import { changeWays, drawIfNone, refuseTheLast } from './second-factor.service.ts';

const challengeMs = 5 * 60_000;

/** A passkey belongs to our host and counts on our pages only, whatever a request calls itself. */
function ourSite(platform: Platform): { readonly origin: string; readonly rpId: string } {
  const { origin, hostname, protocol, port } = new URL(platform.env.PUBLIC_URL);
  // Browsers make no passkeys for a bare number; on a developer's machine its name stands in.
  if (isLoopback(hostname)) return { origin: `${protocol}//localhost${port === '' ? '' : `:${port}`}`, rpId: 'localhost' };
  return { origin, rpId: hostname };
}

async function offer(
  platform: Platform,
  scope: OrgScope,
  userId: UserId | null,
): Promise<{ challengeId: PasskeyChallengeId; challenge: string; rpId: string }> {
  const challengeId = newPasskeyChallengeId();
  const challenge = randomBytes(32).toString('base64url');
  const expiresAt = new Date(platform.clock.realNow().getTime() + challengeMs);
  await insertChallenge(platform.databases.server, scope, { _id: challengeId, orgId: scope.orgId, userId, challenge, expiresAt });
  return { challengeId, challenge, rpId: ourSite(platform).rpId };
}

/** @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED */
export async function offerPasskey(
  platform: Platform,
  actor: UserActor,
  password: string,
  facts: RequestFacts,
): Promise<z.input<typeof PasskeyOffer>> {
  const user = await proveOwnPassword(platform, actor, password, facts);
  const organization = await findOrganization(actor.scope);
  const keys = await passkeysOf(platform.databases.server, actor.scope, actor.userId);
  return {
    ...(await offer(platform, actor.scope, actor.userId)),
    rpName: 'Tsudoi',
    userHandle: Buffer.from(user._id).toString('base64url'),
    userName: `${user.email} (${organization.name})`,
    displayName: `${user.familyName} ${user.givenName} (${organization.name})`,
    known: keys.map((key) => key.credentialId),
  };
}

async function readRegistration(platform: Platform, challenge: string, response: RegistrationResponseJSON) {
  const { origin, rpId } = ourSite(platform);
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    return verified ? registrationInfo.credential : null;
  } catch {
    // The library throws for whatever does not fit: origin, host, challenge, verification, signature, form.
    return null;
  }
}

/** Keeps the public half of a new passkey. @throws DomainError PASSKEY_REFUSED */
export async function addPasskey(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof PasskeyAddInput>,
): Promise<z.input<typeof PasskeyAddOutput>> {
  const db = platform.databases.server;
  const challenge = await takeChallenge(db, actor.scope, input.challengeId, actor.userId, platform.clock.realNow());
  const credential = challenge ? await readRegistration(platform, challenge, input.response as RegistrationResponseJSON) : null;
  if (!credential) throw new DomainError('PASSKEY_REFUSED');
  const row: PasskeyDocument = {
    _id: newPasskeyId(),
    orgId: actor.scope.orgId,
    userId: actor.userId,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: [...(credential.transports ?? [])],
    name: input.name,
    createdAt: platform.clock.now(),
    lastUsedAt: null,
  };
  const factor = await findFactor(db, actor.scope, actor.userId);
  try {
    const recoveryCodes = await changeWays(platform, actor, 'account.passkey_add', 'passkeyOn', async (session) => {
      await insertPasskey(db, actor.scope, row, session);
      return drawIfNone(platform, actor, (factor?.recovery.length ?? 0) > 0, session);
    });
    return { recoveryCodes, passkey: { passkeyId: row._id, name: row.name, createdAt: row.createdAt.toISOString(), lastUsedAt: null } };
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('PASSKEY_REFUSED');
    throw error;
  }
}

/** @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, NOT_FOUND, SECOND_STEP_REQUIRED for the last way where there must be one */
export async function removePasskey(
  platform: Platform,
  actor: UserActor,
  passkeyId: PasskeyId,
  password: string,
  facts: RequestFacts,
): Promise<void> {
  await proveOwnPassword(platform, actor, password, facts);
  await changeWays(platform, actor, 'account.passkey_remove', 'passkeyOff', async (session) => {
    const removed = await deletePasskeys(platform.databases.server, actor.scope, actor.userId, passkeyId, session);
    if (removed === 0) throw new DomainError('NOT_FOUND');
    await refuseTheLast(platform, actor, session);
  });
}

/** Anybody may ask: it names nobody. */
export function offerPasskeyLogin(platform: Platform, scope: OrgScope): Promise<z.input<typeof PasskeyLoginOffer>> {
  return offer(platform, scope, null);
}

/** Whose passkey signed our challenge on our page, with the person verified by the device; null for anything else (T43). */
export async function ownerOfAssertion(
  platform: Platform,
  scope: OrgScope,
  challengeId: PasskeyChallengeId,
  response: z.output<typeof PasskeyAssertion>,
): Promise<UserId | null> {
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  const challenge = await takeChallenge(db, scope, challengeId, null, now);
  const passkey = challenge ? await findPasskey(db, scope, response.id) : null;
  if (!challenge || !passkey) return null;
  const { origin, rpId } = ourSite(platform);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: { id: passkey.credentialId, publicKey: Buffer.from(passkey.publicKey, 'base64url'), counter: passkey.counter },
      requireUserVerification: true,
    });
    if (!verified || !(await usePasskey(db, scope, passkey, authenticationInfo.newCounter, now))) return null;
    return passkey.userId;
  } catch {
    return null;
  }
}
