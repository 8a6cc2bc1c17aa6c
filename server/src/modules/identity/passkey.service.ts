import { randomBytes } from 'node:crypto';
import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type {
  PasskeyAddInput,
  PasskeyAssertion,
  PasskeyLoginOffer,
  PasskeyLoginOfferInput,
  PasskeyOffer,
  PasskeyView,
} from '@tsudoi/shared/contracts/identity/passkey.contract';
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type AccountId, type PasskeyChallengeId, newPasskeyChallengeId, newPasskeyId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { isLoopback } from '../../platform/origin.ts';
import type { Platform } from '../../platform/platform.ts';
import { gateOf } from './org-gate.service.ts';
import {
  type ChallengeFor,
  type PasskeyDocument,
  type PasskeyOwner,
  deletePasskeys,
  findPasskey,
  insertChallenge,
  passkeysOf,
  takeChallenge,
  usePasskey,
} from './passkey.repository.ts';

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
  { audience, ownerId }: ChallengeFor,
): Promise<{ challengeId: PasskeyChallengeId; challenge: string; rpId: string }> {
  const challengeId = newPasskeyChallengeId();
  const challenge = randomBytes(32).toString('base64url');
  const expiresAt = new Date(platform.clock.realNow().getTime() + challengeMs);
  await insertChallenge(platform.databases.server, scope, {
    _id: challengeId,
    orgId: scope.orgId,
    audience,
    ownerId,
    challenge,
    expiresAt,
  });
  return { challengeId, challenge, rpId: ourSite(platform).rpId };
}

/** What a browser needs to make a passkey for somebody who has proven who they are. The names tell it from others in the device's list. */
export async function offerTo(
  platform: Platform,
  scope: OrgScope,
  owner: PasskeyOwner,
  names: Pick<z.input<typeof PasskeyOffer>, 'userName' | 'displayName'>,
): Promise<z.input<typeof PasskeyOffer>> {
  const keys = await passkeysOf(platform.databases.server, scope, owner);
  return {
    ...(await offer(platform, scope, owner)),
    rpName: 'Tsudoi',
    userHandle: Buffer.from(owner.ownerId).toString('base64url'),
    ...names,
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

/** The public half of a new passkey, to be kept by `keepOnce`. @throws DomainError PASSKEY_REFUSED */
export async function readNewPasskey(
  platform: Platform,
  scope: OrgScope,
  owner: PasskeyOwner,
  input: z.output<typeof PasskeyAddInput>,
): Promise<PasskeyDocument> {
  const challenge = await takeChallenge(platform.databases.server, scope, input.challengeId, owner, platform.clock.realNow());
  const credential = challenge ? await readRegistration(platform, challenge, input.response as RegistrationResponseJSON) : null;
  if (!credential) throw new DomainError('PASSKEY_REFUSED');
  return {
    _id: newPasskeyId(),
    orgId: scope.orgId,
    audience: owner.audience,
    ownerId: owner.ownerId,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: [...(credential.transports ?? [])],
    name: input.name,
    createdAt: platform.clock.now(),
    lastUsedAt: null,
  };
}

/** One that is kept already is nobody's to add again. @throws DomainError PASSKEY_REFUSED; and what `keep` throws */
export async function keepOnce<T>(keep: Promise<T>): Promise<T> {
  try {
    return await keep;
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('PASSKEY_REFUSED');
    throw error;
  }
}

export function toPasskeyView({ _id, name, createdAt, lastUsedAt }: PasskeyDocument): z.input<typeof PasskeyView> {
  return { passkeyId: _id, name, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

/** A member's account begins anew, or is shut by the office: none of its passkeys opens it any more. */
export async function dropPasskeys(platform: Platform, scope: OrgScope, accountId: AccountId, session: ClientSession): Promise<void> {
  await deletePasskeys(platform.databases.server, scope, { audience: 'my', ownerId: accountId }, null, session);
}

/** Anybody may ask: it names nobody. @throws DomainError NOT_FOUND */
export async function offerPasskeyLogin(
  platform: Platform,
  { org, audience }: z.output<typeof PasskeyLoginOfferInput>,
): Promise<z.input<typeof PasskeyLoginOffer>> {
  return offer(platform, (await gateOf(org)).scope, { audience, ownerId: null });
}

/**
 * Whose passkey signed our challenge on our page, with the person verified by the device; null for anything else (T43). One
 * host serves every organisation, so a device offers the passkeys of all: ours is looked for in this one, for this door.
 */
export async function ownerOfAssertion(
  platform: Platform,
  scope: OrgScope,
  audience: Audience,
  challengeId: PasskeyChallengeId,
  response: z.output<typeof PasskeyAssertion>,
): Promise<PasskeyDocument['ownerId'] | null> {
  const db = platform.databases.server;
  const now = platform.clock.realNow();
  const challenge = await takeChallenge(db, scope, challengeId, { audience, ownerId: null }, now);
  const passkey = challenge ? await findPasskey(db, scope, audience, response.id) : null;
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
    return passkey.ownerId;
  } catch {
    return null;
  }
}
