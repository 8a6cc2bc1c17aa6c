import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { Status } from '../../components/Status.tsx';
import { Chip } from '../../components/Tag.tsx';
import { formatDateShort, formatMomentShort } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PaymentRow } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { moneyTexts } from './money-texts.ts';
import './payments-admin.css';
import { isMoney, isOffline, isRefundable, isReversible, paymentMethods, paymentStatusKind } from './payment-list.rules.ts';
import { PaymentsFile } from './PaymentsFile.tsx';
import { RefundDialog } from './RefundDialog.tsx';
import { refundTexts } from './refund-texts.ts';
import { ReverseDialog } from './ReverseDialog.tsx';
import { traceTexts } from './trace-texts.ts';

const start = { q: '', method: '', bill: '', member: '', cursor: '', back: false, from: 1, size: 50 };
const firstPage = { cursor: '', back: false, from: 1 };
const sizes = [20, 50, 100, 200] as const;

/** Every yen that came in, newest first, with the bills it was used for. */
export function PaymentsScreen() {
  const org = useOrg();
  const texts = useWords(adminPaymentTexts);
  const words = texts.list;
  const trace = useWords(traceTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const [reversing, setReversing] = useState<PaymentRow | null>(null);
  const [refunding, setRefunding] = useState<PaymentRow | null>(null);
  const refund = useWords(refundTexts).ask;
  const size = sizes.find((one) => one === state.size) ?? 50;
  const method = paymentMethods.find((one) => one === state.method) ?? null;
  const asked = {
    q: state.q,
    method,
    billId: (state.bill === '' ? null : state.bill) as never,
    memberId: (state.member === '' ? null : state.member) as never,
  };
  const payments = useQuery({
    ...trpc.payments.list.queryOptions({
      ...asked,
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
  });
  useLive(['payments', 'bills']);
  const rows = payments.data?.rows;
  const shown = rows?.length ?? 0;
  const filtered = state.q !== '' || method !== null || state.bill !== '' || state.member !== '';
  const acts = (row: PaymentRow) => (
    <span className="refund-acts">
      {isReversible(row) ? (
        <Button size="sm" label={fill(words.reverseOf, { name: row.memberName, amount: row.amount })} onPress={() => setReversing(row)}>
          {words.reverse}
        </Button>
      ) : null}
      {isRefundable(row) ? (
        <Button size="sm" label={fill(refund.openOf, { name: row.memberName, amount: row.amount })} onPress={() => setRefunding(row)}>
          {refund.open}
        </Button>
      ) : null}
    </span>
  );
  const columns: Column<PaymentRow>[] = [
    {
      id: 'receivedAt',
      head: words.receivedAt,
      cell: (row) => (
        <span className="num nowrap">{isOffline(row.method) ? formatDateShort(row.receivedAt) : formatMomentShort(row.receivedAt)}</span>
      ),
      at: 'drop',
    },
    {
      id: 'member',
      head: words.member,
      cell: (row) => (row.memberId === null && row.memberName === '' ? words.unknownMember : row.memberName),
      note: (row) => row.memberNumber,
      to: (row) => (row.memberId === null ? null : { to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'method', head: words.method, cell: (row) => texts.methods[row.method], at: 'sub' },
    { id: 'allocations', head: words.allocations, cell: (row) => <Allocations row={row} />, at: 'drop' },
    {
      id: 'number',
      head: words.numberHead,
      cell: (row) =>
        row.chargeId === null ? (
          <span className="muted money-memo">{row.paymentNumber || row.memo}</span>
        ) : (
          <TextLink to="/$org/admin/payments/trace/$chargeId" params={{ org, chargeId: row.chargeId }}>
            <span className="num">{row.paymentNumber}</span>
          </TextLink>
        ),
      at: 'drop',
    },
    {
      id: 'state',
      head: words.state,
      cell: (row) => (
        <span className="money-state">
          <Status kind={paymentStatusKind(row.state)} label={texts.states[row.state]} />
          <span className="money-state__act">{acts(row)}</span>
        </span>
      ),
      at: 'state',
    },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    {
      id: 'actions',
      head: <span className="sr-only">{words.actions}</span>,
      cell: acts,
      align: 'end',
      at: 'drop',
    },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        actions={
          <>
            <PaymentsFile asked={asked} />
            <LinkButton to="/$org/admin/payments/find" params={{ org }}>
              {trace.findLink}
            </LinkButton>
          </>
        }
      />
      <PageBody>
        {payments.data?.totalCapped ? <Note>{words.capped}</Note> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.paymentId}
          query={payments}
          tools={
            <>
              <SearchField label={words.search} value={state.q} onChange={(q) => set({ q, ...firstPage })} />
              <Select
                label={words.method}
                value={method ?? ''}
                onChange={(next) => set({ method: next, ...firstPage })}
                options={[
                  { value: '', label: words.anyMethod },
                  ...paymentMethods.map((one) => ({ value: one, label: texts.methods[one] })),
                ]}
              />
              <Select
                label={words.size}
                value={String(size)}
                onChange={(next) => set({ size: Number(next), ...firstPage })}
                options={sizes.map((one) => ({ value: String(one), label: fill(words.sizeOption, { count: one }) }))}
              />
              {state.bill === '' ? null : (
                <Chip field={words.bill} onRemove={() => set({ bill: '', ...firstPage })}>
                  {words.thisBill}
                </Chip>
              )}
              {state.member === '' ? null : (
                <Chip field={words.member} onRemove={() => set({ member: '', ...firstPage })}>
                  {words.thisMember}
                </Chip>
              )}
              {rows && rows.length > 0 ? (
                <p className="money-sums">
                  <Rich
                    text={fill(words.sums, {
                      count: rows.length,
                      amount: rows.reduce((sum, row) => sum + (isMoney(row) ? row.amount - row.refunded : 0), 0),
                    })}
                  />
                </p>
              ) : null}
            </>
          }
          page={
            payments.data
              ? {
                  total: payments.data.total,
                  shown: [shown === 0 ? 0 : state.from, state.from + shown - 1],
                  ...(payments.data.previousCursor === null
                    ? {}
                    : {
                        onPrevious: () =>
                          set({ cursor: payments.data.previousCursor ?? '', back: true, from: Math.max(1, state.from - size) }),
                      }),
                  ...(payments.data.nextCursor === null
                    ? {}
                    : { onNext: () => set({ cursor: payments.data.nextCursor ?? '', back: false, from: state.from + shown }) }),
                }
              : undefined
          }
          empty={
            filtered ? (
              <Empty title={words.noneTitle} text={words.noneText} action={<Button onPress={() => set(start)}>{words.clear}</Button>} />
            ) : (
              <Empty
                title={words.emptyTitle}
                text={words.emptyText}
                action={
                  <LinkButton to="/$org/admin/bills" params={{ org }}>
                    {words.seeBills}
                  </LinkButton>
                }
              />
            )
          }
        />
      </PageBody>
      {reversing === null ? null : <ReverseDialog payment={reversing} onClose={() => setReversing(null)} />}
      {refunding === null ? null : <RefundDialog payment={refunding} onClose={() => setRefunding(null)} />}
    </>
  );
}

/** Where the money went; what is left of it stands out, because somebody has to decide about it. */
function Allocations({ row }: { row: PaymentRow }) {
  const org = useOrg();
  const uses = useWords(moneyTexts).uses;
  if (row.allocations.length === 0 && row.unallocated === 0 && row.uses.length === 0) return <span className="faint">—</span>;
  return (
    <span className="money-uses">
      {row.allocations.map((one) => (
        <TextLink key={one.billId} to="/$org/admin/bills/$billId" params={{ org, billId: one.billId }}>
          {one.billName}
        </TextLink>
      ))}
      {row.unallocated > 0 ? <Left row={row} /> : null}
      {row.uses.map((use, index) => (
        <span key={index} className="money-used">
          {fill(uses[use.kind], { on: formatDateShort(use.on), amount: use.amount, bill: use.billName, memo: use.memo })}
        </span>
      ))}
    </span>
  );
}

function Left({ row }: { row: PaymentRow }) {
  const org = useOrg();
  const words = useWords(adminPaymentTexts).list;
  const text = fill(words.unallocated, { amount: row.unallocated });
  if (row.memberId === null) return <span className="money-left">{text}</span>;
  return (
    <TextLink className="money-left" to="/$org/admin/payments/$memberId" params={{ org, memberId: row.memberId }}>
      {text}
    </TextLink>
  );
}
