import { type Request, type Router, Router as createRouter } from 'express';
import { type Operator, operatorAdmin } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { fileRoute, readUpload } from '../../platform/upload.ts';
import { takeEndedResult } from './ended-debit.service.ts';

/** POST /uploads/ops/debit-results/:slug with one packed file (gzip) and the operator's own header. */
export function endedDebitRoutes(platform: Platform, operatorOf: (request: Request) => Promise<Operator | null>): Router {
  const routes = createRouter();
  routes.post(
    '/uploads/ops/debit-results/:slug',
    fileRoute(platform, async (request, response) => {
      const operator = operatorAdmin(await operatorOf(request));
      const { bytes } = await readUpload(request);
      response.json(await takeEndedResult(platform, operator, String(request.params['slug']).slice(0, 30), bytes));
    }),
  );
  return routes;
}
