import * as z from 'zod';
import { JstDate } from '../../kernel/jst.ts';
import { Slug } from '../organizations/organization.contract.ts';

export const StandingAsk = z.strictObject({ slug: Slug });

/** How an organisation stands with the operator (domain.md 3.1). */
export const OrganizationStanding = z.object({
  slug: Slug,
  name: z.string(),
  /** Since when it is suspended, and why; null: it goes on. */
  suspension: z.object({ since: z.iso.datetime(), reason: z.string() }).nullable(),
  /** Its contract's last day, where an owner has asked for its end. */
  endsOn: JstDate.nullable(),
  version: z.number().int(),
});
export type OrganizationStanding = z.output<typeof OrganizationStanding>;

/** Of what was looked at. The reason goes to the owners as it is. */
export const ChangeStandingInput = z.strictObject({
  slug: Slug,
  version: z.number().int().min(0),
  reason: z.string().trim().min(1, 'required').max(500, 'too_long'),
});
