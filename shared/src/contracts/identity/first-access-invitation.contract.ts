import * as z from 'zod';
import { AccountId, MemberId } from '../../kernel/ids.ts';

export const mailChoices = ['with', 'without'] as const;
export const invitationViews = ['none', 'issued'] as const;
/** Members who have not set a password yet: those never told how, and those who were. */
export const MembersToInviteInput = z.strictObject({
  view: z.enum(invitationViews),
  /** With or without an address that a mail can go to. */
  mail: z.enum(['all', ...mailChoices]).default('all'),
  cursor: AccountId.nullish(),
  direction: z.literal('forward').optional(),
});
export const MemberToInvite = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  membershipTypeName: z.string(),
  contactEmail: z.string(),
  /** Without one a first access cannot be finished, so that none is offered. */
  hasReading: z.boolean(),
  /** Until when the pair in somebody's hands is good; null where none is. */
  expiresAt: z.iso.datetime().nullable(),
});
/** Those who have waited longest, a hundred at the most. `next`: behind whom there may be more, also where none is on this page. */
export const MembersToInviteOutput = z.object({ rows: z.array(MemberToInvite), next: AccountId.nullable() });
/** At most a hundred at once: a letter each, in one transaction. */
export const InviteMembersInput = z.strictObject({ memberIds: z.array(MemberId).min(1).max(100) });
export const InviteMembersOutput = z.object({
  mailed: z.number().int(),
  /** Without an address or a reading, or with a password of their own by now. */
  skipped: z.number().int(),
});
