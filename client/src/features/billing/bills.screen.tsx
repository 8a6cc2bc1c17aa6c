import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { billCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { ChosenBills } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { BillId } from '@tsudoi/shared/kernel/ids';
import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { BeginsNote, ListTools, PrintHead, viewTabs } from '../../components/lists/ListTools.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { Chip } from '../../components/Tag.tsx';
import { cursorPage, firstPage } from '../../lib/cursor-page.ts';
import { formatFiscalYear, today } from '../../lib/dates.ts';
import { searchOf } from '../../lib/list-place.ts';
import { useListViews } from '../../lib/list-views.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillRow } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { useBillColumnNames, useBillColumns } from './BillTable.tsx';
import { billViews, billsAddressOf, billsPlace, fiscalYearChoices, pageSizes, readBills, sumsOf } from './bill-list.rules.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { BillsFile } from './BillsFile.tsx';
import { BillsBulk } from './BillsBulk.tsx';
import { BillsCancel } from './BillsCancel.tsx';
import { CancelledRun } from './CancelledRun.tsx';
import { CancelJobsNote } from './CancelJobsNote.tsx';
import './billing-admin.css';
import { NewBillDialog } from './NewBillDialog.tsx';

interface Chosen {
  /** The conditions it was chosen with. */
  readonly of: string;
  readonly ids: ReadonlySet<string>;
  readonly isAll: boolean;
}

/** Every bill of the organisation: found by its state, its year, or a few letters of it. */
export function BillsScreen() {
  const org = useOrg();
  const texts = useWords(adminBillingTexts);
  const words = texts.bills;
  const trpc = useTRPC();
  const kept = useListViews(billsPlace);
  const { address, set, none } = kept;
  const state = readBills(address);
  const names = useBillColumnNames();
  const edit = useWords(billEditTexts);
  const may = useMay();
  const mayBill = may('billing.write');
  const [making, setMaking] = useState(false);
  const [chosen, setChosen] = useState<Chosen>({ of: '', ids: new Set(), isAll: false });
  const [cancelling, setCancelling] = useState<ChosenBills | null>(null);
  const { size, columns: _columns, ...asked } = state;
  // What was chosen belongs to the conditions it was seen with: nothing is done to bills that are out of sight.
  const { descending: _descending, ...filter } = asked;
  const of = JSON.stringify(filter);
  const { ids: selected, isAll } = chosen.of === of ? chosen : { ids: new Set<string>(), isAll: false };
  const setSelected = (ids: ReadonlySet<string>) => setChosen({ of, ids, isAll: false });
  const bills = useQuery({
    ...trpc.billing.bills.queryOptions({
      ...asked,
      cursor: address.cursor === '' ? null : address.cursor,
      direction: address.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
    enabled: !kept.isOpening,
  });
  useLive(['bills', 'payments', 'charges', 'runs']);
  const rows = kept.isOpening ? undefined : bills.data?.rows;
  const { q, status, fiscalYear, category, billingRunId, memberId } = state;
  const filtered = q !== '' || status !== 'all' || [fiscalYear, category, billingRunId, memberId].some((one) => one !== null);
  const columns = useBillColumns(state.columns);
  const counted = bills.data && !bills.data.totalCapped ? { count: bills.data.total } : {};
  const total = bills.data?.total ?? 0;
  return (
    <>
      <PageHead
        title={words.title}
        actions={
          <>
            {rows && rows.length > 0 ? <BillsFile asked={asked} /> : null}
            {!mayBill ? null : memberId !== null ? (
              <Button kind="primary" onPress={() => setMaking(true)}>
                {texts.newBill.open}
              </Button>
            ) : (
              <LinkButton
                to="/$org/admin/billing/runs/new"
                params={{ org }}
                kind="primary"
                icon={<FilePlus2 size={18} strokeWidth={1.75} />}
              >
                {words.create}
              </LinkButton>
            )}
          </>
        }
      />
      <LinkTabs
        label={words.views}
        items={[
          ...billViews.map((one) => ({
            label: words.view[one],
            to: billsPlace.to,
            params: { org },
            search: searchOf(billsPlace, { ...billsAddressOf({ ...state, status: one }), view: none }),
            isCurrent: kept.current === null && one === status,
            ...(kept.current === null && one === status ? counted : {}),
          })),
          ...viewTabs(billsPlace, kept, org).map((tab) => (tab.isCurrent ? { ...tab, ...counted } : tab)),
        ]}
      />
      <PageBody>
        <PrintHead title={words.table} count={total} />
        <BeginsNote place={billsPlace} kept={kept} />
        {billingRunId === null ? null : <CancelledRun billingRunId={billingRunId} status={status} />}
        {bills.data?.totalCapped ? <Note>{words.capped}</Note> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.billId}
          query={bills}
          keys={{}}
          sort={{ id: 'due', descending: state.descending, onChange: (_id, desc) => set({ desc, ...firstPage }) }}
          selection={
            mayBill || may('payments.write')
              ? {
                  selected: isAll ? new Set(rows?.map((row) => row.billId)) : selected,
                  onChange: setSelected,
                  ...(isAll ? { count: total } : {}),
                  nameOf: (row) => fill(edit.keptRow, { number: row.billNumber, name: row.memberName }),
                  bulk: (ids) => (
                    <BillsBulk
                      ids={ids}
                      isAll={isAll}
                      total={total}
                      isCapped={bills.data?.totalCapped ?? false}
                      onAll={() => setChosen({ of, ids: new Set(), isAll: true })}
                      onCancel={() => setCancelling(isAll ? { filter } : { billIds: ids.map((id) => BillId.parse(id)) })}
                    />
                  ),
                }
              : undefined
          }
          tools={
            <>
              <SearchField label={words.search} value={state.q} onChange={(q) => set({ q, ...firstPage })} />
              <Select
                label={words.year}
                value={String(fiscalYear ?? 0)}
                onChange={(year) => set({ year: Number(year), ...firstPage })}
                options={[
                  { value: '0', label: words.anyYear },
                  ...fiscalYearChoices(Number(today().slice(0, 4)), [fiscalYear ?? 0, ...(rows ?? []).map((row) => row.fiscalYear)]).map(
                    (year) => ({ value: String(year), label: formatFiscalYear(year) }),
                  ),
                ]}
              />
              <Select
                label={edit.category}
                value={category ?? ''}
                onChange={(next) => set({ category: next, ...firstPage })}
                options={[
                  { value: '', label: edit.anyCategory },
                  ...billCategories.map((one) => ({ value: one, label: texts.items.categories[one] })),
                ]}
              />
              <Select
                label={words.size}
                value={String(size)}
                onChange={(next) => set({ size: Number(next), ...firstPage })}
                options={pageSizes.map((one) => ({ value: String(one), label: fill(words.sizeOption, { count: one }) }))}
              />
              {billingRunId === null ? null : (
                <Chip field={words.ofRun} onRemove={() => set({ run: '', ...firstPage })}>
                  {words.thisRun}
                </Chip>
              )}
              {memberId === null ? null : (
                <Chip field={words.ofMember} onRemove={() => set({ member: '', ...firstPage })}>
                  {words.thisMember}
                </Chip>
              )}
              {rows && rows.length > 0 ? <SumsOfPage rows={rows} /> : null}
              <ListTools place={billsPlace} kept={kept} state={state} names={names} />
            </>
          }
          page={bills.data && cursorPage(bills.data, address.from, size, set)}
          empty={
            filtered ? (
              <Empty
                title={words.noneTitle}
                text={words.noneText}
                action={<Button onPress={() => set({ ...billsPlace.start, view: none })}>{words.clear}</Button>}
              />
            ) : (
              <Empty
                title={words.emptyTitle}
                text={words.emptyText}
                action={
                  mayBill ? (
                    <LinkButton to="/$org/admin/billing/runs/new" params={{ org }} kind="primary">
                      {words.create}
                    </LinkButton>
                  ) : null
                }
              />
            )
          }
        />
        <CancelJobsNote />
      </PageBody>
      {cancelling === null ? null : (
        <BillsCancel
          bills={cancelling}
          onClose={() => {
            setCancelling(null);
            setSelected(new Set());
          }}
        />
      )}
      {making && memberId !== null ? <NewBillDialog memberId={memberId} onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function SumsOfPage({ rows }: { rows: readonly BillRow[] }) {
  const words = useWords(adminBillingTexts).bills;
  const { amount, rest } = sumsOf(rows);
  return (
    <p className="bill-sums">
      <span>
        <Rich text={fill(words.sums, { count: rows.length, amount })} />
      </span>
      {rest === 0 ? null : (
        <span>
          <Rich text={fill(words.sumRest, { rest })} />
        </span>
      )}
    </p>
  );
}
