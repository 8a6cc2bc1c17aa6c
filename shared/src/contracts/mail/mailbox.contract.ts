import * as z from 'zod';
import { MailId } from '../../kernel/ids.ts';
import { SearchText } from '../text.contract.ts';

/** The built-in mailbox page, development only: every mail that would have left the house. */
export const MailboxMessage = z.object({
  mailId: MailId,
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: z.iso.datetime(),
  /** The one address a person is meant to open, or null. */
  link: z.string().nullable(),
});
export const MailboxListInput = z.strictObject({ to: SearchText.default('') });
export const MailboxListOutput = z.object({ messages: z.array(MailboxMessage) });
