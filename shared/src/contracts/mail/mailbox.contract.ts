import * as z from 'zod';
import { MailId } from '../../kernel/ids.ts';

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
export const MailboxListInput = z.strictObject({ to: z.string().max(254).default('') });
export const MailboxListOutput = z.object({ messages: z.array(MailboxMessage) });
