import * as z from 'zod';
import { Slug } from '../organizations/organization.contract.ts';

/** Where `SIGNUP_REVIEW=1` an organisation waits for somebody of the operator (domain.md 3.1). */
export const WaitingSignUp = z.object({
  slug: Slug,
  name: z.string(),
  contactEmail: z.string(),
  appliedAt: z.iso.datetime(),
});
export type WaitingSignUp = z.output<typeof WaitingSignUp>;

/** The reason goes to the applicant as it is. */
export const RejectSignUpInput = z.strictObject({
  slug: Slug,
  reason: z.string().trim().min(1, 'required').max(500, 'too_long'),
});
export const ApproveSignUpInput = z.strictObject({ slug: Slug });
