import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { CustomFieldId, FileId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { attachmentHeaders, fileRoute, readUpload } from '../../platform/upload.ts';
import { type Access, refuseSharedSession } from '../identity/identity.public.ts';
import { expectProof, sendProof } from './my-proof.service.ts';
import { downloadFile, expectFile, takeFile, uploaderOf } from './stored-file.service.ts';

/** POST /uploads/files/:fieldId and /uploads/proof with one file as multipart/form-data; GET /files/:fileId. The access token stands in the Authorization header. */
export function fileRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  routes.post(
    '/uploads/files/:fieldId',
    fileRoute(platform, async (request, response) => {
      const { actor, writesAllowed } = await accessOf(request);
      if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      if (actor.kind === 'user' && !isAllowed(actor, 'members.write')) throw new DomainError('FORBIDDEN', { permission: 'members.write' });
      if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
      if (actor.kind === 'member') await refuseSharedSession(platform, actor);
      const fieldId = CustomFieldId.safeParse(request.params['fieldId']);
      if (!fieldId.success) throw new DomainError('NOT_FOUND');
      const uploadedBy = uploaderOf(actor);
      const filler = actor.kind === 'user' ? 'office' : 'member';
      await expectFile(platform, actor.scope, fieldId.data, { uploadedBy, filler });
      response.json(await takeFile(platform, actor.scope, fieldId.data, uploadedBy, await readUpload(request)));
    }),
  );
  routes.post(
    '/uploads/proof',
    fileRoute(platform, async (request, response) => {
      const { actor, writesAllowed } = await accessOf(request);
      if (actor.kind !== 'member') throw new DomainError('UNAUTHENTICATED');
      if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
      await expectProof(platform, actor);
      response.json(await sendProof(platform, actor, await readUpload(request)));
    }),
  );
  routes.get(
    '/files/:fileId',
    fileRoute(platform, async (request, response) => {
      const { actor } = await accessOf(request);
      if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      const fileId = FileId.safeParse(request.params['fileId']);
      if (!fileId.success) throw new DomainError('NOT_FOUND');
      const { name, contentType, bytes } = await downloadFile(platform, actor, fileId.data);
      response.set({ 'content-type': contentType, ...attachmentHeaders(name, bytes.length) });
      response.end(bytes);
    }),
  );
  return routes;
}
