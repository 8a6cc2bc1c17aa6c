import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useEffect } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { formatPhone } from '../../lib/phone.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillLinkView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billLinkTexts } from './bill-link-texts.ts';
import { useLinkToken } from './link-token.view.ts';
import './pay.css';
import './payer.css';

const loadPayment = () => import('./BillLinkPayment.tsx');
const BillLinkPayment = lazy(() => loadPayment().then((module) => ({ default: module.BillLinkPayment })));
const LoadFailed = lazy(() => import('../../components/LoadFailed.tsx').then((module) => ({ default: module.LoadFailed })));

/** Whoever has no log-in has no live feed: the page looks now and then, and often only while an answer is due any moment. */
const lookEvery = { due: 4000, waiting: 20_000, quiet: 60_000 };

function lookAgainIn(view: BillLinkView | undefined, returned: boolean): number {
  if (view?.state !== 'open') return lookEvery.quiet;
  const { charge, bill } = view;
  const state = charge?.state ?? bill?.pendingCharge?.state;
  if (state === undefined) return returned ? lookEvery.due : lookEvery.quiet;
  const isDue = (charge ?? bill?.pendingCharge)?.method === 'card' ? returned || state === 'authorized' : state !== 'awaiting';
  return isDue ? lookEvery.due : lookEvery.waiting;
}

/** One bill, opened from its mail: what it is for, how much, and the payment. No log-in, and nothing else of the member. */
export function BillLinkScreen() {
  const org = useOrg();
  const words = useWords(billLinkTexts);
  const trpc = useTRPC();
  const { token, returned } = useLinkToken('bill', org);
  const door = { org, token };
  // The ways to pay are fetched while the bill is asked for; who has no link does not need them.
  useEffect(() => {
    if (token !== '') void loadPayment().catch(() => undefined);
  }, [token]);
  const view = useQuery({
    ...trpc.billLinks.view.queryOptions(door),
    enabled: token !== '',
    refetchInterval: ({ state }) => lookAgainIn(state.data, returned),
  });
  if (token === '') return <Over org={org} title={words.over.none} text={words.over.noneText} />;
  if (view.isError && view.data === undefined) {
    const code = domainCodeOf(view.error);
    if (code === 'NOT_FOUND' || code === 'INVALID_INPUT')
      return <Over org={org} title={words.over.invalid} text={words.over.invalidText} />;
    return (
      <Frame>
        <Suspense>
          <LoadFailed error={view.error} onRetry={() => void view.refetch()} />
        </Suspense>
      </Frame>
    );
  }
  if (view.data === undefined)
    return (
      <Frame>
        <PanelSkeleton rows={6} />
      </Frame>
    );
  const { state, bill, organization } = view.data;
  if (bill === null || state === 'closed')
    return (
      <Over org={org} name={organization.name} title={words.over.closed} text={words.over.closedText}>
        <Contact organization={organization} />
      </Over>
    );
  return (
    <PublicFrame title={words.title} name={organization.name}>
      <div className="stack payer">
        <div>
          <p className="payer__to">{fill(words.to, { name: bill.memberName })}</p>
          <p className="muted">{fill(words.from, { org: organization.name })}</p>
        </div>
        {state === 'by_payer' ? (
          <>
            <h1 className="sr-only">{words.title}</h1>
            <Empty title={words.byPayer} text={words.byPayerText} />
          </>
        ) : (
          <Suspense fallback={<PanelSkeleton rows={6} />}>
            <BillLinkPayment view={view.data} bill={bill} door={door} returned={returned} checkedAt={view.dataUpdatedAt} />
          </Suspense>
        )}
        <p className="muted">{words.only}</p>
        <ToMyPage org={org} />
        <Contact organization={organization} />
      </div>
    </PublicFrame>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  const words = useWords(billLinkTexts);
  return (
    <PublicFrame title={words.title}>
      <h1 className="sr-only">{words.title}</h1>
      {children}
    </PublicFrame>
  );
}

interface OverProps {
  readonly org: string;
  readonly name?: string;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** Nothing opens: what to do instead. */
function Over({ org, name, title, text, children }: OverProps) {
  const words = useWords(billLinkTexts);
  return (
    <PublicFrame title={title} {...(name === undefined ? {} : { name })}>
      <h1 className="sr-only">{words.title}</h1>
      <Empty title={title} text={text} action={<ToMyPage org={org} />} />
      {children}
    </PublicFrame>
  );
}

function ToMyPage({ org }: { readonly org: string }) {
  const words = useWords(billLinkTexts);
  return (
    <LinkButton to="/$org/my" params={{ org }} kind="ghost" size="lg" block>
      {words.toMyPage}
    </LinkButton>
  );
}

function Contact({ organization: { name, phone, contactEmail } }: Pick<BillLinkView, 'organization'>) {
  const words = useWords(billLinkTexts);
  return (
    <p className="muted">
      {fill(words.contact, { org: name })}
      {contactEmail === '' ? '' : `　${contactEmail}`}
      {phone === '' ? '' : `　${formatPhone(phone)}`}
    </p>
  );
}
