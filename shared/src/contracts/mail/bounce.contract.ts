import * as z from 'zod';
import { MemberId } from '../../kernel/ids.ts';

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
export const BouncedMemberInput = z.strictObject({ memberId: MemberId });
