import type { ListColumn } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { ReactNode } from 'react';
import type { Column } from '../../components/DataTable.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { formatDateShort, formatMomentShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import type { PaymentRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { moneyTexts } from './money-texts.ts';
import { isOffline, paymentStatusKind } from './payment-list.rules.ts';

type PaymentColumn = ListColumn<'payments'>;

/** The names of all columns of the list of payments. */
export function usePaymentColumnNames(): Readonly<Record<PaymentColumn, string>> {
  const { receivedAt, member, method, allocations, numberHead: number, state, amount, columns } = useWords(adminPaymentTexts).list;
  return { receivedAt, member, method, allocations, number, state, amount, ...columns };
}

type Acts = (row: PaymentRow) => ReactNode;

/** The columns that were chosen, in their order, and behind them what can be done, on a phone as a menu; that is never hidden. */
export function usePaymentColumns(chosen: readonly PaymentColumn[], acts: Acts, menu: Acts): Column<PaymentRow>[] {
  const org = useOrg();
  const texts = useWords(adminPaymentTexts);
  const words = texts.list;
  const names = usePaymentColumnNames();
  const sum = (value: number) => (value === 0 ? '' : figure(value));
  const all: Readonly<Record<PaymentColumn, Omit<Column<PaymentRow>, 'id' | 'head'>>> = {
    receivedAt: { cell: (row) => <ReceivedAt row={row} />, at: 'drop' },
    member: {
      cell: (row) => (row.memberId === null && row.memberName === '' ? words.unknownMember : row.memberName),
      note: (row) => row.memberNumber,
      to: (row) => (row.memberId === null ? null : { to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    method: {
      cell: (row) => (
        <>
          <span className="money-on only-narrow">
            <ReceivedAt row={row} />
          </span>
          {texts.methods[row.method]}
        </>
      ),
      at: 'sub',
    },
    allocations: { cell: (row) => <Allocations row={row} />, at: 'drop' },
    number: {
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
    state: {
      cell: (row) => (
        <span className="money-state">
          <Status kind={paymentStatusKind(row.state)} label={texts.states[row.state]} />
          <span className="money-state__act">{menu(row)}</span>
        </span>
      ),
      at: 'state',
    },
    amount: { cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    unallocated: { cell: (row) => sum(row.unallocated), align: 'end', at: 'drop' },
    refunded: { cell: (row) => sum(row.refunded), align: 'end', at: 'drop' },
    memo: { cell: (row) => <span className="muted money-memo">{row.memo}</span>, at: 'drop' },
  };
  return [
    ...chosen.map((column) => ({ id: column, head: names[column], ...all[column] })),
    {
      id: 'actions',
      head: <span className="sr-only">{words.actions}</span>,
      cell: acts,
      align: 'end',
      // On a phone they stand beside the state; without it, in its place.
      at: chosen.includes('state') ? 'drop' : 'state',
    },
  ];
}

function ReceivedAt({ row: { method, receivedAt } }: { readonly row: PaymentRow }) {
  return <span className="num nowrap">{isOffline(method) ? formatDateShort(receivedAt) : formatMomentShort(receivedAt)}</span>;
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
