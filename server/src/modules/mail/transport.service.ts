import { createTransport } from 'nodemailer';
import { Resend } from 'resend';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { ServerEnv } from '../../platform/environment.ts';
import { htmlOf } from './mail-html.view.ts';
import type { Refusal } from './mail-retry.rules.ts';
import { createPace } from './pace.service.ts';
import { type SmtpFailure, resendRefusal, smtpRefusal } from './refusal.rules.ts';
import { type Sender, senderLine } from './sender.rules.ts';

export type SendResult =
  | { readonly outcome: 'sent'; readonly providerMessageId: string | null }
  | ({ readonly outcome: 'failed' } & Refusal);

/** A mail as it leaves. */
export interface LeavingMail extends MailRow {
  readonly from: Sender;
}

/** Both parts: the same words, once plain and once laid out. */
function partsOf(mail: LeavingMail): { text: string; html?: string } {
  const html = htmlOf({ ...mail, senderName: mail.from.name });
  return { text: mail.text, ...(html === null ? {} : { html }) };
}

/** Hands one mail to whoever delivers it; the mail's id is the key under which it counts once. */
export interface MailTransport {
  /** The stored row is what the person reads, so its words have to stay. */
  readonly readFromRow?: true;
  send(mail: LeavingMail): Promise<SendResult>;
}

const timeoutMs = 15_000;
const sent = (providerMessageId: string | null): SendResult => ({ outcome: 'sent', providerMessageId });

/** Development: the outbox row itself is what the mailbox page shows. */
const mailbox: MailTransport = { readFromRow: true, send: () => Promise.resolve(sent(null)) };

function smtp(url: string): MailTransport {
  const transport = createTransport({ url, connectionTimeout: 3000, socketTimeout: timeoutMs });
  return {
    async send(mail) {
      try {
        // A stable Message-ID lets the receiving side fold a repeated delivery.
        const info = await transport.sendMail({
          from: { name: mail.from.name, address: mail.from.address },
          to: mail.to,
          subject: mail.subject,
          ...partsOf(mail),
          messageId: `<${mail._id}@tsudoi>`,
        });
        return sent(info.messageId);
      } catch (error) {
        return { outcome: 'failed', ...smtpRefusal(error as SmtpFailure) };
      }
    },
  };
}

function resend(apiKey: string, baseUrl: string | undefined): MailTransport {
  const client = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl });
  const pace = createPace();
  return {
    async send(mail) {
      await pace.turn();
      try {
        const { data, error, headers } = await client.emails.send(
          // The tag comes back with what is said of the mail later: an answer that was lost does not leave it unknown.
          {
            from: senderLine(mail.from),
            to: mail.to,
            subject: mail.subject,
            ...partsOf(mail),
            tags: [{ name: 'mail', value: mail._id }],
          },
          { idempotencyKey: mail._id, signal: AbortSignal.timeout(timeoutMs) },
        );
        pace.heard(headers);
        // The key was taken with other words: they arrived, the answer was lost, and name or layout has changed since.
        if (error?.name === 'invalid_idempotent_request') return sent(null);
        if (error) return { outcome: 'failed', ...resendRefusal(error, Number(headers?.['retry-after'] ?? 0)) };
        return sent(data.id);
      } catch {
        return { outcome: 'failed', ...resendRefusal({ name: 'unreachable', statusCode: null, message: '' }, 0) };
      }
    },
  };
}

/** `resendUrl` is for a stand-in that speaks the provider's language; the product always uses the real address. */
export function mailTransport(env: Pick<ServerEnv, 'MAIL_DRIVER' | 'RESEND_API_KEY' | 'SMTP_URL'>, resendUrl?: string): MailTransport {
  if (env.MAIL_DRIVER === 'resend') return resend(env.RESEND_API_KEY!, resendUrl);
  return env.MAIL_DRIVER === 'smtp' ? smtp(env.SMTP_URL!) : mailbox;
}
