import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import { refusalOf } from '../../platform/failure.ts';
import { isOwnOrigin } from '../../platform/origin.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie } from '../identity/identity.public.ts';
import { operatorCookie, operatorCookieName } from './operator-cookie.rules.ts';
import { endOperatorSession, refreshOperatorSession } from './operator-session.service.ts';

/** POST /auth/ops/refresh and /auth/ops/logout: as those of organisations, JSON from our own pages only (security.md 4.8). */
export function operatorRoutes(platform: Platform): Router {
  const routes = createRouter();
  const { PUBLIC_URL } = platform.env;
  const tokenOf = (request: Request): string | null => {
    const site = request.get('sec-fetch-site') ?? 'same-origin';
    const foreign = site !== 'same-origin' || !isOwnOrigin(PUBLIC_URL, request.get('origin') ?? '');
    if (request.get('x-tsudoi') !== '1' || foreign || !request.is('application/json')) throw new DomainError('FORBIDDEN');
    return readCookie(request.get('cookie'), operatorCookieName(PUBLIC_URL));
  };
  const answering = (handle: (request: Request, response: Response) => Promise<void>) => async (request: Request, response: Response) => {
    response.set('cache-control', 'no-store');
    try {
      await handle(request, response);
    } catch (error) {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'a session of the operator could not be renewed');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    }
  };
  const parse = json({ limit: '2kb' });
  routes.post(
    '/auth/ops/refresh',
    parse,
    answering(async (request, response) => {
      const token = tokenOf(request);
      if (token === null) throw new DomainError('UNAUTHENTICATED');
      const { refreshToken, ...grant } = await refreshOperatorSession(platform, token);
      if (refreshToken !== null) response.append('set-cookie', operatorCookie(refreshToken, PUBLIC_URL));
      response.json(grant);
    }),
  );
  routes.post(
    '/auth/ops/logout',
    parse,
    answering(async (request, response) => {
      const token = tokenOf(request);
      if (token !== null) await endOperatorSession(platform, token);
      response.append('set-cookie', operatorCookie('', PUBLIC_URL));
      response.json({});
    }),
  );
  return routes;
}
