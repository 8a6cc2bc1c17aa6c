import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider, createMemoryHistory, createRootRoute, createRouter } from '@tanstack/react-router';
import { createTRPCClient } from '@trpc/client';
import type { AppRouter } from '@tsudoi/server/app/root.router';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { TRPCProvider } from './trpc.ts';

/**
 * For tests: a screen of the office as somebody with these rights sees it once the server has answered, each procedure by its
 * name whatever it was asked.
 */
export async function drawnAs(
  permissions: readonly Permission[],
  screen: ReactNode,
  answers: Readonly<Record<string, unknown>> = {},
  at = '/',
): Promise<string> {
  const queryKeyHashFn = (key: readonly unknown[]) => JSON.stringify(key[0]);
  const queryClient = new QueryClient({ defaultOptions: { queries: { queryKeyHashFn, staleTime: Infinity } } });
  const viewer = { audience: 'admin', orgSlug: 'shinonome', role: 'staff', permissions };
  for (const [path, answer] of Object.entries({ 'identity.viewer': viewer, ...answers }))
    queryClient.setQueryData([path.split('.')], answer);
  const router = createRouter({
    routeTree: createRootRoute({ component: () => screen }),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
  await router.load();
  return renderToStaticMarkup(
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={createTRPCClient<AppRouter>({ links: [] })} queryClient={queryClient}>
        <RouterProvider router={router} />
      </TRPCProvider>
    </QueryClientProvider>,
  );
}

/** For tests: loads a screen with fields. Those that write a reading want a window to be loaded, though not to be drawn. */
export async function withFields<Screen>(load: () => Promise<Screen>): Promise<Screen> {
  Object.assign(globalThis, { window: globalThis });
  try {
    await import('vanilla-autokana');
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
  return load();
}
