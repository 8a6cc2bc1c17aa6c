import * as z from 'zod';
import { MembershipTypeId } from '../../kernel/ids.ts';
import { JoiningFee } from './application.contract.ts';

export const termsLimit = 20_000;
/** The office's own text with its lines; anything but lines is refused as everywhere. */
const TermsText = z
  .string()
  .trim()
  .max(termsLimit, 'too_long')
  .refine((text) => !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text.replaceAll('\r\n', '\n')), 'control_character')
  .transform((text) => text.replaceAll('\r\n', '\n'));

export const JoiningApproval = z.enum(['staff', 'automatic']);

export const JoiningSettingsView = z.object({
  open: z.boolean(),
  approval: JoiningApproval,
  /** Which types may be applied for. */
  membershipTypeIds: z.array(MembershipTypeId),
  /** Whether the form is signed with a finger or a pen (APP-10), by whoever fills it in themselves. */
  asksSignature: z.boolean(),
  /** Only those that are not nothing. */
  fees: z.array(JoiningFee),
  terms: z.string(),
  /** 0 while nothing has been published. */
  termsVersion: z.number().int(),
  termsPublishedAt: z.iso.datetime().nullable(),
  version: z.number().int(),
});
export const SaveJoiningSettingsInput = z.strictObject({
  open: z.boolean(),
  approval: JoiningApproval,
  membershipTypeIds: z.array(MembershipTypeId).max(100),
  asksSignature: z.boolean().default(false),
  fees: z.array(JoiningFee).max(100).default([]),
  terms: TermsText,
  version: z.number().int().min(0),
});
