import { PrintLettersInput } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import { refusalOf } from '../../platform/failure.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../identity/identity.public.ts';
import { printLetters } from './dunning-letter.service.ts';

/** POST /downloads/dunning-letters: the letters that wait for the post, of one stage or all, as one file. */
export function dunningRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  const send = async (request: Request, response: Response) => {
    const { actor, writesAllowed } = await accessOf(request);
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    if (!isAllowed(actor, 'billing.write')) throw new DomainError('FORBIDDEN', { permission: 'billing.write' });
    // What was paid since is put aside on the way: that is a write.
    if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
    const input = PrintLettersInput.safeParse(request.body);
    if (!input.success) throw new DomainError('INVALID_INPUT');
    const bytes = await printLetters(platform, actor, input.data.stage);
    response.set({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': 'attachment; filename="letters.pdf"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    response.end(bytes);
  };
  routes.post('/downloads/dunning-letters', json({ limit: '2kb' }), (request, response) => {
    send(request, response).catch((error: unknown) => {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'letters could not be made');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    });
  });
  return routes;
}
