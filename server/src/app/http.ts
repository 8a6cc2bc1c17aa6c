import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { Health } from '@tsudoi/shared/service/health';
import { procedureRoute, timeAnswer } from '@tsudoi/shared/service/metrics';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { signedFormRoutes } from '../modules/applications/signed-form.routes.ts';
import { joinFileRoutes } from '../modules/applications/join-file.routes.ts';
import { documentRoutes } from '../modules/documents/documents.routes.ts';
import { dunningRoutes } from '../modules/dunning/dunning.routes.ts';
import { firstAccessLetterRoutes } from '../modules/identity/first-access-letter.routes.ts';
import { cookieRoutes } from '../modules/identity/identity.routes.ts';
import { memberPaperRoutes } from '../modules/members/paper.routes.ts';
import { fileRoutes } from '../modules/members/file.routes.ts';
import { debitRoutes } from '../modules/payments/debit.routes.ts';
import { depositRoutes } from '../modules/payments/deposit.routes.ts';
import { importRoutes } from '../modules/members/import.routes.ts';
import { mailEventRoutes } from '../modules/mail/mail-event.routes.ts';
import { mailboxRoutes } from '../modules/mail/mailbox.routes.ts';
import { archiveRoutes } from '../modules/operations/archive.routes.ts';
import { endedDebitRoutes } from '../modules/operations/ended-debit.routes.ts';
import { operatorRoutes } from '../modules/operations/operator.routes.ts';
import { screeningDeskRoutes } from '../modules/operations/screening-desk.routes.ts';
import { screeningRoutes } from '../modules/payments/screening/screening.routes.ts';
import { bookRoutes } from '../modules/reports/books/book.routes.ts';
import { listRoutes } from '../modules/reports/lists/list.routes.ts';
import { limitBodies } from '../platform/body-times.ts';
import { refusalOf } from '../platform/failure.ts';
import { isOwnOrigin } from '../platform/origin.ts';
import type { Platform } from '../platform/platform.ts';
import { createTrpcHttp } from '../platform/trpc-http.ts';
import { accessOf, createContext, drawRequestNumber, operatorOf } from './context.ts';
import { rootRouter } from './root.router.ts';

const bodyLimit = 100_000;
const batchLimit = 10;

function securityHeaders(publicUrl: string): RequestHandler {
  const https = publicUrl.startsWith('https://');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // The one rule that React Aria writes itself: how a press and a swipe share a finger.
        'style-src': ["'self'", "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='"],
        // React sets positions of popovers as style attributes; no style sheet may come from elsewhere.
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(https ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** What may reach tRPC: JSON by POST, streams of `live.*` by GET, from our own pages or from no page at all (security.md 4.6). */
function guardTrpc(publicUrl: string): RequestHandler {
  return (request, response, next) => {
    const refuse = (status: number, domainCode: string) =>
      void response
        .status(status)
        .json({ error: { message: domainCode, data: { domainCode, params: {}, issues: [], requestNumber: '' } } });
    const origin = request.get('origin');
    if ((origin !== undefined && !isOwnOrigin(publicUrl, origin)) || request.get('sec-fetch-site') === 'cross-site')
      return refuse(403, 'FORBIDDEN');
    if (request.method === 'GET' && /^\/live\.[A-Za-z]+$/.test(request.path)) return next();
    if (request.method !== 'POST') return refuse(405, 'INVALID_INPUT');
    if (!/^application\/json\b/i.test(request.get('content-type') ?? '')) return refuse(415, 'INVALID_INPUT');
    if (Number(request.get('content-length') ?? 0) > bodyLimit) return refuse(413, 'INVALID_INPUT');
    return next();
  };
}

function requestLog(platform: Platform): RequestHandler {
  return pinoHttp({
    logger: platform.log,
    // Paths only: an address may carry what a person typed.
    serializers: {
      req: (request: { method: string; url: string }) => ({ method: request.method, path: request.url.split('?')[0] }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    quietReqLogger: true,
  }) as unknown as RequestHandler;
}

/** By the place of our own that answered, which is one of a few hundred; of pages, files and what is not there only that. */
function routeOf(request: express.Request): string {
  const path = request.originalUrl.split('?')[0]!;
  if (path.startsWith('/trpc/')) return procedureRoute(rootRouter._def.procedures, path);
  const route: unknown = (request.route as { readonly path?: unknown } | undefined)?.path;
  return typeof route === 'string' ? route : 'pages';
}

/** A stream stays open for as long as its page does: that is no time to answer. */
function requestTimes(platform: Platform): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' || !request.path.startsWith('/trpc/')) timeAnswer(platform.metrics, response, () => routeOf(request));
    next();
  };
}

function pages(directory: string): RequestHandler[] {
  const index = join(directory, 'index.html');
  return [
    compression() as RequestHandler,
    express.static(directory, {
      index: false,
      redirect: false,
      setHeaders: (response, path) =>
        response.setHeader(
          'cache-control',
          path.includes(`${join(directory, 'assets')}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    }),
    (request, response, next) => {
      // A missing file is missing; everything that looks like a page is answered by the client's router.
      if ((request.method !== 'GET' && request.method !== 'HEAD') || /\.[a-z0-9]{1,5}$/i.test(request.path) || !existsSync(index))
        return next();
      response.set('cache-control', 'no-cache');
      // By its root: the path above it may well have a folder that starts with a dot.
      response.sendFile('index.html', { root: directory });
    },
  ];
}

/** Everything a browser or another system can reach. */
export function createHttp(platform: Platform, health: Health): Express {
  const { env, log } = platform;
  const app = express();
  const actorOf = async (request: express.Request) => (await accessOf(platform, request)).actor;
  app.disable('x-powered-by');
  app.set('trust proxy', env.TRUST_PROXY_HOPS);
  app.use(limitBodies());
  app.use(async (request, response, next) => {
    if (!(await health.handle(request, response))) next();
  });
  app.use((_request, response, next) => {
    const requestNumber = drawRequestNumber();
    response.locals['requestNumber'] = requestNumber;
    response.set('x-request-number', requestNumber);
    response.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
    next();
  });
  app.use(securityHeaders(env.PUBLIC_URL), requestLog(platform), requestTimes(platform));
  app.use(
    '/trpc',
    guardTrpc(env.PUBLIC_URL),
    createTrpcHttp({
      router: rootRouter,
      createContext: (request, response) => createContext(platform, request, response),
      onFailure: (error, response) =>
        log.error({ err: error, requestNumber: String(response.locals['requestNumber'] ?? '') }, 'an answer could not be written'),
      maxBodySize: bodyLimit,
      maxBatchSize: batchLimit,
    }),
  );
  app.use(
    cookieRoutes(platform),
    operatorRoutes(platform),
    screeningRoutes(platform, (request) => accessOf(platform, request)),
    screeningDeskRoutes(platform, (request) => operatorOf(platform, request)),
    endedDebitRoutes(platform, (request) => operatorOf(platform, request)),
    firstAccessLetterRoutes(platform, (request) => accessOf(platform, request)),
    importRoutes(platform, (request) => accessOf(platform, request)),
    fileRoutes(platform, (request) => accessOf(platform, request)),
    debitRoutes(platform, (request) => accessOf(platform, request)),
    depositRoutes(platform, (request) => accessOf(platform, request)),
    joinFileRoutes(platform),
    signedFormRoutes(platform, actorOf),
    memberPaperRoutes(platform, actorOf),
    documentRoutes(platform, actorOf),
    dunningRoutes(platform, (request) => accessOf(platform, request)),
    bookRoutes(platform, actorOf),
    listRoutes(platform, actorOf),
    archiveRoutes(platform, actorOf),
    mailEventRoutes(platform),
    mailboxRoutes(platform),
  );
  const notFound: RequestHandler = (_request, response) => void response.status(404).json({ domainCode: 'NOT_FOUND', params: {} });
  // Pages of development are not there either when somebody serves a build that has them.
  if (env.NODE_ENV === 'production') app.use('/dev', notFound);
  if (env.CLIENT_DIST) app.use(...pages(env.CLIENT_DIST));
  app.use(notFound);
  const lastResort: ErrorRequestHandler = (error: { status?: number } | undefined, _request, response, _next) => {
    const wrongInput = error?.status && error.status >= 400 && error.status < 500 ? error.status : null;
    const requestNumber = String(response.locals['requestNumber'] ?? '');
    const refusal = wrongInput === null ? refusalOf(error) : new DomainError('INVALID_INPUT');
    if (refusal.httpStatus >= 500) log.error({ err: error, requestNumber }, 'a request failed unexpectedly');
    response.status(wrongInput ?? refusal.httpStatus).json({ domainCode: refusal.code, params: refusal.params, requestNumber });
  };
  app.use(lastResort);
  return app;
}
