import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { ApplicationId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import type { RequestActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { attachmentHeaders, fileRoute } from '../../platform/upload.ts';
import { downloadSignedForm } from './signed-form.service.ts';

/** GET /documents/signed-forms/:applicationId.pdf with the access token in the Authorization header. */
export function signedFormRoutes(platform: Platform, actorOf: (request: Request) => Promise<RequestActor>): Router {
  const routes = createRouter();
  routes.get(
    '/documents/signed-forms/:file',
    fileRoute(platform, async (request, response) => {
      const actor = await actorOf(request);
      if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      const [, id] = /^(.+)\.pdf$/.exec(String(request.params['file'])) ?? [];
      const applicationId = ApplicationId.safeParse(id);
      if (!applicationId.success) throw new DomainError('NOT_FOUND');
      const { name, bytes } = await downloadSignedForm(platform, actor, applicationId.data);
      response.set({ 'content-type': 'application/pdf', ...attachmentHeaders(name, bytes.length) });
      response.end(bytes);
    }),
  );
  return routes;
}
