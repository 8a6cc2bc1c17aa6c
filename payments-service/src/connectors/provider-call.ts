import { Agent, type RequestInit, type Response, fetch } from 'undici';

/** How long a provider may keep us waiting, in milliseconds (security.md T29). */
export const providerLimits = { connect: 3000, total: 15_000 } as const;

type Call = (address: string, init: Pick<RequestInit, 'method' | 'headers' | 'body'>) => Promise<Response>;

/** Calls that give up on a connection sooner than on an answer. A call that timed out or broke off throws: what it did is unknown. */
export function createProviderCall(limits: { readonly connect: number; readonly total: number }): Call {
  // The runtime's own client waits ten seconds for a connection, and cannot be told otherwise.
  const dispatcher = new Agent({ connect: { timeout: limits.connect } });
  return (address, init) => fetch(address, { ...init, dispatcher, redirect: 'error', signal: AbortSignal.timeout(limits.total) });
}

/** How every connector calls its provider: no redirection is followed. */
export const callProvider = createProviderCall(providerLimits);
