import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Router, Router as createRouter } from 'express';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { fileRoute, readUpload } from '../../platform/upload.ts';
import type { Access } from '../identity/identity.public.ts';
import { uploadDebitResult } from './debit.service.ts';

/** POST /uploads/debit-results with one file, packed (gzip), as multipart/form-data: a large organisation's result is no procedure's input. */
export function debitRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  routes.post(
    '/uploads/debit-results',
    fileRoute(platform, async (request, response) => {
      const { actor, writesAllowed } = await accessOf(request);
      if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
      if (!isAllowed(actor, 'payments.write')) throw new DomainError('FORBIDDEN', { permission: 'payments.write' });
      if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
      response.json(await uploadDebitResult(platform, actor.scope, actor, (await readUpload(request)).bytes));
    }),
  );
  return routes;
}
