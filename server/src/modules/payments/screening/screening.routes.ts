import { ScreeningDocument } from '@tsudoi/shared/contracts/payments/screening.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { FileId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import type { UserActor } from '../../../platform/actor.ts';
import { isAllowed } from '../../../platform/permissions.ts';
import type { Platform } from '../../../platform/platform.ts';
import { attachmentHeaders, fileRoute, readUpload } from '../../../platform/upload.ts';
import type { Access } from '../../identity/identity.public.ts';
import { addScreeningFile, ownScreeningFile } from './screening-file.service.ts';

/** POST /uploads/screening/:kind with one file; GET /documents/screening/:fileId. The access token stands in the Authorization header. */
export function screeningRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  const office = async (request: Request): Promise<{ actor: UserActor; writesAllowed: boolean }> => {
    const { actor, writesAllowed } = await accessOf(request);
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    if (!isAllowed(actor, 'settings')) throw new DomainError('FORBIDDEN', { permission: 'settings' });
    return { actor, writesAllowed };
  };
  routes.post(
    '/uploads/screening/:kind',
    fileRoute(platform, async (request, response) => {
      const { actor, writesAllowed } = await office(request);
      if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
      const kind = ScreeningDocument.safeParse(request.params['kind']);
      if (!kind.success) throw new DomainError('NOT_FOUND');
      response.json(await addScreeningFile(platform, actor.scope, kind.data, await readUpload(request)));
    }),
  );
  routes.get(
    '/documents/screening/:fileId',
    fileRoute(platform, async (request, response) => {
      const { actor } = await office(request);
      const fileId = FileId.safeParse(request.params['fileId']);
      if (!fileId.success) throw new DomainError('NOT_FOUND');
      const { name, contentType, bytes } = await ownScreeningFile(platform, actor.scope, fileId.data);
      response.set({ 'content-type': contentType, ...attachmentHeaders(name, bytes.length) });
      response.end(bytes);
    }),
  );
  return routes;
}
