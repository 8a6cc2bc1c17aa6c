import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Ledger } from '../../components/Ledger.tsx';
import { Menu } from '../../components/Menu.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { daysLeftText, formatDate } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure, formatYen } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { type PartWords, shownParts } from './amount-part.rules.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { BillAdjust } from './BillAdjust.tsx';
import { BillCancel } from './BillCancel.tsx';
import { BillCorrections, CorrectLink, LastCorrection } from './BillCorrections.tsx';
import { BillFacts } from './BillFacts.tsx';
import { BillInvoice } from './BillInvoice.tsx';
import { BillPayments } from './BillPayments.tsx';
import { BillRename } from './BillRename.tsx';
import { BillReceipt } from './BillReceipt.tsx';
import { BillTaxes } from './BillTaxes.tsx';
import './billing-admin.css';
import { useDueAgain } from './DueAgain.tsx';
import { OfflineDialog } from './OfflineDialog.tsx';
import { partTexts } from './part-texts.ts';
import { useSeenBill } from './seen-bill.view.ts';
import { WaiveDialog } from './WaiveDialog.tsx';

/** One bill: what it asks for and why, what came in, and what can be done with it. `below`: what another part knows of it. */
export function BillDetailScreen({ below }: { readonly below?: (bill: BillDetail) => ReactNode }) {
  const billId = useRouteId('billId');
  const org = useOrg();
  const words = useWords(adminBillingTexts).bill;
  const partWords = useWords(partTexts);
  const trpc = useTRPC();
  const bill = useQuery(trpc.billing.bill.queryOptions({ billId }));
  useLive(['bills', 'payments', 'charges', 'receipts']);
  const data = bill.data;
  return (
    <>
      <PageHead
        crumb={[{ label: words.crumb, to: '/$org/admin/bills', params: { org } }]}
        title={data?.billName ?? words.crumb}
        sub={data ? fill(words.sub, { name: data.memberName, number: data.billNumber }) : undefined}
        actions={data ? <BillActions bill={data} /> : undefined}
      />
      <PageBody>
        <QueryState query={bill} skeleton={<PanelSkeleton />}>
          {(found) => (
            <Columns
              side={
                <>
                  <BillFacts bill={found} />
                  <BillInvoice bill={found} />
                  <BillReceipt bill={found} />
                </>
              }
            >
              <LastCorrection bill={found} />
              {found.status === 'draft' ? <Note>{words.draftNote}</Note> : null}
              <BillSums bill={found} />
              <Panel title={words.breakdown}>
                <Ledger parts={partsOf(found, partWords)} total={{ label: words.total, amount: found.amount }} />
                <BillTaxes bill={found} />
              </Panel>
              <BillPayments bill={found} />
              {found.status === 'draft' ? null : below?.(found)}
              <BillCorrections bill={found} />
            </Columns>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function partsOf(bill: BillDetail, partWords: PartWords) {
  if (bill.parts.length === 0) return bill.lines.map((line) => ({ label: line.label, amount: line.amount }));
  return shownParts(bill.parts, partWords);
}

/** The three figures of a bill: asked, received, left. */
function BillSums({ bill }: { bill: BillDetail }) {
  const words = useWords(adminBillingTexts).bill;
  const over = bill.allocated - bill.amount;
  const open = bill.status === 'unpaid' || bill.status === 'partly_paid';
  return (
    <Panel flush>
      <section className="sum3" aria-label={words.summary}>
        <div>
          <h2>{words.billed}</h2>
          <p className="sum3__figure">
            {figure(bill.amount)}
            <small>{words.yen}</small>
          </p>
          <p>
            <span className="nowrap">{fill(words.dueOn, { date: formatDate(bill.dueOn) })}</span>{' '}
            {open ? <span className="nowrap">{daysLeftText(bill.dueOn)}</span> : null}
          </p>
        </div>
        <div>
          <h2>{words.received}</h2>
          <p className="sum3__figure">
            {figure(bill.allocated)}
            <small>{words.yen}</small>
          </p>
          <p>{bill.status === 'paid' ? words.paidAll : null}</p>
        </div>
        <div>
          <h2>{over > 0 ? words.over : words.rest}</h2>
          <p className="sum3__figure">
            {figure(over > 0 ? over : bill.outstanding)}
            <small>{words.yen}</small>
          </p>
          <BillStatusTag
            status={bill.status}
            overdue={bill.overdue}
            waiting={bill.pendingCharge !== null && bill.outstanding > 0}
            expected={bill.pendingCharge?.state === 'authorized'}
            provisional={bill.provisional}
            soft
          />
          {over > 0 ? <p>{words.toReturn}</p> : null}
        </div>
      </section>
    </Panel>
  );
}

function BillActions({ bill }: { bill: BillDetail }) {
  const org = useOrg();
  const navigate = useNavigate();
  const words = useWords(adminBillingTexts);
  const edit = useWords(billEditTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'confirm' | 'cancel' | 'rename' | 'offline' | 'waive' | 'adjust' | null>(null);
  const may = useMay();
  const confirm = useMutation(trpc.billing.confirmBill.mutationOptions());
  const close = () => setOpen(null);
  const { lookAgain } = useSeenBill(bill);
  const due = useDueAgain(bill.dueOn);
  const [mayBill, mayPay] = [may('billing.write'), may('payments.write')];
  const payable = bill.status === 'unpaid' || bill.status === 'partly_paid';
  const recordable = payable || bill.status === 'paid' || bill.status === 'overpaid';
  const cancellable = bill.status !== 'cancelled';
  const toMoney = () => void navigate({ to: '/$org/admin/payments/$memberId', params: { org, memberId: bill.memberId } });
  const isShort = bill.status === 'partly_paid' && mayPay;
  const limits = useQuery(trpc.refunds.settings.queryOptions(undefined, { enabled: isShort }));
  const isSmall = isShort && bill.outstanding <= (limits.data?.writeOffLimit ?? 0);
  const ofMoney = [
    ...(recordable ? [{ id: 'split', label: bill.status === 'overpaid' ? words.bill.useOver : words.bill.split, onAction: toMoney }] : []),
    ...(isSmall ? [{ id: 'waive', label: words.bill.waive, onAction: () => setOpen('waive') }] : []),
    ...(recordable && !payable ? [{ id: 'offline', label: words.bill.record, onAction: () => setOpen('offline') }] : []),
  ];
  const ofBill = [
    ...(cancellable ? [{ id: 'rename', label: edit.rename, onAction: () => setOpen('rename') }] : []),
    ...(cancellable ? [{ id: 'adjust', label: edit.adjust, onAction: () => setOpen('adjust') }] : []),
    ...(cancellable ? [{ id: 'cancel', label: words.bill.cancel, onAction: () => setOpen('cancel'), tone: 'danger' as const }] : []),
  ];
  const items = [...(mayPay ? ofMoney : []), ...(mayBill ? ofBill : [])];
  return (
    <>
      {items.length === 0 ? null : <Menu label={words.bill.menu} items={items} />}
      {bill.status === 'draft' || bill.status === 'cancelled' ? null : <CorrectLink billId={bill.billId} />}
      {bill.status === 'draft' && mayBill ? (
        <Button kind="primary" onPress={() => setOpen('confirm')}>
          {words.bill.confirm}
        </Button>
      ) : null}
      {payable && mayPay ? (
        <Button kind="primary" onPress={() => setOpen('offline')}>
          {words.bill.record}
        </Button>
      ) : null}
      <ConfirmDialog
        isOpen={open === 'confirm'}
        onClose={close}
        title={fill(words.bill.confirmTitle, { name: bill.billName })}
        rows={[
          { label: words.bill.member, value: bill.memberName },
          { label: words.bill.billed, value: formatYen(bill.amount) },
          { label: words.bills.due, value: formatDate(bill.dueOn) },
        ]}
        confirmLabel={words.bill.confirm}
        onConfirm={async () => {
          const expected = { version: bill.version };
          const saved = await confirm.mutateAsync({ billId: bill.billId, dueOn: due.dueOn, expected }).catch(lookAgain);
          queries.setQueryData(trpc.billing.bill.queryKey({ billId: bill.billId }), saved);
          void queries.invalidateQueries(trpc.billing.bills.pathFilter());
        }}
      >
        {due.field}
      </ConfirmDialog>
      {open === 'cancel' ? <BillCancel bill={bill} onClose={close} /> : null}
      {open === 'rename' ? <BillRename bill={bill} onClose={close} /> : null}
      {open === 'waive' ? <WaiveDialog bill={bill} onClose={close} /> : null}
      {open === 'adjust' ? <BillAdjust bill={bill} onClose={close} /> : null}
      {open === 'offline' ? <OfflineDialog bill={bill} onClose={close} /> : null}
    </>
  );
}
