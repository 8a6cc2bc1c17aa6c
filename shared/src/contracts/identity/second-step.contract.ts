import * as z from 'zod';
import { Slug } from '../organizations/organization.contract.ts';
import { PasswordText } from '../text.contract.ts';
import { AccessGrant } from './identity.contract.ts';
import { PasskeyIdInput, PasskeyView } from './passkey.contract.ts';

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
export const PasskeyAddOutput = RecoveryCodes.extend({ passkey: PasskeyView });
export const PasskeyRemoveInput = OwnPasswordInput.extend(PasskeyIdInput.shape);
