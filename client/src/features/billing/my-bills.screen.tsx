import { TenantText } from '../../components/TenantText.tsx';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { byUrgency, isOpen, isWaiting, slipStateOf } from '../../lib/my-bill.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { DueLeft } from './BillSlip.tsx';
import { payableTogether } from './together.rules.ts';
import './home.css';
import { billingTexts } from './texts.ts';

/** With what a form brings along, so it comes only to whom it is of use. */
const BillsTogether = lazy(() => import('./BillsTogether.tsx').then((module) => ({ default: module.BillsTogether })));

/** Everything asked of the member, then everything that was. */
export function MyBillsScreen() {
  const org = useOrg();
  const words = useWords(billingTexts).bills;
  const trpc = useTRPC();
  const bills = useQuery(trpc.billing.myBills.queryOptions());
  useLive(['bills', 'payments', 'charges']);
  return (
    <MyFrame org={org} current="bills" title={words.title} heading>
      <QueryState query={bills} skeleton={<ListSkeleton rows={3} />}>
        {({ bills: all }) =>
          all.length === 0 ? (
            <Empty title={words.emptyTitle} text={words.emptyText} />
          ) : (
            <>
              <BillGroup title={words.open} empty={words.openEmpty} bills={all.filter(isOpen).toSorted(byUrgency)} org={org} />
              {payableTogether(all).length < 2 ? null : (
                <Suspense fallback={null}>
                  <BillsTogether bills={payableTogether(all)} org={org} />
                </Suspense>
              )}
              <BillGroup title={words.closed} empty={words.closedEmpty} bills={all.filter((bill) => !isOpen(bill))} org={org} />
              <p className="home-more">
                <TextLink to="/$org/my/receipts" params={{ org }}>
                  {words.receipts}
                </TextLink>
              </p>
            </>
          )
        }
      </QueryState>
    </MyFrame>
  );
}

function BillGroup({ title, empty, bills, org }: { title: string; empty: string; bills: readonly BillDetail[]; org: string }) {
  return (
    <Section title={title}>
      {bills.length === 0 ? (
        <p className="home-row__meta">{empty}</p>
      ) : (
        <ul className="list">
          {bills.map((bill) => (
            <li key={bill.billId}>
              <BillRow bill={bill} org={org} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** A row leads to what comes next: the number, the choice, or the result. */
function BillRow({ bill, org }: { bill: BillDetail; org: string }) {
  const words = useWords(billingTexts).bills;
  const state = slipStateOf(bill);
  const to =
    state === 'waiting'
      ? '/$org/my/pay/$billId/number'
      : state === 'to_pay' || state === 'by_payer'
        ? '/$org/my/pay/$billId'
        : '/$org/my/pay/$billId/result';
  return (
    <Link to={to} params={{ org, billId: bill.billId }}>
      <span className="home-row">
        <b>
          <TenantText>{bill.billName}</TenantText>
        </b>
        <Yen value={isOpen(bill) ? bill.outstanding : bill.amount} />
        <span className="home-row__meta home-due">
          {fill(words.due, { date: formatDate(bill.dueOn) })}
          {state === 'by_payer' ? <small>{words.byPayer}</small> : isOpen(bill) ? <DueLeft bill={bill} /> : null}
        </span>
        <BillStatusTag
          status={bill.status}
          overdue={bill.overdue}
          waiting={isWaiting(state)}
          expected={state === 'authorized'}
          provisional={state === 'provisional'}
        />
      </span>
      <ChevronRight size={18} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  );
}
