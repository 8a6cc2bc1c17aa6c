import { Agent, type RequestInit, Response, fetch } from 'undici';
import { type Breaker, providerBreaker } from './breaker.ts';

/** How long a provider may keep us waiting, in milliseconds (security.md T29). */
export const providerLimits = { connect: 3000, total: 15_000 } as const;

type Call = (address: string, init: Pick<RequestInit, 'method' | 'headers' | 'body'>) => Promise<Response>;

/** Calls that give up on a connection sooner than on an answer. A call that timed out or broke off throws: what it did is unknown. */
export function createProviderCall(limits: { readonly connect: number; readonly total: number }): Call {
  // The runtime's own client waits ten seconds for a connection, and cannot be told otherwise.
  const dispatcher = new Agent({ connect: { timeout: limits.connect } });
  return async (address, init) => {
    const response = await fetch(address, { ...init, dispatcher, redirect: 'error', signal: AbortSignal.timeout(limits.total) });
    // Read to its end here, so that an answer that stops in the middle is none.
    const bytes = await response.arrayBuffer();
    return new Response(bytes.byteLength === 0 ? null : bytes, { status: response.status, headers: response.headers });
  };
}

/** Calls that are not made while the provider's breaker is open: these throw at once, as one does that was never heard of. */
export function guardedCall(call: Call, breaker: Breaker, now: () => number) {
  return async (provider: string, ...request: Parameters<Call>): Promise<Response> => {
    if (!breaker.mayCall(provider)) throw new Error(`${provider} does not answer and is let be for a while`);
    const begun = now();
    try {
      const response = await call(...request);
      breaker.answered(provider);
      return response;
    } catch (error) {
      breaker.brokeOff(provider, now() - begun);
      throw error;
    }
  };
}

/** How every connector calls its provider: no redirection is followed. */
export const callProvider = guardedCall(createProviderCall(providerLimits), providerBreaker, () => performance.now());
