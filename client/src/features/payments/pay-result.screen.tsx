import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { type Words, fill, useWords } from '../../lib/words.ts';
import { PaidDetails } from './PaidDetails.tsx';
import { PaidTogether } from './PaidTogether.tsx';
import './pay.css';
import { PaymentOutcome } from './PaymentOutcome.tsx';
import { type Outcome, isCardPageLeft, outcomeOf } from './result.rules.ts';
import { paymentTexts } from './texts.ts';
import { WithdrawnNote } from './WithdrawnNote.tsx';

const InvoiceParts = lazy(() => import('./InvoicePart.tsx').then((module) => ({ default: module.InvoiceParts })));

/** What became of a payment. After a card it waits for the provider's word and never calls a return a success. */
export function PayResultScreen() {
  const org = useOrg();
  const billId = useRouteId('billId');
  const words = useWords(paymentTexts);
  const trpc = useTRPC();
  const input = { billId };
  // The live feed is the fast way; asking now and then covers a feed that a network swallowed.
  const bill = useQuery(
    trpc.billing.myBill.queryOptions(input, {
      refetchInterval: ({ state }) => (state.data !== undefined && outcomeOf(state.data, null) === 'checking' ? 10_000 : false),
    }),
  );
  useLive(['bills', 'payments', 'charges', 'receipts']);
  return (
    <MySubFrame title={words.bar} heading={bill.data === undefined} back={{ to: '/$org/my', params: { org } }}>
      <QueryState query={bill} skeleton={<ListSkeleton rows={4} />}>
        {(data) => <Result bill={data} org={org} />}
      </QueryState>
    </MySubFrame>
  );
}

function Result({ bill, org }: { bill: BillDetail; org: string }) {
  const words = useWords(paymentTexts).result;
  const trpc = useTRPC();
  const charge = useQuery(trpc.payments.chargeOfBill.queryOptions({ billId: bill.billId }));
  const payments = useQuery(trpc.payments.ofBill.queryOptions({ billId: bill.billId }));
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const outcome = outcomeOf(bill, charge.data ?? null);
  const payment = payments.data?.[0] ?? null;
  const orgName = viewer.data?.orgName ?? '';
  return (
    <>
      <PaymentOutcome outcome={outcome} title={titleOf(words, outcome)} bill={bill} orgName={orgName} paidAt={payment?.receivedAt ?? null}>
        <Explanation bill={bill} outcome={outcome} />
      </PaymentOutcome>
      {outcome === 'open' && bill.pendingCharge?.withdrawn ? <WithdrawnNote /> : null}
      {outcome === 'paid' || outcome === 'provisional' ? (
        <PaidDetails bill={bill} payment={payment} charge={charge.data} final={outcome === 'paid'} />
      ) : null}
      {outcome === 'open' || outcome === 'failed' ? null : <PaidTogether charge={charge.data} />}
      <Suspense>
        <InvoiceParts billIds={[bill.billId]} />
      </Suspense>
      <div className="pay-acts pay-acts--end">
        {outcome === 'failed' || outcome === 'open' || outcome === 'part' ? (
          <LinkButton to="/$org/my/pay/$billId" params={{ org, billId: bill.billId }} kind="primary" size="pay" block>
            {outcome === 'failed' ? words.tryAgain : words.pay}
          </LinkButton>
        ) : null}
        {outcome === 'checking' && isCardPageLeft(charge.data) ? (
          <LinkButton to="/$org/my/pay/$billId" params={{ org, billId: bill.billId }} kind="ghost" size="lg" block>
            {words.notYet}
          </LinkButton>
        ) : null}
        <LinkButton to="/$org/my" params={{ org }} size="lg" block>
          {words.toHome}
        </LinkButton>
      </div>
    </>
  );
}

type ResultWords = Words<(typeof paymentTexts)['ja']>['result'];

function titleOf(words: ResultWords, outcome: Outcome): string {
  const titles: Record<Outcome, string> = {
    paid: words.paidTitle,
    checking: words.checkingTitle,
    authorized: words.authorizedTitle,
    provisional: words.provisionalTitle,
    failed: words.failedTitle,
    open: words.openTitle,
    part: words.partTitle,
    not_required: words.notRequiredTitle,
    cancelled: words.cancelledTitle,
  };
  return titles[outcome];
}

function Explanation({ bill, outcome }: { bill: BillDetail; outcome: Outcome }) {
  const words = useWords(paymentTexts).result;
  const texts: Partial<Record<Outcome, string>> = {
    checking: words.checkingText,
    authorized: words.authorizedText,
    provisional: words.provisionalText,
    failed: words.failedText,
    open: words.openText,
    part: fill(words.partText, { amount: figure(bill.outstanding) }),
    cancelled: words.cancelledText,
  };
  const over = bill.allocated - bill.amount;
  return (
    <>
      {texts[outcome] === undefined ? null : <p className="pay-done__text">{texts[outcome]}</p>}
      {bill.status === 'overpaid' && over > 0 ? <p className="pay-done__text">{fill(words.overText, { amount: figure(over) })}</p> : null}
    </>
  );
}
