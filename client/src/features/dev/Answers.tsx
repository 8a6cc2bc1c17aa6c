import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { TRPCClientError, type TRPCLink, createTRPCClient } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@tsudoi/server/app/root.router';
import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { type ReactNode, useState } from 'react';
import { TRPCProvider } from '../../lib/trpc.ts';
import type { AdminViewer, OrganizationView } from '../../lib/views.ts';
import { banks, branches, lostLetter, towns, typed } from './typed.rules.ts';

const viewer = {
  audience: 'admin',
  orgSlug: 'shinonome',
  orgName: typed.organization,
  role: 'admin',
  permissions: ['members.read', 'members.write', 'members.export', 'billing.read', 'payments.read'],
} satisfies Partial<AdminViewer>;
const office = {
  name: typed.organization,
  phone: '03-1234-5678',
  contactEmail: 'jimukyoku@example.jp',
} satisfies Partial<OrganizationView>;

const fits = (places: readonly ListedPlace[], q: string) => ({
  places: places.filter(({ code, name, kana }) => code === q || name.includes(q) || kana.includes(q)),
});

/** What the parts of this page ask the server, and what a server would say: by the name of the question. */
const answers: Readonly<Record<string, (input: Readonly<Record<string, string>>) => unknown>> = {
  'postalCodes.lookup': ({ postalCode = '' }) => ({ towns: towns[postalCode] ?? [] }),
  'bankList.banks': ({ q = '' }) => fits(banks, q),
  'bankList.branches': ({ q = '' }) => fits(branches, q),
  'identity.viewer': () => viewer,
  'organizations.current': () => office,
  'organizations.publicProfile': () => ({ slug: 'shinonome', name: office.name, kind: 'society', open: true, passwordPolicy: 'classic' }),
  'savedViews.list': () => [],
  'reports.exportCheck': ({ format }) => ({
    rows: 312,
    issueCount: format === 'csv_sjis' ? 1 : 0,
    issues: format === 'csv_sjis' ? [lostLetter] : [],
  }),
};

/** Answers at once and from here; a question that is not in the list fails, as one does that never reaches the server. */
const here: TRPCLink<AppRouter> =
  () =>
  ({ op }) =>
    observable((observer) => {
      const answer = answers[op.path];
      if (answer === undefined) return observer.error(TRPCClientError.from(new Error(op.path)));
      observer.next({ result: { data: answer((op.input ?? {}) as Readonly<Record<string, string>>) } });
      observer.complete();
    });

/** Parts that ask the server have their answers from here, so that they look the same wherever the page is opened. */
export function Answers({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } }));
  const [trpcClient] = useState(() => createTRPCClient<AppRouter>({ links: [here] }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
