import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Status } from '../../components/Status.tsx';
import { formatDateShort, formatMoment } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, PaymentRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { paymentStatusKind, sumOnBill } from './payment-state.rules.ts';

/** What came in for the bill, and the payment that is under way. */
export function BillPayments({ bill }: { bill: BillDetail }) {
  const org = useOrg();
  const words = useWords(adminBillingTexts);
  const trpc = useTRPC();
  const payments = useQuery({ ...trpc.payments.list.queryOptions({ billId: bill.billId, size: 50 }), enabled: bill.status !== 'draft' });
  const columns: Column<PaymentRow>[] = [
    {
      id: 'receivedAt',
      head: words.bill.receivedAt,
      cell: (row) => formatDateShort(row.receivedAt),
      to: () => ({ to: '/$org/admin/payments', params: { org }, search: { bill: bill.billId } }),
      at: 'title',
    },
    {
      id: 'method',
      head: words.bill.method,
      cell: (row) => words.methods[row.method],
      ...(payments.data?.rows.some((row) => row.memo !== '')
        ? { note: (row: PaymentRow) => <span className="bill-memo">{row.memo}</span> }
        : {}),
      at: 'sub',
    },
    { id: 'number', head: words.bill.paymentNumber, cell: (row) => <span className="num">{row.paymentNumber}</span>, at: 'drop' },
    {
      id: 'state',
      head: words.bill.state,
      cell: (row) => <Status kind={paymentStatusKind(row.state)} label={words.paymentStates[row.state]} />,
      at: 'state',
    },
    { id: 'amount', head: words.bill.allocated, cell: (row) => <Sum row={row} billId={bill.billId} />, align: 'end', at: 'end' },
  ];
  return (
    <>
      {bill.pendingCharge === null || bill.outstanding === 0 ? null : <Waiting bill={bill} pending={bill.pendingCharge} />}
      <Panel title={words.bill.payments} flush>
        {payments.data?.rows.length === 0 || bill.status === 'draft' ? (
          <p className="bill-nothing">{words.bill.noPayments}</p>
        ) : (
          <DataTable
            label={words.bill.paymentsTable}
            columns={columns}
            rows={payments.data?.rows}
            rowId={(row) => row.paymentId}
            query={payments}
          />
        )}
      </Panel>
    </>
  );
}

/** The state beside it says why a sum is struck out. */
function Sum({ row, billId }: { row: PaymentRow; billId: string }) {
  const { sum, gone } = sumOnBill(row, billId);
  return gone ? <s>{figure(sum)}</s> : <>{figure(sum)}</>;
}

/** A number was handed out or a card accepted: no money yet, but it is coming. */
function Waiting({ bill, pending }: { bill: BillDetail; pending: NonNullable<BillDetail['pendingCharge']> }) {
  const words = useWords(adminBillingTexts);
  const trpc = useTRPC();
  const charge = useQuery(trpc.payments.chargeForOffice.queryOptions({ billId: bill.billId }));
  const method = (words.methods as Readonly<Record<string, string>>)[pending.method] ?? pending.method;
  return (
    <Panel title={words.bill.waiting}>
      <p className="bill-waiting-text">{fill(words.bill.waitingText, { method })}</p>
      <Rows>
        <Row label={words.bill.chargeState}>
          <Status kind="waiting" label={words.bill.charge[pending.state]} />
        </Row>
        {charge.data ? (
          <Row label={words.bill.paymentNumber}>
            <span className="num">{charge.data.paymentNumber}</span>
          </Row>
        ) : null}
        {pending.expiresAt === null ? null : <Row label={words.bill.expires}>{formatMoment(pending.expiresAt)}</Row>}
      </Rows>
    </Panel>
  );
}
