import { TenantText } from '../../components/TenantText.tsx';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronDown, LockKeyhole } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Ledger } from '../../components/Ledger.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { isOpen, slipStateOf } from '../../lib/my-bill.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, MethodAvailability } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { MethodChoice } from './MethodChoice.tsx';
import { PayPress } from './PayPress.tsx';
import './pay.css';
import { useLeaving } from './leaving.view.ts';
import { usePaying } from './paying.view.ts';
import { paymentTexts } from './texts.ts';
import { togetherOf } from './together.rules.ts';

const InvoiceParts = lazy(() => import('./InvoicePart.tsx').then((module) => ({ default: module.InvoiceParts })));

export function PayMethodScreen() {
  const org = useOrg();
  const billId = useRouteId('billId');
  const words = useWords(paymentTexts);
  const trpc = useTRPC();
  const { with: others = '' } = useSearch({ strict: false }) as { with?: string };
  const bill = useQuery(trpc.billing.myBill.queryOptions({ billId }));
  const all = useQuery({ ...trpc.billing.myBills.queryOptions(), enabled: others !== '' });
  const more = togetherOf(all.data?.bills ?? [], billId, others);
  useLive(['bills', 'payments', 'charges']);
  const choosing = bill.data !== undefined && isOpen(bill.data) && !bill.data.payer;
  return (
    <MySubFrame title={words.bar} heading={!choosing} back={{ to: '/$org/my', params: { org } }}>
      <QueryState query={bill} skeleton={<ListSkeleton rows={4} />}>
        {(data) =>
          !isOpen(data) ? (
            <Settled bill={data} org={org} />
          ) : data.payer ? (
            <Empty title={words.method.byPayer} text={fill(words.method.byPayerText, { name: data.payer.name })} />
          ) : others === '' ? (
            <Methods bills={[data]} org={org} />
          ) : (
            <QueryState query={all} skeleton={<ListSkeleton rows={4} />}>
              {() => <Methods bills={[data, ...more]} org={org} />}
            </QueryState>
          )
        }
      </QueryState>
    </MySubFrame>
  );
}

function Settled({ bill, org }: { bill: BillDetail; org: string }) {
  const words = useWords(paymentTexts).method;
  const paid = bill.status === 'paid' || bill.status === 'overpaid';
  return (
    <Empty
      title={paid ? words.paid : words.notPayable}
      text={paid ? bill.billName : words.notPayableText}
      action={
        <LinkButton to="/$org/my/pay/$billId/result" params={{ org, billId: bill.billId }} size="lg">
          {words.seeResult}
        </LinkButton>
      }
    />
  );
}

/** The bills of one checkout; the first is the one the pages are addressed by. */
type Bills = readonly [BillDetail, ...BillDetail[]];
const askedOf = (bills: Bills): number => bills.reduce((sum, bill) => sum + bill.outstanding, 0);

function Methods({ bills, org }: { bills: Bills; org: string }) {
  const words = useWords(paymentTexts).method;
  const trpc = useTRPC();
  const methods = useQuery(
    trpc.payments.methods.queryOptions({ billId: bills[0].billId, otherBillIds: bills.slice(1).map(({ billId }) => billId) }),
  );
  return (
    <>
      {bills.length === 1 ? <PayTarget bill={bills[0]} /> : <PayTargets bills={bills} />}
      <QueryState query={methods} skeleton={<ListSkeleton rows={3} />}>
        {(data) =>
          data.some((method) => method.available) ? (
            <PayForm bills={bills} methods={data} org={org} />
          ) : (
            <>
              <h1 className="sr-only">{words.title}</h1>
              <Empty title={words.noneTitle} text={words.noneText} />
              <Suspense>
                <InvoiceParts billIds={bills.map(({ billId }) => billId)} />
              </Suspense>
            </>
          )
        }
      </QueryState>
    </>
  );
}

/** What is paid, how much, until when, and why that much. */
function PayTarget({ bill }: { bill: BillDetail }) {
  const words = useWords(paymentTexts);
  const parts = bill.parts.length > 0 ? bill.parts : bill.lines.map((line) => ({ label: line.label, amount: line.amount }));
  return (
    <div className="pay-target">
      <div className="pay-target__top">
        <div>
          <p className="pay-target__name">
            <TenantText>{bill.billName}</TenantText>
          </p>
          <p className="pay-target__due">{fill(words.due, { date: formatDate(bill.dueOn) })}</p>
        </div>
        <Yen value={bill.outstanding} size="l" />
      </div>
      <details className="pay-fold">
        <summary>
          <ChevronDown size={16} strokeWidth={2} aria-hidden="true" />
          {words.breakdown}
        </summary>
        <Ledger
          parts={bill.allocated > 0 ? [...parts, { label: words.received, amount: -bill.allocated }] : parts}
          total={{ label: words.total, amount: bill.outstanding }}
        />
      </details>
    </div>
  );
}

/** Several years in one go: each with its own figure, and the sum that is paid. */
function PayTargets({ bills }: { bills: Bills }) {
  const words = useWords(paymentTexts);
  return (
    <div className="pay-target">
      <div className="pay-target__top">
        <div>
          <p className="pay-target__name">{fill(words.together.title, { count: bills.length })}</p>
        </div>
        <Yen value={askedOf(bills)} size="l" />
      </div>
      <Ledger
        parts={bills.map((bill) => ({ label: bill.billName, amount: bill.outstanding }))}
        total={{ label: words.total, amount: askedOf(bills) }}
      />
    </div>
  );
}

function PayForm({ bills, methods, org }: { bills: Bills; methods: readonly MethodAvailability[]; org: string }) {
  const words = useWords(paymentTexts);
  const [bill, ...others] = bills;
  const otherBillIds = others.map(({ billId }) => billId);
  const { start, leaving } = useStart(bill, org);
  const paying = usePaying({
    methods,
    asked: otherBillIds.join(),
    start,
    send: (intent) => start.mutate({ billId: bill.billId, otherBillIds, ...intent }),
  });

  return (
    <>
      <section className="sec pay-choose">
        <h1>{words.method.title}</h1>
        <MethodChoice
          methods={methods}
          choice={paying.choice}
          isOverdue={bills.every(({ overdue }) => overdue)}
          storeMissing={paying.storeMissing}
          onChange={paying.choose}
        />
        {bills.some((one) => slipStateOf(one) === 'waiting') ? <Note kind="warn">{words.method.switchNote}</Note> : null}
        {paying.choice.method === 'card' ? (
          <p className="pay-safe">
            <LockKeyhole size={18} strokeWidth={1.75} aria-hidden="true" />
            <span>
              <Rich text={words.method.safe} tag="span" />
            </span>
          </p>
        ) : null}
      </section>
      <Suspense>
        <InvoiceParts billIds={bills.map(({ billId }) => billId)} />
      </Suspense>
      <div className="paybar">
        <PayPress amount={askedOf(bills)} paying={paying} start={start} leaving={leaving} />
      </div>
    </>
  );
}

/** Opens the charge and leads on: a card to the provider's page, a number to its page. */
function useStart(bill: BillDetail, org: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { isLeaving, leave } = useLeaving();
  const start = useMutation(
    trpc.payments.startCharge.mutationOptions({
      onSuccess: async (result, { method }) => {
        if (result.outcome === 'opened') {
          queries.setQueryData(trpc.payments.chargeOfBill.queryKey({ billId: bill.billId }), result.charge);
          const { redirectUrl } = result.charge;
          if (redirectUrl !== null) return leave(() => globalThis.location.assign(redirectUrl));
        }
        void queries.invalidateQueries(trpc.billing.pathFilter());
        // A lost answer is waited for on the page that shows the outcome; it never starts a second charge.
        const to = method === 'card' ? '/$org/my/pay/$billId/result' : '/$org/my/pay/$billId/number';
        await navigate({ to, params: { org, billId: bill.billId } });
      },
    }),
  );
  return { start, leaving: isLeaving };
}
