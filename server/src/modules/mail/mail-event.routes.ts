import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import express, { type Request, type Router, Router as createRouter } from 'express';
import { Resend } from 'resend';
import type { Platform } from '../../platform/platform.ts';
import { fileRoute } from '../../platform/upload.ts';
import { readBounce } from './bounce.rules.ts';
import { noteBounce } from './bounce.service.ts';

const mostBytes = 100_000;

/** What the provider has signed (id, time and body), five minutes either way. @throws DomainError UNAUTHENTICATED */
function signedEvent({ env }: Platform, request: Request): unknown {
  const header = (name: string): string => request.get(`svix-${name}`) ?? request.get(`webhook-${name}`) ?? '';
  const headers = { id: header('id'), timestamp: header('timestamp'), signature: header('signature') };
  const payload = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  try {
    return new Resend(env.RESEND_API_KEY).webhooks.verify({ payload, headers, webhookSecret: env.RESEND_WEBHOOK_SECRET! });
  } catch {
    throw new DomainError('UNAUTHENTICATED');
  }
}

/**
 * POST /api/mail-events: the mail provider says what became of mails that had left (MAI-05). Signed over the raw body; a
 * forged one is 401, one of no interest is taken and forgotten. Only with the resend driver: other drivers have no such word.
 */
export function mailEventRoutes(platform: Platform): Router {
  const routes = createRouter();
  if (platform.env.MAIL_DRIVER !== 'resend') return routes;
  routes.post(
    '/api/mail-events',
    express.raw({ type: () => true, limit: mostBytes }),
    fileRoute(platform, async (request, response) => {
      const bounce = readBounce(signedEvent(platform, request));
      if (bounce) await noteBounce(platform, bounce);
      response.json({});
    }),
  );
  return routes;
}
