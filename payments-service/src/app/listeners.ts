import { type RequestListener, type Server, type ServerOptions, createServer } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { Health } from '@tsudoi/shared/service/health';
import { procedureRoute, timeAnswer } from '@tsudoi/shared/service/metrics';
import { verifyOperatorToken } from '@tsudoi/shared/service/operator-token';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { verifyServiceToken } from '@tsudoi/shared/service/service-token';
import type { Connectors } from '../connectors/registry.ts';
import { type CallbackDependencies, handleCallback } from '../inbox/inbox.routes.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { internalRouter } from './internal-router.ts';

type Timeouts = Pick<ServerOptions, 'requestTimeout' | 'headersTimeout' | 'connectionsCheckingInterval'>;
/** Anybody may connect here, and a provider sends a notice at once: who dawdles is cut off within two seconds (T9). */
const publicTimeouts: Timeouts = { headersTimeout: 1500, requestTimeout: 5000, connectionsCheckingInterval: 250 };
const internalTimeouts: Timeouts = { headersTimeout: 10_000, requestTimeout: 15_000 };

function withTimeouts(timeouts: Timeouts, listener: RequestListener): Server {
  const server = createServer({ ...timeouts, keepAliveTimeout: 65_000 }, listener);
  server.maxHeadersCount = 100;
  return server;
}

/** The public port: callbacks and health, nothing else. */
export function createPublicListener(dependencies: CallbackDependencies, health: Health): Server {
  return withTimeouts(publicTimeouts, (request, response) => {
    if ((request.url ?? '').startsWith('/callbacks/')) {
      timeAnswer(dependencies.platform.metrics, response, () => 'callbacks');
      void handleCallback(dependencies, request, response);
      return;
    }
    void health.handle(request, response).then((handled) => {
      if (handled) return;
      response.writeHead(404, { 'content-type': 'text/plain', 'content-length': 9 });
      response.end('not found');
    });
  });
}

/** The internal port: tRPC for the server, with a service token that names the organisation. */
export function createInternalListener(platform: Platform, connectors: Connectors, inbox: Inbox, health: Health): Server {
  const trpc = createHTTPHandler({
    router: internalRouter,
    basePath: '/trpc/',
    allowMethodOverride: true,
    // A bank's file in base64; only the server, with its token, comes in by this port.
    maxBodySize: 7_100_000,
    createContext: ({ req }) => {
      const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
      const orgId = token ? verifyServiceToken(token, platform.env.SERVICE_SECRET) : null;
      const operator = token && !orgId ? verifyOperatorToken(token, platform.env.SERVICE_SECRET) : null;
      return { platform, connectors, inbox, scope: orgId ? mintOrgScope(orgId) : null, operator };
    },
  });
  return withTimeouts(internalTimeouts, (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/trpc/')) {
      timeAnswer(platform.metrics, response, () => procedureRoute(internalRouter._def.procedures, url.split('?')[0]!));
      if (request.method !== 'POST' || !(request.headers['content-type'] ?? '').startsWith('application/json')) {
        response.writeHead(415, { 'content-length': 0 });
        response.end();
        return;
      }
      trpc(request, response);
      return;
    }
    void health.handle(request, response).then((handled) => {
      if (handled) return;
      response.writeHead(404, { 'content-length': 0 });
      response.end();
    });
  });
}
