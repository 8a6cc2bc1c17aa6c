import type { UndeliveredMails } from '@tsudoi/shared/contracts/mail/bounce.contract';
import type { MailboxListOutput } from '@tsudoi/shared/contracts/mail/mailbox.contract';
import type { MailId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { withBillDoor } from '../../platform/bill-door.ts';
import type { Platform } from '../../platform/platform.ts';
import { leaving } from './leaving-mail.service.ts';
import { htmlOf } from './mail-html.view.ts';
import { failedMails, findMail, newestMails } from './mail.repository.ts';

const shown = 100;

const givenUpDays = 30;

/** What could not be delivered and is not tried again: somebody of the office has to see to it (security.md T30). */
export async function undeliveredMails(platform: Platform, scope: OrgScope): Promise<z.output<typeof UndeliveredMails>> {
  const since = new Date(platform.clock.realNow().getTime() - givenUpDays * 86_400_000);
  const found = await failedMails(platform.databases.server, scope, since, shown);
  return { rows: found.map(({ _id, to, subject, nextAt }) => ({ mailId: _id, to, subject, at: nextAt.toISOString() })) };
}

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

/** One of them as a mail program lays it out; null where there is none, or only its text. */
export async function mailboxHtml(platform: Platform, mailId: MailId): Promise<string | null> {
  const mail = await findMail(platform.databases.server, mailId);
  if (!mail) return null;
  const left = (await leaving(platform, [mail]))(mail);
  return htmlOf({ ...left, senderName: left.from.name });
}
