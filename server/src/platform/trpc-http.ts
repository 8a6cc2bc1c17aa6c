import {
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
  type TRPCErrorShape,
  type inferRouterContext,
  TRPCError,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
} from '@trpc/server';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import { getHTTPStatusCode } from '@trpc/server/http';
import type { Request, RequestHandler, Response } from 'express';
import { PostedInputs } from './trpc-inputs.ts';

interface TrpcHttp<Router extends AnyTRPCRouter> {
  readonly router: Router;
  createContext(request: Request, response: Response): Promise<inferRouterContext<Router>>;
  /** Of what failed outside of every procedure: an answer that could not be written. */
  onFailure(cause: unknown, response: Response): void;
  /** Bytes. */
  readonly maxBodySize: number;
  readonly maxBatchSize: number;
}

interface Call {
  readonly path: string;
  readonly procedure: AnyTRPCProcedure | undefined;
}

/** What is asked in one post, when it is asked the way our pages ask. */
interface Asked {
  readonly calls: readonly Call[];
  readonly isBatch: boolean;
}

/**
 * tRPC over express. Posts of queries and mutations, which is nearly everything, are answered here for less than half of
 * what the stock adapter costs, which makes a fetch `Request` and a streamed `Response` of each (decision 19). Whatever
 * else comes, streams above all, and whatever is refused as a whole, is left to the stock adapter.
 */
export function createTrpcHttp<Router extends AnyTRPCRouter>(options: TrpcHttp<Router>): RequestHandler {
  const { router, maxBodySize, maxBatchSize } = options;
  const stock = createExpressMiddleware({
    router,
    createContext: ({ req, res }) => options.createContext(req, res),
    allowMethodOverride: true,
    maxBodySize,
    maxBatchSize,
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
  });
  // A map, because the names come from outside: nothing is found that stands on a prototype.
  const procedures = new Map(Object.entries(router._def.procedures as Readonly<Record<string, AnyTRPCProcedure>>));
  return (request, response, next) => {
    const asked = isPlainPost(request) ? askedIn(request.url, procedures, maxBatchSize) : null;
    if (asked) void new Post(options, asked, request, response).answer();
    else stock(request, response, next);
  };
}

/** JSON as one text, to be answered as one text. */
function isPlainPost({ method, headers }: Request): boolean {
  if (method !== 'POST' || headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')) return false;
  const type = headers['content-type'] ?? '';
  return type === 'application/json' || type.split(';', 1)[0]!.trim().toLowerCase() === 'application/json';
}

function askedIn(url: string, procedures: ReadonlyMap<string, AnyTRPCProcedure>, maxBatchSize: number): Asked | null {
  const [, name, batch] = /^\/([\w.,-]+)(\?batch=1)?$/.exec(url) ?? [];
  if (name === undefined) return null;
  const isBatch = batch !== undefined;
  const paths = isBatch ? name.split(',') : [name];
  if (paths.length > maxBatchSize) return null;
  const calls: Call[] = [];
  let type: string | undefined;
  for (const path of paths) {
    const procedure = procedures.get(path);
    if (procedure) {
      if (procedure._def.type === 'subscription' || (type !== undefined && procedure._def.type !== type)) return null;
      type = procedure._def.type;
    }
    calls.push({ path, procedure });
  }
  return { calls, isBatch };
}

/** Characters from which node writes bytes faster than a text it has to put behind the headers first. */
const longText = 4000;

/** Of the status of a batch it is enough to know that one of its calls went well. */
const answered = { result: { data: null } };

/** One post on its way. A class, so that nothing but its fields is made anew for each. */
class Post<Router extends AnyTRPCRouter> {
  readonly #options: TrpcHttp<Router>;
  readonly #asked: Asked;
  readonly #request: Request;
  readonly #response: Response;
  readonly #inputs: PostedInputs;
  readonly #refusals: { readonly error: TRPCErrorShape }[] = [];
  #context: inferRouterContext<Router> | undefined;
  #withoutContext: { readonly cause: unknown } | null = null;

  constructor(options: TrpcHttp<Router>, asked: Asked, request: Request, response: Response) {
    const { transformer } = options.router._def._config;
    this.#options = options;
    this.#asked = asked;
    this.#request = request;
    this.#response = response;
    this.#inputs = new PostedInputs(request, { isBatch: asked.isBatch, limit: options.maxBodySize, transformer: transformer.input });
  }

  async answer(): Promise<void> {
    const { calls, isBatch } = this.#asked;
    try {
      try {
        this.#context = await this.#options.createContext(this.#request, this.#response);
      } catch (cause) {
        this.#withoutContext = { cause };
      }
      const answers = isBatch ? await Promise.all(calls.map((call, at) => this.#call(call, at))) : await this.#call(calls[0]!, 0);
      this.#send(this.#status(), answers);
    } catch (cause) {
      this.#options.onFailure(cause, this.#response);
      const error = this.#shape(cause);
      this.#send(getHTTPStatusCode({ error }), { error: this.#serialize(error) });
    }
  }

  async #call({ path, procedure }: Call, at: number): Promise<{ result: { data: unknown } } | { error: unknown }> {
    try {
      if (!procedure) throw new TRPCError({ code: 'NOT_FOUND', message: `No procedure found on path "${path}"` });
      if (this.#withoutContext) throw this.#withoutContext.cause;
      const data: unknown = await procedure({
        ctx: this.#context,
        path,
        type: procedure._def.type,
        getRawInput: () => this.#inputs.read(at),
        // A signal costs as much as three steps of a call, and no answer in one piece has needed it yet.
        signal: heedsLeaving(procedure) ? leaving(this.#response) : undefined,
        batchIndex: at,
      });
      if (isStream(data)) throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE', message: 'A stream is no answer to a post' });
      return { result: { data: this.#serialize(data) } };
    } catch (cause) {
      const error = this.#shape(cause, at);
      this.#refusals.push({ error });
      return { error: this.#serialize(error) };
    }
  }

  #shape(cause: unknown, at?: number): TRPCErrorShape {
    const { path, procedure } = (at === undefined ? undefined : this.#asked.calls[at]) ?? {};
    return getTRPCErrorShape({
      config: this.#options.router._def._config,
      ctx: this.#context,
      error: getTRPCErrorFromUnknown(cause),
      input: at === undefined ? undefined : this.#inputs.seen(at),
      path,
      type: procedure?._def.type ?? 'unknown',
    }) as TRPCErrorShape;
  }

  #serialize(value: unknown): unknown {
    return this.#options.router._def._config.transformer.output.serialize(value);
  }

  /** 207 when the calls of a batch came out differently. */
  #status(): number {
    if (this.#refusals.length === 0) return 200;
    return getHTTPStatusCode(this.#refusals.length === this.#asked.calls.length ? this.#refusals : [...this.#refusals, answered]);
  }

  #send(status: number, body: unknown): void {
    const response = this.#response;
    const text = JSON.stringify(body);
    if (response.destroyed || response.headersSent) return;
    if (response.statusCode === 200) response.statusCode = status;
    response.setHeader('vary', 'trpc-accept, accept');
    response.setHeader('content-type', 'application/json');
    response.setHeader('cache-control', 'no-store');
    response.end(text.length > longText ? Buffer.from(text) : text);
  }
}

const heedsLeaving = ({ _def }: AnyTRPCProcedure): boolean => (_def.meta as { heedsLeaving?: true } | undefined)?.heedsLeaving === true;

/** Aborted when whoever asked leaves before they are answered. */
function leaving(response: Response): AbortSignal {
  const left = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) left.abort();
  });
  return left.signal;
}

/** As the stock adapter has it: something that comes bit by bit, or has a part that does or is still to come. */
function isStream(data: unknown): boolean {
  if (!isObject(data)) return false;
  if (Symbol.asyncIterator in data) return true;
  return Object.values(data).some((part) => isObject(part) && (Symbol.asyncIterator in part || 'then' in part));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
