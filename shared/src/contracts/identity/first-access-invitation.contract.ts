import * as z from 'zod';
import { MemberId } from '../../kernel/ids.ts';

export const invitationViews = ['none', 'issued'] as const;
/** Members who have not set a password yet: those never told how, and those who were. */
export const MembersToInviteInput = z.strictObject({ view: z.enum(invitationViews) });
export const MemberToInvite = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  membershipTypeName: z.string(),
  contactEmail: z.string(),
  /** Until when the pair in somebody's hands is good; null where none is. */
  expiresAt: z.iso.datetime().nullable(),
});
/** At most a hundred at once: a letter each, in one transaction. */
export const InviteMembersInput = z.strictObject({ memberIds: z.array(MemberId).min(1).max(100) });
export const InviteMembersOutput = z.object({
  mailed: z.number().int(),
  /** Without an address, or with a password of their own by now. */
  skipped: z.number().int(),
});
