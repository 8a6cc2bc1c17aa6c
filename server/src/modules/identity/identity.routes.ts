import { CookieRouteInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import { refusalOf } from '../../platform/failure.ts';
import { isOwnOrigin } from '../../platform/origin.ts';
import type { Platform } from '../../platform/platform.ts';
import { findGate } from './org-gate.service.ts';
import { grantCookie, readCookie, refreshCookie, refreshCookieName } from './refresh-cookie.rules.ts';
import { endByToken, refreshSession } from './session.service.ts';

/**
 * The only two routes that read a cookie. A page of another site can send neither JSON nor our header without the
 * browser asking us first (security.md 4.8).
 */
export function cookieRoutes(platform: Platform): Router {
  const routes = createRouter();
  const secure = platform.env.PUBLIC_URL.startsWith('https://');

  const open = async (request: Request) => {
    // A browser names the origin with every POST; who names none is no page of ours. Older ones leave the site out.
    const site = request.get('sec-fetch-site') ?? 'same-origin';
    const foreign = site !== 'same-origin' || !isOwnOrigin(platform.env.PUBLIC_URL, request.get('origin') ?? '');
    if (request.get('x-tsudoi') !== '1' || foreign) throw new DomainError('FORBIDDEN');
    const input = CookieRouteInput.safeParse(request.body);
    if (!input.success) throw new DomainError('INVALID_INPUT');
    const { audience, org } = input.data;
    const token = readCookie(request.get('cookie'), refreshCookieName(audience, org, secure));
    return { audience, org, token, gate: await findGate(org) };
  };
  const answering = (handle: (request: Request, response: Response) => Promise<void>) => async (request: Request, response: Response) => {
    response.set('cache-control', 'no-store');
    try {
      await handle(request, response);
    } catch (error) {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'a session could not be renewed');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    }
  };

  const parse = json({ limit: '2kb' });
  routes.post(
    '/auth/refresh',
    parse,
    answering(async (request, response) => {
      const { audience, org, token, gate } = await open(request);
      if (!gate || token === null) throw new DomainError('UNAUTHENTICATED');
      const grant = await refreshSession(platform, gate.scope, audience, token);
      if (grant.refreshToken !== null)
        response.append('set-cookie', grantCookie(audience, org, grant.refreshToken, platform.env.PUBLIC_URL));
      response.json({ accessToken: grant.accessToken, expiresAt: grant.expiresAt });
    }),
  );
  routes.post(
    '/auth/logout',
    parse,
    answering(async (request, response) => {
      const { audience, org, token, gate } = await open(request);
      if (gate && token !== null) await endByToken(platform, gate.scope, token);
      response.append('set-cookie', refreshCookie(audience, org, '', secure, 0));
      // What was fetched goes. Cookies and storage stay: they hold other doors of the same origin, and how pages look.
      response.set('clear-site-data', '"cache"');
      response.json({});
    }),
  );
  return routes;
}
