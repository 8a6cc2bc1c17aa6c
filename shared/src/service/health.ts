import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Db } from 'mongodb';
import type { Metrics } from './metrics.ts';
import { within } from './within.ts';

export interface Health {
  /** Answers /livez and /readyz, and /metrics where they may be read; true when it did. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** From now on /readyz says 503, so that a balancer sends nobody here. */
  drain(): void;
}

/** `metrics` is null for a port that strangers reach: figures are for the house. */
export function createHealth(db: Db, metrics: Metrics | null): Health {
  let draining = false;
  const answer = (response: ServerResponse, status: number, body: string, type = 'application/json') => {
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
    response.end(body);
  };
  return {
    drain: () => {
      draining = true;
    },
    async handle(request, response) {
      const path = (request.url ?? '').split('?')[0];
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      if (path === '/livez') {
        answer(response, 200, '{"status":"ok"}');
        return true;
      }
      if (path === '/readyz') {
        const ready = !draining && (await pings(db));
        answer(response, ready ? 200 : 503, ready ? '{"status":"ready"}' : '{"status":"not_ready"}');
        return true;
      }
      if (path === '/metrics' && metrics) {
        answer(response, 200, await metrics.registry.metrics(), metrics.registry.contentType);
        return true;
      }
      return false;
    },
  };
}

const pingMs = 500;

/**
 * The limit holds whatever the driver is waiting for: its own time-out does not cover the search for a server, and a
 * balancer must not wait ten seconds to learn that a database is away (security.md 4.14).
 */
const pings = (db: Db): Promise<boolean> =>
  within(pingMs, db.command({ ping: 1 }, { timeoutMS: pingMs })).then(
    () => true,
    () => false,
  );
