import * as z from 'zod';
import { MailId, MemberId } from '../../kernel/ids.ts';

/** A member whose address takes no mail. */
export const BouncedMember = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  memberName: z.string(),
  address: z.string(),
  /** When the last mail came back. */
  at: z.iso.datetime(),
});
export const BouncedMembers = z.object({ rows: z.array(BouncedMember) });
/** A mail that was given up: refused, or come back. What went by post instead is here too. */
export const UndeliveredMail = z.object({ mailId: MailId, to: z.string(), subject: z.string(), at: z.iso.datetime() });
/** Of the last thirty days, the newest first. */
export const UndeliveredMails = z.object({ rows: z.array(UndeliveredMail) });
export const BouncedMemberInput = z.strictObject({ memberId: MemberId });
