import * as z from 'zod';
import { PasskeyChallengeId, PasskeyId } from '../../kernel/ids.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { ShortText } from '../text.contract.ts';
import { Audience } from './identity.contract.ts';
import { OwnProofInput } from './own-proof.contract.ts';

export const PasskeyView = z.object({
  passkeyId: PasskeyId,
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export const PasskeyIdInput = z.strictObject({ passkeyId: PasskeyId });

/** What the browser needs to make a passkey; the rest is fixed and stands in the client. */
export const PasskeyOffer = z.object({
  challengeId: PasskeyChallengeId,
  challenge: z.string(),
  rpId: z.string(),
  rpName: z.string(),
  userHandle: z.string(),
  userName: z.string(),
  displayName: z.string(),
  known: z.array(z.string()),
});

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/);
const ofBrowser = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.record(z.string().max(60), z.unknown()),
};
const Transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** The browser's reply to an offer, as WebAuthn writes it in JSON. */
export const PasskeyRegistration = z.strictObject({
  ...ofBrowser,
  response: z.strictObject({
    clientDataJSON: base64url(8000),
    attestationObject: base64url(40_000),
    authenticatorData: base64url(8000).optional(),
    transports: z.array(Transport).max(10).optional(),
    publicKeyAlgorithm: z.number().optional(),
    publicKey: base64url(8000).optional(),
  }),
});
export const PasskeyAddInput = z.strictObject({ challengeId: PasskeyChallengeId, name: ShortText, response: PasskeyRegistration });

/** Which door: a passkey of the office opens the console, a member's opens My Page, and neither the other. */
export const PasskeyLoginOfferInput = z.strictObject({ org: Slug, audience: Audience });
export const PasskeyLoginOffer = z.object({ challengeId: PasskeyChallengeId, challenge: z.string(), rpId: z.string() });
export const PasskeyAssertion = z.strictObject({
  ...ofBrowser,
  response: z.strictObject({
    clientDataJSON: base64url(8000),
    authenticatorData: base64url(8000),
    signature: base64url(8000),
    userHandle: base64url(200).optional(),
  }),
});
export const PasskeyLoginInput = PasskeyLoginOfferInput.extend({ challengeId: PasskeyChallengeId, response: PasskeyAssertion });

export const MyPasskeysView = z.object({ passkeys: z.array(PasskeyView), hasPassword: z.boolean() });
export const MyPasskeyRenameInput = PasskeyIdInput.extend({ name: ShortText });
export const MyPasskeyRemoveInput = PasskeyIdInput.extend(OwnProofInput.shape);
