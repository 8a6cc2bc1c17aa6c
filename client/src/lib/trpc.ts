import { QueryClient } from '@tanstack/react-query';
import {
  type Operation,
  type TRPCLink,
  TRPCClientError,
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
} from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@tsudoi/server/app/root.router';
import { EventSource } from 'eventsource';
import { loadRefusals } from './i18n/refusals.ts';
import { type Door, accessToken, currentDoor, isSameDoor, leaveDoor, loginPathOf, onPersonLeft, renew } from './session.ts';
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

/** Where a call was asked, and with which token: both stay the call's own, for another page may stand there when the answer comes. */
interface Asked {
  readonly door: Door | null;
  token: string | null;
}

const asked = new WeakMap<object, Asked>();

/** What calls that travel together carry, asked in one moment on one page; asked again they carry what their door has by then. */
async function authorization(calls: readonly Asked[]): Promise<Record<string, string>> {
  const { door } = calls[0]!;
  const token = door && (await accessToken(door.audience, door.org));
  for (const call of calls) call.token = token;
  return token ? { authorization: `Bearer ${token}` } : {};
}

const askedOf = (operations: readonly Operation[]): Asked[] => operations.map(({ context }) => asked.get(context)!);

/** On "who are you?": renew the session once and ask again; else off to the log-in page, with the way back, if one still stands at that door. */
const renewLink: TRPCLink<AppRouter> = () => (call) =>
  observable((observer) => {
    let stopped = false;
    let inner: { unsubscribe(): void } | null = null;
    const mine: Asked = { door: currentDoor(), token: null };
    const { door } = mine;
    asked.set(call.op.context, mine);
    const ask = (again: boolean) => {
      inner = call.next(call.op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error(error) {
          if (!isSessionRefusal(error) || door === null) return observer.error(error);
          if (again) return leave(door, error);
          renew(door.audience, door.org, mine.token).then(
            (token) => {
              if (stopped) return;
              if (token === null) leave(door, error);
              else ask(true);
            },
            () => observer.error(error),
          );
        },
      });
    };
    const leave = (door: Door, error: Parameters<typeof observer.error>[0]) => {
      if (isSameDoor(door, currentDoor()) && !location.pathname.endsWith('/login')) {
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
      true: httpSubscriptionLink({
        url: '/trpc',
        // Subscriptions come over a GET: the ponyfill sends the token in a header, so that it never stands in an address.
        EventSource,
        eventSourceOptions: ({ op }) => ({
          fetch: async (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...(await authorization(askedOf([op]))) } }),
        }),
      }),
      false: httpBatchLink({
        url: '/trpc',
        maxItems: 10,
        // Inputs may hold personal data: they travel in bodies, never in addresses that logs keep.
        methodOverride: 'POST',
        headers: async ({ opList }) => ({ 'x-tsudoi': '1', ...(await operatorHeader()), ...(await authorization(askedOf(opList))) }),
      }),
    }),
  ],
});

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

/** For the routes that are not procedures: uploads and files. */
export async function authorizedFetch(path: string, init: RequestInit = {}): Promise<Response> {
  const mine: Asked = { door: currentDoor(), token: null };
  const send = async () =>
    fetch(path, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        'x-tsudoi': '1',
        ...(await operatorHeader()),
        ...(await authorization([mine])),
      },
    });
  const first = await send();
  const { door } = mine;
  const renewed = first.status === 401 && door !== null && (await renew(door.audience, door.org, mine.token));
  const response = renewed ? await send() : first;
  if (!response.ok) await loadRefusals().catch(() => undefined);
  return response;
}
