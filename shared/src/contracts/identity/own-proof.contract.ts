import * as z from 'zod';
import { EmailAddress, PasswordText } from '../text.contract.ts';
import { CodeLoginInput } from './code-login.contract.ts';

/**
 * A member proves again who they are before their ways to log in change: with the password, or with a code that was mailed
 * to their log-in address, since a password is not everybody's (interface.md 5.4).
 */
export const OwnProof = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('password'), password: PasswordText }),
  z.strictObject({ by: z.literal('code'), code: CodeLoginInput.shape.code }),
]);
export const OwnProofInput = z.strictObject({ proof: OwnProof });

/** The new address counts once the link that goes there was opened (domain.md 3.4). */
export const NewEmail = z.strictObject({ email: EmailAddress });
export const RequestEmailChangeInput = NewEmail.extend(OwnProofInput.shape);
