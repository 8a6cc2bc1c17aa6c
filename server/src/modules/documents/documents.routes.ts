import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { ReceiptId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import type { RequestActor } from '../../platform/actor.ts';
import { refusalOf } from '../../platform/failure.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { downloadReceipt } from './receipt.service.ts';

type ActorOf = (request: Request) => Promise<RequestActor>;

/**
 * GET /documents/receipts/:receiptId.pdf (a later issue: -1, -2 …) with the access token in the Authorization header. Somebody else's receipt and
 * one that does not exist answer the same.
 */
export function documentRoutes(platform: Platform, actorOf: ActorOf): Router {
  const routes = createRouter();
  routes.get('/documents/receipts/:file', async (request, response) => {
    try {
      const actor = await actorOf(request);
      if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      if (actor.kind === 'user' && !isAllowed(actor, 'payments.read')) throw new DomainError('FORBIDDEN', { permission: 'payments.read' });
      const [, id, copy] = /^([^-]+)(?:-(\d{1,3}))?\.pdf$/.exec(request.params.file) ?? [];
      const receiptId = ReceiptId.safeParse(id);
      if (!receiptId.success) throw new DomainError('NOT_FOUND');
      const { fileName, bytes } = await downloadReceipt(platform, actor, receiptId.data, Number(copy ?? 0));
      response.set({
        'content-type': 'application/pdf',
        'content-length': String(bytes.length),
        'content-disposition': `attachment; filename="receipt.pdf"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      });
      response.end(bytes);
    } catch (error) {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'a document could not be handed out');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    }
  });
  return routes;
}
