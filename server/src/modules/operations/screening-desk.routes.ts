import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { FileId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import { type Operator, operatorAdmin } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { attachmentHeaders, fileRoute } from '../../platform/upload.ts';
import { readDocument } from './screening-desk.service.ts';

/** GET /documents/ops/screening/:fileId with the operator's own header. */
export function screeningDeskRoutes(platform: Platform, operatorOf: (request: Request) => Promise<Operator | null>): Router {
  const routes = createRouter();
  routes.get(
    '/documents/ops/screening/:fileId',
    fileRoute(platform, async (request, response) => {
      const operator = operatorAdmin(await operatorOf(request));
      const fileId = FileId.safeParse(request.params['fileId']);
      if (!fileId.success) throw new DomainError('NOT_FOUND');
      const { name, contentType, bytes } = await readDocument(platform, operator, fileId.data);
      response.set({ 'content-type': contentType, ...attachmentHeaders(name, bytes.length) });
      response.end(bytes);
    }),
  );
  return routes;
}
