import type { AccountCredentials } from '../connector.ts';
import { callProvider } from '../provider-call.ts';

/** One call's answer: Stripe's word, or that we cannot know what it did. */
export type StripeAnswer =
  | { readonly outcome: 'answered'; readonly json: unknown }
  | { readonly outcome: 'failed'; readonly status: number; readonly code: string }
  | { readonly outcome: 'unknown' };

export interface StripeClient {
  get(credentials: AccountCredentials, path: string, query?: Readonly<Record<string, string>>): Promise<StripeAnswer>;
  /** `key`: the same one within a day gives the same answer and does nothing twice. */
  post(credentials: AccountCredentials, path: string, fields: Readonly<Record<string, string>>, key: string): Promise<StripeAnswer>;
}

/** What requests are written for; the events' version is chosen where the endpoint is set up. */
const stripeVersion = '2024-06-20';
/** 409: a request with the same key is still under way; 429: too many. Neither says what became of it. */
const unsaid = new Set([409, 429]);

/** Bearer key, form-encoded requests, JSON answers. A timeout, a broken connection or a 5xx is `unknown`. */
export function createStripeClient(baseUrl: string): StripeClient {
  const call = async (
    { apiKey, mode }: AccountCredentials,
    path: string,
    init: { method: string; headers?: Record<string, string>; body?: URLSearchParams },
  ): Promise<StripeAnswer> => {
    // A key of the other mode would move real money in a trial, or play money in earnest.
    if (!apiKey.includes(`_${mode}_`)) return { outcome: 'failed', status: 400, code: 'key_of_other_mode' };
    try {
      const response = await callProvider('stripe', `${baseUrl}/v1${path}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${apiKey}`, 'stripe-version': stripeVersion },
      });
      const json = JSON.parse(await response.text()) as unknown;
      if (response.status >= 500 || unsaid.has(response.status)) return { outcome: 'unknown' };
      return response.ok ? { outcome: 'answered', json } : { outcome: 'failed', status: response.status, code: codeOf(json) };
    } catch {
      return { outcome: 'unknown' };
    }
  };
  return {
    get: (credentials, path, query = {}) => {
      const asked = new URLSearchParams(query).toString();
      return call(credentials, asked === '' ? path : `${path}?${asked}`, { method: 'GET' });
    },
    post: (credentials, path, fields, key) =>
      call(credentials, path, { method: 'POST', headers: { 'idempotency-key': key }, body: new URLSearchParams(fields) }),
  };
}

function codeOf(json: unknown): string {
  const error = json !== null && typeof json === 'object' && 'error' in json ? json.error : null;
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[a-z0-9_]{1,60}$/.test(code) ? code : 'refused';
}
