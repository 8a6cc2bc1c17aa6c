import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, lazy, useEffect } from 'react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useLive } from '../../lib/live.ts';
import { isOpen } from '../../lib/my-bill.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ChargeView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { AccountSlip } from './AccountSlip.tsx';
import { LiveStrip } from './LiveStrip.tsx';
import { NumberSlip } from './NumberSlip.tsx';
import { PaidTogether } from './PaidTogether.tsx';
import { PaySteps } from './PaySteps.tsx';
import { WithdrawnNote } from './WithdrawnNote.tsx';
import { accountTexts } from './account-texts.ts';
import { accountOf, isAccountOpen } from './account.rules.ts';
import { numbersOf } from './number.rules.ts';
import './pay.css';
import { paymentTexts } from './texts.ts';

const InvoiceParts = lazy(() => import('./InvoicePart.tsx').then((module) => ({ default: module.InvoiceParts })));

/** The number to pay with, at any time, until the money arrives; then the page turns into the result by itself. */
export function PayNumberScreen() {
  const org = useOrg();
  const billId = useRouteId('billId');
  const words = useWords(paymentTexts).number;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const input = { billId };
  const bill = useQuery(trpc.billing.myBill.queryOptions(input));
  // The live feed is the fast way; asking now and then covers a feed that a network swallowed.
  const charge = useQuery(trpc.payments.chargeOfBill.queryOptions(input, { refetchInterval: 20_000 }));
  useLive(['bills', 'payments', 'charges']);
  const settled = bill.data !== undefined && !isOpen(bill.data);
  useEffect(() => {
    if (settled) void navigate({ to: '/$org/my/pay/$billId/result', params: { org, billId }, replace: true });
  }, [settled, navigate, org, billId]);
  const paid = charge.data?.lines.map(({ payableId }) => payableId) ?? [];
  const billIds = paid.length > 1 ? paid : [billId];
  const kind = charge.data?.instructions?.kind;
  const account = useWords(accountTexts).title;
  const title = kind === 'virtual_account' ? account : kind === 'payeasy' ? words.titlePayeasy : words.titleKonbini;
  return (
    <MySubFrame title={title} back={{ to: '/$org/my', params: { org } }}>
      {bill.data?.pendingCharge?.withdrawn ? <WithdrawnNote /> : null}
      <QueryState query={charge} skeleton={<ListSkeleton rows={4} />}>
        {(data) => (
          <NumberBody
            charge={data}
            checkedAt={charge.dataUpdatedAt}
            org={org}
            billId={billId}
            pending={bill.data?.pendingCharge?.state ?? null}
          />
        )}
      </QueryState>
      {bill.data === undefined ? null : (
        <Suspense>
          <InvoiceParts billIds={billIds} />
        </Suspense>
      )}
    </MySubFrame>
  );
}

interface NumberBodyProps {
  readonly charge: ChargeView | null;
  readonly checkedAt: number;
  readonly org: string;
  readonly billId: string;
  readonly pending: string | null;
}

function NumberBody({ charge, checkedAt, org, billId, pending }: NumberBodyProps) {
  const words = useWords(paymentTexts).number;
  const numbers = charge === null ? null : numbersOf(charge);
  if (charge !== null && numbers !== null && (charge.state === 'awaiting' || charge.state === 'provisional')) {
    return (
      <>
        <LiveStrip checkedAt={checkedAt} />
        <NumberSlip charge={charge} numbers={numbers} />
        <PaidTogether charge={charge} />
        <PaySteps charge={charge} numbers={numbers} org={org} billId={billId} />
      </>
    );
  }
  const account = charge === null ? null : accountOf(charge);
  if (charge !== null && account !== null && isAccountOpen(charge)) {
    return (
      <>
        <LiveStrip checkedAt={checkedAt} />
        <AccountSlip charge={charge} account={account} />
        <PaidTogether charge={charge} />
        <div className="pay-acts">
          <LinkButton to="/$org/my/pay/$billId" params={{ org, billId }} kind="ghost" size="lg" block>
            {words.change}
          </LinkButton>
        </div>
      </>
    );
  }
  const onItsWay = charge === null ? pending === 'unknown' : ['created', 'requested', 'unknown'].includes(charge.state);
  if (onItsWay) {
    return (
      <>
        <LiveStrip checkedAt={checkedAt} />
        <Empty title={words.checkingTitle} text={words.checkingText} />
      </>
    );
  }
  const expired = charge?.state === 'expired';
  return (
    <Empty
      title={charge === null ? words.noneTitle : expired ? words.expiredTitle : words.goneTitle}
      text={charge === null ? words.noneText : expired ? words.expiredText : words.goneText}
      action={
        <LinkButton to="/$org/my/pay/$billId" params={{ org, billId }} kind="primary" size="lg">
          {words.choose}
        </LinkButton>
      }
    />
  );
}
