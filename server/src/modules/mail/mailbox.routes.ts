import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { MailId } from '@tsudoi/shared/kernel/ids';
import { type Router, Router as createRouter } from 'express';
import type { Platform } from '../../platform/platform.ts';
import { fileRoute } from '../../platform/upload.ts';
import { mailboxHtml } from './mail.service.ts';

/** Nothing is loaded and nothing runs; only our own mailbox page may show it, and its links open beside it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** GET /dev/mails/:mailId: a mail as a mail program lays it out. Development only, like the mailbox page that shows it. */
export function mailboxRoutes(platform: Platform): Router {
  const routes = createRouter();
  if (platform.env.NODE_ENV === 'production' || platform.env.MAIL_DRIVER !== 'mailbox') return routes;
  routes.get(
    '/dev/mails/:mailId',
    fileRoute(platform, async (request, response) => {
      const mailId = MailId.safeParse(request.params['mailId']);
      const html = mailId.success ? await mailboxHtml(platform, mailId.data) : null;
      if (html === null) throw new DomainError('NOT_FOUND');
      response.set({
        'content-security-policy': policy,
        'x-frame-options': 'SAMEORIGIN',
        'cache-control': 'private, no-store',
      });
      response.type('html').send(html);
    }),
  );
  return routes;
}
