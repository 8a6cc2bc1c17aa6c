import { type LookupAddress, lookup as lookUp } from 'node:dns';
import { type ClientRequest, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookProblem } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { isPublicAddress, refusalOfUrl } from './webhook-address.rules.ts';

export interface WebhookAnswer {
  readonly status: number | null;
  readonly problem: WebhookProblem | null;
  readonly took: number;
}

class AddressRefused extends Error {}

/**
 * The name is looked up here and the connection goes to what was found: a name that answers differently the second time leads
 * nowhere else (rebinding, security.md T31).
 */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const first = found[0];
    if (!first || found.some(({ address }) => !isPublicAddress(address))) return callback(new AddressRefused(hostname), '', 0);
    if (options.all) return (callback as unknown as (error: null, found: LookupAddress[]) => void)(null, found);
    return callback(null, first.address, first.family);
  });
};

/** In milliseconds: for a connection, and for everything (security.md T29). */
export const webhookLimits = { connect: 3000, total: 15_000 } as const;

function problemOf(error: Error & { readonly code?: string }): WebhookProblem {
  if (error instanceof AddressRefused) return 'address_refused';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout';
  return /CERT|SSL|TLS|SELF_SIGNED|ALTNAME/.test(error.code ?? '') ? 'certificate' : 'unreachable';
}

/** Gives up on a connection, looking the name up included, that does not come about in time. */
function limitConnecting(request: ClientRequest, connected: 'connect' | 'secureConnect', ms: number): void {
  const timer = setTimeout(() => request.destroy(Object.assign(new Error('not connected'), { name: 'TimeoutError' })), ms);
  const stop = () => clearTimeout(timer);
  request.once('socket', (socket) => socket.once(connected, stop));
  request.once('close', stop);
}

/** Posts a message and tells what came of it. No redirection is followed, and of the answer only the status is looked at. */
export function postMessage(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowPrivate: boolean,
  limits: { readonly connect: number; readonly total: number } = webhookLimits,
): Promise<WebhookAnswer> {
  const begun = monotonicMs();
  const answer = (status: number | null, problem: WebhookProblem | null): WebhookAnswer => ({
    status,
    problem,
    took: Math.round(monotonicMs() - begun),
  });
  if (refusalOfUrl(address, allowPrivate) !== null) return Promise.resolve(answer(null, 'address_refused'));
  const url = new URL(address);
  const bytes = Buffer.from(body, 'utf8');
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length, 'user-agent': 'Tsudoi-Webhooks/1' },
    signal: AbortSignal.timeout(limits.total),
    // A connection of its own each time: none is kept that was opened under another name.
    agent: false,
    ...(allowPrivate ? {} : { lookup: publicOnly }),
  };
  return new Promise((resolve) => {
    const isSecure = url.protocol === 'https:';
    const request: ClientRequest = (isSecure ? requestSecure : requestPlain)(url, options, (response) => {
      resolve(answer(response.statusCode ?? null, null));
      response.destroy();
    });
    limitConnecting(request, isSecure ? 'secureConnect' : 'connect', limits.connect);
    request.on('error', (error) => resolve(answer(null, problemOf(error))));
    request.end(bytes);
  });
}
