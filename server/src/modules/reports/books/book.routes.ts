import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { BookExportId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import type { RequestActor } from '../../../platform/actor.ts';
import { refusalOf } from '../../../platform/failure.ts';
import { assertAllowed } from '../../../platform/permissions.ts';
import type { Platform } from '../../../platform/platform.ts';
import { downloadBooks } from './book-export.service.ts';

/** GET /documents/books/:exportId.csv with the access token in its header. Somebody else's file and none answer the same. */
export function bookRoutes(platform: Platform, actorOf: (request: Request) => Promise<RequestActor>): Router {
  const routes = createRouter();
  routes.get('/documents/books/:file', async (request, response) => {
    try {
      const actor = await actorOf(request);
      if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
      assertAllowed(actor, 'payments.read');
      const id = BookExportId.safeParse(String(request.params['file']).replace(/\.csv$/, ''));
      if (!id.success) throw new DomainError('NOT_FOUND');
      const { fileName, type, bytes } = await downloadBooks(platform, actor, id.data);
      response.set({
        'content-type': type,
        'content-length': String(bytes.length),
        'content-disposition': `attachment; filename="journals.csv"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(bytes);
    } catch (error) {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'a file of journals could not be handed out');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    }
  });
  return routes;
}
