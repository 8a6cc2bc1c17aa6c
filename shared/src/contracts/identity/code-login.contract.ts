import * as z from 'zod';
import { MemberId } from '../../kernel/ids.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { EmailAddress } from '../text.contract.ts';
import { AccessGrant } from './identity.contract.ts';

/** A code by mail instead of a password. The answer is the same for every address. */
export const AskForCodeInput = z.strictObject({ org: Slug, email: EmailAddress });
export const AskForCodeOutput = z.object({ accepted: z.literal(true) });
export const CodeLoginInput = z.strictObject({
  org: Slug,
  email: EmailAddress,
  /** Six figures, in any width. */
  code: z.string().trim().min(1, 'required').max(20, 'too_long'),
});
/** Several members read this mailbox: who is it? The ticket lives ten minutes and names them all. */
export const WhoAreYou = z.object({
  outcome: z.literal('who_are_you'),
  ticket: z.string(),
  people: z.array(
    z.object({ memberId: MemberId, familyName: z.string(), givenName: z.string(), memberNumber: z.string(), awaitsNumber: z.boolean() }),
  ),
});
export const CodeLoginOutput = z.discriminatedUnion('outcome', [AccessGrant.extend({ outcome: z.literal('signed_in') }), WhoAreYou]);
/** The link of the same mail. Looking at it uses nothing up; what a person presses does. */
export const CodeLinkInput = z.strictObject({ org: Slug, token: z.string().min(1).max(200) });
/** The address it was mailed to, so that nobody is signed in as somebody else without seeing it. */
export const CodeLinkView = z.object({ email: z.string() });
/** Long enough for the ticket of a hundred people who share one mailbox. */
export const ChooseMemberInput = z.strictObject({ org: Slug, ticket: z.string().min(1).max(8000), memberId: MemberId });

/** Whether codes to the contact address let in whoever reads it. */
export const MailboxSharingView = z.object({ shared: z.boolean(), contactEmail: z.string() });

/** Accounts of one person, each proven once: in several organisations, or as a member of one and for a body that is one, too. */
export const LinkedAccount = z.object({
  orgSlug: Slug,
  orgName: z.string(),
  memberId: MemberId,
  memberNumber: z.string(),
  awaitsNumber: z.boolean(),
  current: z.boolean(),
});
export const LinkedEndInput = z.strictObject({ org: Slug, memberId: MemberId });
export type LinkedEndInput = z.output<typeof LinkedEndInput>;
