import * as z from 'zod';
import { PasskeyChallengeId, PasskeyId } from '../../kernel/ids.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { PasswordText, ShortText } from '../text.contract.ts';
import { AccessGrant } from './identity.contract.ts';

/** After the right password: signed in, or asked for the second step with a ticket that lives ten minutes. */
export const AdminLoginOutput = z.discriminatedUnion('outcome', [
  AccessGrant.extend({ outcome: z.literal('signed_in') }),
  z.object({
    outcome: z.literal('second_step'),
    ticket: z.string(),
    /** Which ways the person has set up; a recovery code always works. */
    code: z.boolean(),
    passkey: z.boolean(),
  }),
]);

/** Six figures of the app, or a recovery code; typed in any width, with or without spaces. */
const TypedCode = z.string().trim().min(1, 'required').max(40, 'too_long');
export const SecondStepInput = z.strictObject({ org: Slug, ticket: z.string().min(1).max(2000), code: TypedCode });

export const PasskeyView = z.object({
  passkeyId: PasskeyId,
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});

/** What somebody of the office has set up for themselves. */
export const SecondStepView = z.object({
  totp: z.boolean(),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.array(PasskeyView),
  /** By the rule of the organisation, for this person's role. */
  required: z.boolean(),
});

/** Whoever sits at somebody's open page must not change how that person logs in: the password is asked again. */
export const OwnPasswordInput = z.strictObject({ password: PasswordText });
export const TotpStart = z.object({ secret: z.string(), uri: z.string() });
export const TotpConfirmInput = z.strictObject({ code: TypedCode });
/** Shown once; empty where the person has codes already. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

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
export const PasskeyAddOutput = RecoveryCodes.extend({ passkey: PasskeyView });
export const PasskeyRemoveInput = OwnPasswordInput.extend({ passkeyId: PasskeyId });

export const PasskeyLoginOfferInput = z.strictObject({ org: Slug });
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
export const PasskeyLoginInput = z.strictObject({ org: Slug, challengeId: PasskeyChallengeId, response: PasskeyAssertion });
