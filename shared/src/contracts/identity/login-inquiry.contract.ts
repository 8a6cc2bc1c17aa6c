import * as z from 'zod';
import { LoginInquiryId, MemberId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { EmailAddress, OptionalText, PersonNamePart, ReadingPart, ShortText } from '../text.contract.ts';

const asked = {
  familyName: PersonNamePart,
  givenName: PersonNamePart,
  familyNameKana: ReadingPart,
  givenNameKana: ReadingPart,
  birthDate: JstDate,
  /** The address the organisation has on record. */
  email: EmailAddress,
  note: OptionalText,
};
/** Somebody who forgot the log-in ID tells who they are (ACC-05). */
export const AskForLoginIdInput = z.strictObject({ org: Slug, ...asked });
/** The same whoever asks. */
export const AskForLoginIdOutput = z.object({ accepted: z.literal(true) });

export const inquiryStates = ['open', 'released', 'closed'] as const;
export const LoginInquiryRow = z.object({
  inquiryId: LoginInquiryId,
  familyName: z.string(),
  givenName: z.string(),
  familyNameKana: z.string(),
  givenNameKana: z.string(),
  birthDate: z.string(),
  email: z.string(),
  note: z.string(),
  state: z.enum(inquiryStates),
  createdAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string(),
  reason: z.string(),
});
export const LoginInquiriesInput = z.strictObject({ view: z.enum(['open', 'done']) });
/** Which of the four agree between what was told and what is on record. */
export const InquiryMatch = z.object({ name: z.boolean(), reading: z.boolean(), birthDate: z.boolean(), email: z.boolean() });
export const InquiryCandidate = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  membershipTypeName: z.string(),
  mayLogIn: z.boolean(),
  match: InquiryMatch,
  /** All four agree, with this one alone. */
  releasable: z.boolean(),
});
export const LoginInquiryDetail = z.object({ inquiry: LoginInquiryRow, candidates: z.array(InquiryCandidate) });
export const LoginInquiryIdInput = z.strictObject({ inquiryId: LoginInquiryId });
export const ReleaseLoginIdInput = z.strictObject({ inquiryId: LoginInquiryId, memberId: MemberId });
export const CloseInquiryInput = z.strictObject({ inquiryId: LoginInquiryId, reason: ShortText });
