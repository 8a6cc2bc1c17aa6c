import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type ReactNode, Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CreditRow, SplitPlanBill } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { BankDetailsDialog } from './BankDetailsDialog.tsx';
import { CreditDialog } from './CreditDialog.tsx';
import { moneyTexts } from './money-texts.ts';
import './payments-admin.css';
import { SplitDialog } from './SplitDialog.tsx';

/** It knows banks and their letters: most who use a credit give none of it back. */
const RefundDialog = lazy(() => import('./RefundDialog.tsx').then((module) => ({ default: module.RefundDialog })));

/** One member's money: what is asked, what is too much, and the receipt that pays several years at once. */
export function MemberMoneyScreen({ below }: { readonly below?: (memberId: MemberId) => ReactNode }) {
  const memberId = useRouteId('memberId');
  const org = useOrg();
  const texts = useWords(moneyTexts);
  const words = texts.page;
  const trpc = useTRPC();
  const mayWrite = useMay()('payments.write');
  const [isRecording, setRecording] = useState(false);
  const [isMailing, setMailing] = useState(false);
  const [using, setUsing] = useState<CreditRow | null>(null);
  const [asking, setAsking] = useState<{ readonly credit: CreditRow; readonly amount: number } | null>(null);
  const plan = useQuery(trpc.payments.splitPlan.queryOptions({ memberId, amount: null }));
  const credits = useQuery(trpc.payments.credits.queryOptions({ memberId }));
  useLive(['bills', 'payments']);
  const name = plan.data?.memberName ?? '';
  const bills: Column<SplitPlanBill>[] = [
    {
      id: 'bill',
      head: words.bill,
      cell: (row) => row.billName,
      note: (row) => fill(words.year, { year: String(row.fiscalYear) }),
      to: (row) => ({ to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } }),
      at: 'title',
    },
    {
      id: 'due',
      head: words.due,
      cell: (row) => (
        <>
          <span className="num nowrap">{formatDateShort(row.dueOn)}</span> {row.overdue ? <Tag>{words.overdue}</Tag> : null}
        </>
      ),
      at: 'sub',
    },
    { id: 'rest', head: words.rest, cell: (row) => figure(row.outstanding), align: 'end', at: 'end' },
  ];
  const money: Column<CreditRow>[] = [
    {
      id: 'where',
      head: words.where,
      cell: (row) => (row.billId === null ? words.advance : fill(words.onBill, { bill: row.billName })),
      note: (row) => (row.promised === 0 ? null : fill(words.promised, { amount: row.promised })),
      at: 'title',
    },
    {
      id: 'received',
      head: words.received,
      cell: (row) => <span className="num nowrap">{formatDateShort(row.receivedAt)}</span>,
      at: 'sub',
    },
    {
      id: 'method',
      head: words.method,
      cell: (row) => (texts.methods as Readonly<Record<string, string>>)[row.method] ?? row.method,
      at: 'drop',
    },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    {
      id: 'actions',
      head: <span className="sr-only">{words.actions}</span>,
      cell: (row) =>
        row.amount === 0 ? (
          <LinkButton size="sm" to="/$org/admin/refunds" params={{ org }}>
            {words.seeRefunds}
          </LinkButton>
        ) : (
          <Button
            size="sm"
            label={fill(words.useOf, { when: formatDateShort(row.receivedAt), amount: row.amount })}
            onPress={() => setUsing(row)}
          >
            {words.use}
          </Button>
        ),
      align: 'end',
      at: 'state',
    },
  ];
  return (
    <>
      <PageHead
        crumb={[{ label: words.crumb, to: '/$org/admin/payments', params: { org } }]}
        title={name === '' ? words.crumb : fill(words.title, { name })}
        actions={
          <>
            <LinkButton to="/$org/admin/payments" params={{ org }} search={{ member: memberId }}>
              {words.seePayments}
            </LinkButton>
            {mayWrite ? (
              <>
                <LinkButton to="/$org/admin/pay-links/new" params={{ org }} search={{ member: memberId }}>
                  {words.payLink}
                </LinkButton>
                {(plan.data?.bills.length ?? 0) === 0 ? null : <Button onPress={() => setMailing(true)}>{words.bank}</Button>}
                <Button kind="primary" onPress={() => setRecording(true)}>
                  {words.record}
                </Button>
              </>
            ) : null}
          </>
        }
      />
      <PageBody>
        <Panel title={words.openTitle} flush>
          <DataTable
            label={words.openTable}
            columns={bills}
            rows={plan.data?.bills}
            rowId={(row) => row.billId}
            query={plan}
            empty={<p className="money-nothing">{words.openEmpty}</p>}
          />
        </Panel>
        <Panel title={words.creditTitle} flush>
          <p className="money-about">{words.creditText}</p>
          <DataTable
            label={words.creditTable}
            columns={money.filter(({ id }) => mayWrite || id !== 'actions')}
            rows={credits.data?.credits}
            rowId={(row) => `${row.paymentId}:${row.billId ?? ''}`}
            query={credits}
            empty={<p className="money-nothing">{words.creditEmpty}</p>}
          />
        </Panel>
        {below?.(memberId)}
      </PageBody>
      {isRecording ? <SplitDialog memberId={memberId} name={name} onClose={() => setRecording(false)} /> : null}
      {isMailing ? <BankDetailsDialog memberId={memberId} name={name} onClose={() => setMailing(false)} /> : null}
      {using === null || !credits.data ? null : (
        <CreditDialog
          credit={using}
          targets={credits.data.targets}
          approvalLimit={credits.data.approvalLimit}
          onAsk={(amount) => {
            setUsing(null);
            setAsking({ credit: using, amount });
          }}
          onClose={() => setUsing(null)}
        />
      )}
      {asking === null ? null : (
        <Suspense fallback={null}>
          <RefundDialog
            payment={{ paymentId: asking.credit.paymentId, memberName: asking.credit.memberName, amount: asking.credit.received }}
            wanted={asking.amount}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
    </>
  );
}
