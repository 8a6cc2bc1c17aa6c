import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AccountCredentials } from '../connector.ts';
import { callProvider } from '../provider-call.ts';

/** One call's answer: the provider's word, or that we cannot know what it did. */
type KomojuAnswer = { readonly outcome: 'answered'; readonly status: number; readonly json: unknown } | { readonly outcome: 'unknown' };
type KomojuText = { readonly outcome: 'answered'; readonly status: number; readonly text: string } | { readonly outcome: 'unknown' };

export interface KomojuClient {
  get(credentials: AccountCredentials, path: string): Promise<KomojuAnswer>;
  /** What is no JSON: a file. */
  getFile(credentials: AccountCredentials, path: string): Promise<KomojuText>;
  remove(credentials: AccountCredentials, path: string): Promise<KomojuAnswer>;
  /** `idempotencyKey`: at most 100 ASCII characters, kept by the provider for 24 hours. */
  post(credentials: AccountCredentials, path: string, body: unknown, idempotencyKey?: string): Promise<KomojuAnswer>;
}

/** HTTP Basic, secret key as user and an empty password. A timeout, a broken connection or a 5xx is `unknown`. */
export function createKomojuClient(baseUrl: string): KomojuClient {
  interface Init {
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  const ask = async (credentials: AccountCredentials, path: string, accept: string, init: Init): Promise<KomojuText> => {
    try {
      const response = await callProvider('komoju', `${baseUrl}/api/v1${path}`, {
        ...init,
        headers: {
          ...init.headers,
          authorization: `Basic ${Buffer.from(`${credentials.apiKey}:`).toString('base64')}`,
          accept,
        },
      });
      const text = await response.text();
      if (response.status >= 500) return { outcome: 'unknown' };
      return { outcome: 'answered', status: response.status, text };
    } catch {
      return { outcome: 'unknown' };
    }
  };
  const call = async (credentials: AccountCredentials, path: string, init: Init): Promise<KomojuAnswer> => {
    const answer = await ask(credentials, path, 'application/json', init);
    if (answer.outcome === 'unknown') return answer;
    try {
      return { ...answer, json: answer.text === '' ? null : (JSON.parse(answer.text) as unknown) };
    } catch {
      return { outcome: 'unknown' };
    }
  };
  return {
    get: (credentials, path) => call(credentials, path, { method: 'GET' }),
    getFile: (credentials, path) => ask(credentials, path, 'text/csv', { method: 'GET' }),
    remove: (credentials, path) => call(credentials, path, { method: 'DELETE' }),
    post: (credentials, path, body, idempotencyKey = randomUUID()) =>
      call(credentials, path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-komoju-idempotency': idempotencyKey },
        body: JSON.stringify(body),
      }),
  };
}

/** The provider's own word for why it refused. */
export function refusalCode(json: unknown): string {
  const error = z.looseObject({ error: z.looseObject({ code: z.string().max(60) }) }).safeParse(json);
  return error.success ? error.data.error.code : 'refused';
}
