import { InviteMembersInput } from '@tsudoi/shared/contracts/identity/first-access-invitation.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import { refusalOf } from '../../platform/failure.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from './access-memory.service.ts';
import { printFirstAccess } from './first-access-invitation.service.ts';

/** POST /downloads/first-access-letters: fresh pairs for members who wait for one, a sheet each. */
export function firstAccessLetterRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  const send = async (request: Request, response: Response) => {
    const { actor, writesAllowed } = await accessOf(request);
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    if (!isAllowed(actor, 'members.write')) throw new DomainError('FORBIDDEN', { permission: 'members.write' });
    if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
    const input = InviteMembersInput.safeParse(request.body);
    if (!input.success) throw new DomainError('INVALID_INPUT');
    const bytes = await printFirstAccess(platform, actor, input.data.memberIds);
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
  routes.post('/downloads/first-access-letters', json({ limit: '20kb' }), (request, response) => {
    send(request, response).catch((error: unknown) => {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'letters could not be made');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    });
  });
  return routes;
}
