import * as z from 'zod';
import { EmailAddress, PasswordText } from '../text.contract.ts';
import { CodeLoginInput } from './code-login.contract.ts';
import { MemberLoginInput } from './identity.contract.ts';

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

/** The log-in at the other end, and the proof of this one: what is linked opens what an open page alone must not (domain.md, case 92). */
export const LinkAccountInput = MemberLoginInput.extend(OwnProofInput.shape);
/** Nobody has to prove themselves to shut what others may come in by. */
export const ShareMailboxInput = z.discriminatedUnion('shared', [
  z.strictObject({ shared: z.literal(true), proof: OwnProof }),
  z.strictObject({ shared: z.literal(false) }),
]);
