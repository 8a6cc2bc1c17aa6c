import * as z from 'zod';
import { MailId, MemberId } from '../../kernel/ids.ts';

/** A member and an address of theirs that takes no mail: the contact address, or of a body that of its 請求先. */
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
/** Of the addresses that a member is written to, those that take no mail. */
export const BouncingAddresses = z.object({ addresses: z.array(z.string()) });
/** One of them that is to be written to again. */
export const TrustAddressInput = z.strictObject({ memberId: MemberId, address: z.string().min(1).max(254) });
