import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Router, Router as createRouter } from 'express';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { attachmentHeaders, fileRoute, readUpload } from '../../platform/upload.ts';
import type { Access } from '../identity/identity.public.ts';
import { readBankFile, sampleBankFile } from './deposit-file.service.ts';

/** POST /uploads/bank-files with one file as multipart/form-data; GET …/sample for the trial. The access token stands in the Authorization header. */
export function depositRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  routes.post(
    '/uploads/bank-files',
    fileRoute(platform, async (request, response) => {
      const { actor, writesAllowed } = await accessOf(request);
      if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
      if (!isAllowed(actor, 'payments.write')) throw new DomainError('FORBIDDEN', { permission: 'payments.write' });
      if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
      response.json(await readBankFile(platform, actor.scope, actor, await readUpload(request)));
    }),
  );
  routes.get(
    '/uploads/bank-files/sample',
    fileRoute(platform, async (request, response) => {
      const { actor } = await accessOf(request);
      if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
      if (!isAllowed(actor, 'payments.read')) throw new DomainError('FORBIDDEN', { permission: 'payments.read' });
      const bytes = await sampleBankFile(platform, actor.scope);
      response.set({ 'content-type': 'application/octet-stream', ...attachmentHeaders('sample-deposits.txt', bytes.length) });
      response.end(bytes);
    }),
  );
  return routes;
}
