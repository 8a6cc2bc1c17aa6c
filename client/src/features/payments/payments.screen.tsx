import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { BeginsNote, ListTools, PrintHead, viewTabs } from '../../components/lists/ListTools.tsx';
import { Menu, type MenuEntry } from '../../components/Menu.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { Chip } from '../../components/Tag.tsx';
import { cursorPage, firstPage } from '../../lib/cursor-page.ts';
import { searchOf } from '../../lib/list-place.ts';
import { useListViews } from '../../lib/list-views.ts';
import { listWords } from '../../lib/i18n/list-words.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PaymentRow } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import './payments-admin.css';
import { usePaymentColumnNames, usePaymentColumns } from './PaymentTable.tsx';
import {
  correctable,
  isRefundable,
  isReversible,
  paymentMethods,
  paymentSizes,
  paymentsPlace,
  readPayments,
  receivedYen,
} from './payment-list.rules.ts';
import { PaymentsFile } from './PaymentsFile.tsx';
import { refundTexts } from './refund-texts.ts';
import { traceTexts } from './trace-texts.ts';

/** Most who look at payments take none back, and give none back: that one knows banks and their letters. */
const ReverseDialog = lazy(() => import('./ReverseDialog.tsx').then((module) => ({ default: module.ReverseDialog })));
const RefundDialog = lazy(() => import('./RefundDialog.tsx').then((module) => ({ default: module.RefundDialog })));

/** Every yen that came in, newest first, with the bills it was used for. */
export function PaymentsScreen() {
  const org = useOrg();
  const texts = useWords(adminPaymentTexts);
  const words = texts.list;
  const trace = useWords(traceTexts);
  const trpc = useTRPC();
  const kept = useListViews(paymentsPlace);
  const { address, set, none } = kept;
  const state = readPayments(address);
  const names = usePaymentColumnNames();
  const lists = useWords(listWords).views;
  const mayWrite = useMay()('payments.write');
  const [reversing, setReversing] = useState<PaymentRow | null>(null);
  const [refunding, setRefunding] = useState<PaymentRow | null>(null);
  const refund = useWords(refundTexts).ask;
  const { size, columns: shownColumns, ...asked } = state;
  const { q, method, billId, memberId } = asked;
  const payments = useQuery({
    ...trpc.payments.list.queryOptions({
      ...asked,
      cursor: address.cursor === '' ? null : address.cursor,
      direction: address.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
    enabled: !kept.isOpening,
  });
  useLive(['payments', 'bills']);
  const rows = kept.isOpening ? undefined : payments.data?.rows;
  const filtered = q !== '' || [method, billId, memberId].some((one) => one !== null);
  const corrections = (row: PaymentRow): readonly MenuEntry[] =>
    correctable(row).map(({ billId: id, billName: bill }) => ({
      id,
      label: fill(words.correct, { bill }),
      to: { to: '/$org/admin/bills/$billId/correct', params: { org, billId: id } },
    }));
  const acts = (row: PaymentRow) =>
    mayWrite ? (
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
        <ActMenu row={row} items={corrections(row)} />
      </span>
    ) : null;
  // One button on a phone, where three would stand below one another in every row.
  const menu = (row: PaymentRow) =>
    mayWrite ? (
      <ActMenu
        row={row}
        items={[
          ...(isReversible(row) ? [{ id: 'reverse', label: words.reverse, onAction: () => setReversing(row) }] : []),
          ...(isRefundable(row) ? [{ id: 'refund', label: refund.open, onAction: () => setRefunding(row) }] : []),
          ...corrections(row),
        ]}
      />
    ) : null;
  const columns = usePaymentColumns(shownColumns, acts, menu);
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
      {kept.views.length === 0 ? null : (
        <LinkTabs
          label={lists.label}
          items={[
            {
              label: lists.all,
              to: paymentsPlace.to,
              params: { org },
              search: searchOf(paymentsPlace, { view: none }),
              isCurrent: kept.current === null && !filtered,
            },
            ...viewTabs(paymentsPlace, kept, org),
          ]}
        />
      )}
      <PageBody>
        <PrintHead title={words.table} count={payments.data?.total ?? 0} />
        <BeginsNote place={paymentsPlace} kept={kept} />
        {payments.data?.totalCapped ? <Note>{words.capped}</Note> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.paymentId}
          query={payments}
          keys={{}}
          tools={
            <>
              <SearchField label={words.search} value={q} onChange={(next) => set({ q: next, ...firstPage })} />
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
                options={paymentSizes.map((one) => ({ value: String(one), label: fill(words.sizeOption, { count: one }) }))}
              />
              {billId === null ? null : (
                <Chip field={words.bill} onRemove={() => set({ bill: '', ...firstPage })}>
                  {words.thisBill}
                </Chip>
              )}
              {memberId === null ? null : (
                <Chip field={words.member} onRemove={() => set({ member: '', ...firstPage })}>
                  {words.thisMember}
                </Chip>
              )}
              {rows && rows.length > 0 ? (
                <p className="money-sums">
                  <Rich
                    text={fill(words.sums, {
                      count: rows.length,
                      amount: receivedYen(rows),
                    })}
                  />
                </p>
              ) : null}
              <ListTools place={paymentsPlace} kept={kept} state={state} names={names} />
            </>
          }
          page={payments.data && cursorPage(payments.data, address.from, size, set)}
          empty={
            filtered ? (
              <Empty
                title={words.noneTitle}
                text={words.noneText}
                action={<Button onPress={() => set({ ...paymentsPlace.start, view: none })}>{words.clear}</Button>}
              />
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
      {reversing === null ? null : (
        <Suspense fallback={null}>
          <ReverseDialog payment={reversing} onClose={() => setReversing(null)} />
        </Suspense>
      )}
      {refunding === null ? null : (
        <Suspense fallback={null}>
          <RefundDialog payment={refunding} onClose={() => setRefunding(null)} />
        </Suspense>
      )}
    </>
  );
}

function ActMenu({ row, items }: { readonly row: PaymentRow; readonly items: readonly MenuEntry[] }) {
  const words = useWords(adminPaymentTexts).list;
  return items.length === 0 ? null : <Menu label={fill(words.menu, { name: row.memberName, amount: row.amount })} items={items} />;
}
