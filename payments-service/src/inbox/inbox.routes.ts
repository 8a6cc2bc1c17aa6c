import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallbackAccount } from '../accounts/account.service.ts';
import type { Connector, Notice } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import type { Allowance } from './hint.policy.ts';
import { hashBody } from './inbox.repository.ts';
import type { Inbox } from './inbox.service.ts';

const largestBody = 256 * 1024;
const bodyTimeoutMs = 2000;
/** A sender that is refused for its size is read to its end up to here, so that it hears the answer instead of a broken pipe. */
const largestRefused = 32 * 1024 * 1024;
/** The only headers that are kept: the rest may carry what we must not store. A provider's own begin with its name. */
const isKept = (name: string, provider: string): boolean =>
  name === 'content-type' || name === 'user-agent' || name.startsWith(`x-${provider}-`) || name.startsWith(`${provider}-`);

type BodyResult = { readonly outcome: 'read'; readonly body: Buffer } | { readonly outcome: 'too_large' | 'too_slow' | 'broken' };

/**
 * Reads the raw bytes with a cap and a deadline; nothing parses or decodes before the signature is checked. What is over
 * the cap is thrown away as it comes, so that memory stays flat.
 */
function readBody(request: IncomingMessage): Promise<BodyResult> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish({ outcome: size > largestBody ? 'too_large' : 'too_slow' }), bodyTimeoutMs);
    const finish = (result: BodyResult) => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      resolve(result);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largestBody) chunks.push(chunk);
      else chunks = [];
      if (size > largestRefused) finish({ outcome: 'too_large' });
    });
    request.on('end', () => finish(size > largestBody ? { outcome: 'too_large' } : { outcome: 'read', body: Buffer.concat(chunks) }));
    request.on('error', () => finish({ outcome: 'broken' }));
    request.on('aborted', () => finish({ outcome: 'broken' }));
  });
}

function answer(response: ServerResponse, status: number, body: string, close = false): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(close ? { connection: 'close' } : {}),
  });
  response.end(body);
}

const path = /^\/callbacks\/([a-z][a-z0-9-]{1,30})\/(pac_[0-9A-HJKMNP-TV-Z]{26})(?:\/([A-Za-z0-9_-]{20,64}))?$/;
/** Far more than a form in an address has; what stands in an address is never written to a log. */
const longestQuery = 8192;

export interface CallbackDependencies {
  readonly platform: Platform;
  readonly connectors: Connectors;
  readonly inbox: Inbox;
  readonly hints: Allowance;
  accountOf(provider: string, accountId: string): Promise<CallbackAccount | null>;
}

/**
 * POST (GET where the provider's form stands in the address) /callbacks/:provider/:accountId on bare node:http. Order: size and time caps, account from the address, signature
 * over the raw bytes, durable insert, and only then the provider's own word for "received".
 */
export async function handleCallback(
  dependencies: CallbackDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { platform, connectors } = dependencies;
  const [address = '', query = ''] = splitAddress(request.url ?? '');
  const match = path.exec(address);
  const known = match ? connectors.get(match[1]!) : undefined;
  const inAddress = known?.noticeMethod === 'GET';
  const connector = match?.[3] === undefined || inAddress ? known : undefined;
  const count = (result: string) => platform.metrics.callbacks.inc({ provider: connector?.provider ?? 'none', result });
  if (!match || !connector) {
    count('no_such_address');
    return answer(response, 404, 'not found');
  }
  const expected = connector.noticeMethod ?? 'POST';
  // HEAD included: whoever looks at an address before following it changes nothing (provider case 43).
  if (request.method !== expected) {
    count('wrong_method');
    response.setHeader('allow', expected);
    return answer(response, 405, 'method not allowed');
  }
  const read = inAddress ? readQuery(query) : await readBody(request);
  if (read.outcome === 'too_large') {
    count('too_large');
    return answer(response, 413, 'too large', true);
  }
  if (read.outcome !== 'read') {
    count(read.outcome);
    return answer(response, 408, 'timeout', true);
  }
  try {
    const headers = headersOf(request, connector.provider);
    // Only the address opens the door, never a header that somebody sends.
    if (inAddress) headers[`x-${connector.provider}-door`] = match[3] ?? '';
    const result = await accept(dependencies, connector, match[2]!, { body: read.body, headers });
    count(result);
    if (result === 'refused') return answer(response, 401, connector.replies.refused);
    if (result === 'other_time') return answer(response, 400, connector.replies.refused);
    if (result === 'too_many') return again(response, connector);
    return answer(response, 200, connector.replies.accepted);
  } catch (err) {
    // Not durable, so not acknowledged: the provider sends it again.
    count('not_stored');
    platform.log.error({ err, provider: connector.provider }, 'a callback could not be stored');
    return again(response, connector);
  }
}

function splitAddress(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

const readQuery = (query: string): BodyResult =>
  query.length > longestQuery ? { outcome: 'too_large' } : { outcome: 'read', body: Buffer.from(query, 'latin1') };

/** The provider is to send it again. Whoever goes by the answer's length alone is given none. */
function again(response: ServerResponse, connector: Connector): void {
  if (connector.noticeMethod !== 'GET') return answer(response, 503, connector.replies.refused);
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(connector.replies.refused);
}

function headersOf(request: IncomingMessage, provider: string): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (isKept(name, provider) && typeof value === 'string' && value.length <= 500) kept[name] = value;
  }
  return kept;
}

function isOfOtherTime(connector: Connector, notice: Notice, account: CallbackAccount | null): boolean {
  if (account === null || connector.authenticity !== 'signed') return false;
  return connector.signedAtAll?.(notice, account.webhookSecrets) === true;
}

async function accept(
  dependencies: CallbackDependencies,
  connector: Connector,
  accountId: string,
  notice: Notice,
): Promise<'refused' | 'other_time' | 'too_many' | 'new' | 'duplicate' | 'variant' | 'unreadable'> {
  const { platform, inbox } = dependencies;
  const account = await dependencies.accountOf(connector.provider, accountId);
  const genuine =
    account !== null &&
    (connector.authenticity === 'signed'
      ? connector.verify(notice, account.webhookSecrets, platform.clock.realNow())
      : connector.plausible(notice, account.webhookSecrets));
  if (!genuine && isOfOtherTime(connector, notice, account)) {
    // The alarm of case 26: when the clock is right again, the provider's next try heals it.
    platform.log.error(
      { provider: connector.provider, accountId, security: true },
      'a callback was refused: its provider signed it, at another time than ours. Somebody replays it, or the clock is wrong',
    );
    return 'other_time';
  }
  if (!genuine) {
    platform.log.warn(
      { provider: connector.provider, accountId, known: account !== null, security: true },
      'a callback was refused: it is not what its provider sends',
    );
    return 'refused';
  }
  const signed = connector.authenticity === 'signed';
  if (!signed && !dependencies.hints.take(account.orgId)) return 'too_many';
  const named = connector.eventKey(notice);
  const eventKey = named ?? `unreadable-${hashBody(notice.body)}`;
  const headers = Object.fromEntries(Object.entries(notice.headers).filter(([name]) => !/-(?:signature|door)$/.test(name)));
  const arrival = {
    orgId: account.orgId,
    provider: account.provider,
    accountId: account.accountId,
    eventKey,
    source: signed ? ('notice' as const) : ('hint' as const),
    body: connector.withoutSecrets(notice.body),
    headers,
    mayTellOfMore: connector.authenticity === 'unsigned' && connector.mayTellOfMore?.(notice) === true,
  };
  const stored = await inbox.store(arrival);
  // Genuine, but without a key we can read: kept and acknowledged all the same, because sending it again cannot help.
  return named === null ? 'unreadable' : stored;
}
