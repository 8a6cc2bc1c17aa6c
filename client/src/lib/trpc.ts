import { QueryClient } from '@tanstack/react-query';
import { type TRPCLink, TRPCClientError, createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@tsudoi/server/app/root.router';
import { EventSource } from 'eventsource';
import { loadRefusals } from './i18n/refusals.ts';
import { accessToken, currentDoor, leaveDoor, loginPathOf, onPersonLeft, renew } from './session.ts';
import { staysOpen } from './unsaved.ts';

/** Set by the router: where to go when nobody is signed in any more. */
let leaveTo: (path: string) => void = (path) => location.assign(path);
export function onSessionEnded(leave: (path: string) => void): void {
  leaveTo = leave;
}

function isSessionRefusal(error: unknown): boolean {
  return error instanceof TRPCClientError && (error.data as { domainCode?: string } | null)?.domainCode === 'UNAUTHENTICATED';
}

/** What the client does not need to ask twice: a refusal stays a refusal. */
function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  const status = error instanceof TRPCClientError ? ((error.data as { httpStatus?: number } | null)?.httpStatus ?? 0) : 0;
  return status === 0 || status === 502 || status === 503 || status === 504;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: isWorthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

onPersonLeft(() => queryClient.clear());

let lastToken: string | null = null;

async function authorization(): Promise<Record<string, string>> {
  const door = currentDoor();
  lastToken = door ? await accessToken(door.audience, door.org) : null;
  return lastToken ? { authorization: `Bearer ${lastToken}` } : {};
}

/** On "who are you?": renew the session once and ask again; else off to the log-in page, with the way back. */
const renewLink: TRPCLink<AppRouter> = () => (call) =>
  observable((observer) => {
    let stopped = false;
    let inner: { unsubscribe(): void } | null = null;
    const ask = (again: boolean) => {
      inner = call.next(call.op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error(error) {
          const door = currentDoor();
          if (!isSessionRefusal(error) || door === null) return observer.error(error);
          if (again) return leave(error);
          renew(door.audience, door.org, lastToken).then(
            (token) => {
              if (stopped) return;
              if (token === null) leave(error);
              else ask(true);
            },
            () => observer.error(error),
          );
        },
      });
    };
    const leave = (error: Parameters<typeof observer.error>[0]) => {
      const door = currentDoor();
      if (door && !location.pathname.endsWith('/login')) {
        const loginPath = loginPathOf(door, location.pathname + location.search);
        // What is being typed is not thrown away: the page stays, says so, and shows the way to the log-in.
        if (!staysOpen(loginPath)) {
          leaveDoor(door);
          queryClient.clear();
          leaveTo(loginPath);
        }
      }
      observer.error(error);
    };
    ask(false);
    return () => {
      stopped = true;
      inner?.unsubscribe();
    };
  });

/** The words of refusals are fetched with the first one, before anybody hears of it. A server that cannot be reached refuses nothing. */
const wordsLink: TRPCLink<AppRouter> = () => (call) =>
  observable((observer) =>
    call.next(call.op).subscribe({
      next: (value) => observer.next(value),
      complete: () => observer.complete(),
      error(error) {
        if (!error.data) return observer.error(error);
        void loadRefusals().then(
          () => observer.error(error),
          () => observer.error(error),
        );
      },
    }),
  );

/** Subscriptions come over a GET: the ponyfill sends the token in a header, so that it never stands in an address. */
class AuthorisedEventSource extends EventSource {
  constructor(url: string | URL, init?: ConstructorParameters<typeof EventSource>[1]) {
    super(url, {
      ...init,
      fetch: async (input, options) => fetch(input, { ...options, headers: { ...options.headers, ...(await authorization()) } }),
    });
  }
}

/** The operator's own pages alone carry the weight of its session. */
async function operatorHeader(): Promise<Record<string, string>> {
  if (!/^\/ops(\/|$)/.test(location.pathname)) return {};
  return (await import('./operator.ts')).operatorHeader();
}

export const trpcClient = createTRPCClient<AppRouter>({
  links: [
    wordsLink,
    renewLink,
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url: '/trpc', EventSource: AuthorisedEventSource }),
      false: httpBatchLink({
        url: '/trpc',
        maxItems: 10,
        // Inputs may hold personal data: they travel in bodies, never in addresses that logs keep.
        methodOverride: 'POST',
        headers: async () => ({ 'x-tsudoi': '1', ...(await operatorHeader()), ...(await authorization()) }),
      }),
    }),
  ],
});

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

/** For the routes that are not procedures: uploads and files. */
export async function authorizedFetch(path: string, init: RequestInit = {}): Promise<Response> {
  const send = async () =>
    fetch(path, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        'x-tsudoi': '1',
        ...(await operatorHeader()),
        ...(await authorization()),
      },
    });
  const first = await send();
  const door = currentDoor();
  const renewed = first.status === 401 && door !== null && (await renew(door.audience, door.org, lastToken));
  const response = renewed ? await send() : first;
  if (!response.ok) await loadRefusals().catch(() => undefined);
  return response;
}
