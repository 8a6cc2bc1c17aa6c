import type { MailboxListOutput } from '@tsudoi/shared/contracts/mail/mailbox.contract';
import type * as z from 'zod';
import { withBillDoor } from '../../platform/bill-door.ts';
import type { Platform } from '../../platform/platform.ts';
import { newestMails } from './mail.repository.ts';

const shown = 100;

/** Everything that would have left the house, newest first, of all organisations. */
export async function mailbox(platform: Platform, to: string): Promise<z.output<typeof MailboxListOutput>> {
  const mails = await newestMails(platform.databases.server, to.trim().toLowerCase(), shown);
  return {
    messages: mails
      .map((row) => withBillDoor(platform, row))
      .map((mail) => ({
        mailId: mail._id,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        sentAt: (mail.sentAt ?? mail.createdAt).toISOString(),
        link: mail.link,
      })),
  };
}
