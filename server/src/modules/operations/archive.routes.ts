import { once } from 'node:events';
import { ArchiveInput } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import type { RequestActor } from '../../platform/actor.ts';
import { refusalOf } from '../../platform/failure.ts';
import type { Platform } from '../../platform/platform.ts';
import { wholeArchive } from './archive.service.ts';

/** POST /downloads/archive with the access token in its header and the password in its body. */
export function archiveRoutes(platform: Platform, actorOf: (request: Request) => Promise<RequestActor>): Router {
  const routes = createRouter();
  const refuse = (response: Response, error: unknown) => {
    const known = refusalOf(error);
    if (known.httpStatus >= 500) platform.log.error({ err: error }, 'an archive could not be handed out');
    // A file that breaks off must not look whole.
    if (response.headersSent) return void response.destroy();
    response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
  };
  const send = async (request: Request, response: Response) => {
    const actor = await actorOf(request);
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    const input = ArchiveInput.safeParse(request.body);
    if (!input.success) throw new DomainError('INVALID_INPUT');
    const facts = {
      ip: request.ip ?? '',
      userAgent: (request.get('user-agent') ?? '').slice(0, 400),
      cookies: request.get('cookie') ?? '',
    };
    for await (const piece of wholeArchive(platform, actor, input.data.password, facts)) {
      if (!response.headersSent)
        response.set({
          'content-type': 'application/zip',
          'content-disposition': 'attachment; filename="archive.zip"',
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
        });
      if (response.destroyed) return;
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  };
  routes.post('/downloads/archive', (request, response) => {
    json({ limit: 2000 })(request, response, (error?: unknown) => {
      if (error) refuse(response, new DomainError('INVALID_INPUT'));
      else send(request, response).catch((failure: unknown) => refuse(response, failure));
    });
  });
  return routes;
}
