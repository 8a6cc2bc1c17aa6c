import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { billCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { Chip } from '../../components/Tag.tsx';
import { formatDateShort, formatFiscalYear, today } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillRow } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { type BillView, billCategory, billView, billViews, pageSize, pageSizes, recentFiscalYears, sumsOf } from './bill-list.rules.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { BillsFile } from './BillsFile.tsx';
import { BillsCancel } from './BillsCancel.tsx';
import './billing-admin.css';
import { NewBillDialog } from './NewBillDialog.tsx';

const start = { q: '', status: 'all', year: 0, category: '', run: '', member: '', cursor: '', back: false, from: 1, size: 50, desc: true };
const firstPage = { cursor: '', back: false, from: 1 };

/** Every bill of the organisation: found by its state, its year, or a few letters of it. */
export function BillsScreen() {
  const org = useOrg();
  const texts = useWords(adminBillingTexts);
  const words = texts.bills;
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const edit = useWords(billEditTexts);
  const [making, setMaking] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [cancelling, setCancelling] = useState<readonly string[] | null>(null);
  const view = billView(state.status);
  const size = pageSize(state.size);
  const asked = {
    q: state.q,
    status: view,
    fiscalYear: (state.year === 0 ? null : state.year) as never,
    category: billCategory(state.category),
    billingRunId: (state.run === '' ? null : state.run) as never,
    memberId: (state.member === '' ? null : state.member) as never,
    descending: state.desc,
  };
  const bills = useQuery({
    ...trpc.billing.bills.queryOptions({
      ...asked,
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
  });
  useLive(['bills', 'payments', 'charges', 'runs']);
  const rows = bills.data?.rows;
  const filtered = state.q !== '' || view !== 'all' || state.year !== 0 || state.category !== '' || state.run !== '' || state.member !== '';
  const shown = rows?.length ?? 0;
  const columns: Column<BillRow>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } }),
      at: 'title',
    },
    {
      id: 'name',
      head: words.name,
      cell: (row) => row.billName,
      note: (row) => row.billNumber,
      at: 'sub',
    },
    { id: 'due', head: words.due, cell: (row) => formatDateShort(row.dueOn), sortable: true, at: 'drop' },
    {
      id: 'status',
      head: words.status,
      cell: (row) => (
        <BillStatusTag
          status={row.status}
          overdue={row.overdue}
          waiting={row.pendingCharge !== null && row.outstanding > 0}
          expected={row.pendingCharge?.state === 'authorized'}
          provisional={row.provisional}
        />
      ),
      at: 'state',
    },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    {
      id: 'rest',
      head: words.rest,
      cell: (row) => <span className={row.outstanding === 0 ? 'faint' : undefined}>{figure(row.outstanding)}</span>,
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
            {rows && rows.length > 0 ? <BillsFile asked={asked} /> : null}
            {state.member !== '' ? (
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
        items={billViews.map((one) => ({
          label: words.view[one],
          to: '/$org/admin/bills',
          params: { org },
          search: searchOf(state, one),
          isCurrent: one === view,
          ...(one === view && bills.data && !bills.data.totalCapped ? { count: bills.data.total } : {}),
        }))}
      />
      <PageBody>
        {bills.data?.totalCapped ? <Note>{words.capped}</Note> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.billId}
          query={bills}
          sort={{ id: 'due', descending: state.desc, onChange: (_id, desc) => set({ desc, ...firstPage }) }}
          selection={{
            selected,
            onChange: setSelected,
            nameOf: (row) => fill(edit.keptRow, { number: row.billNumber, name: row.memberName }),
            bulk: (ids) => (
              <>
                <LinkButton size="sm" to="/$org/admin/pay-links/new" params={{ org }} search={{ bills: ids.slice(0, 50).join(',') }}>
                  {edit.payLink}
                </LinkButton>
                <Button size="sm" kind="danger" onPress={() => setCancelling(ids)}>
                  {edit.select}
                </Button>
              </>
            ),
          }}
          tools={
            <>
              <SearchField label={words.search} value={state.q} onChange={(q) => set({ q, ...firstPage })} />
              <Select
                label={words.year}
                value={String(state.year)}
                onChange={(year) => set({ year: Number(year), ...firstPage })}
                options={[
                  { value: '0', label: words.anyYear },
                  ...recentFiscalYears(Number(today().slice(0, 4))).map((year) => ({ value: String(year), label: formatFiscalYear(year) })),
                ]}
              />
              <Select
                label={edit.category}
                value={billCategory(state.category) ?? ''}
                onChange={(category) => set({ category, ...firstPage })}
                options={[
                  { value: '', label: edit.anyCategory },
                  ...billCategories.map((category) => ({ value: category, label: texts.items.categories[category] })),
                ]}
              />
              <Select
                label={words.size}
                value={String(size)}
                onChange={(next) => set({ size: Number(next), ...firstPage })}
                options={pageSizes.map((one) => ({ value: String(one), label: fill(words.sizeOption, { count: one }) }))}
              />
              {state.run === '' ? null : (
                <Chip field={words.ofRun} onRemove={() => set({ run: '', ...firstPage })}>
                  {words.thisRun}
                </Chip>
              )}
              {state.member === '' ? null : (
                <Chip field={words.ofMember} onRemove={() => set({ member: '', ...firstPage })}>
                  {words.thisMember}
                </Chip>
              )}
              {rows && rows.length > 0 ? <SumsOfPage rows={rows} /> : null}
            </>
          }
          page={
            bills.data
              ? {
                  total: bills.data.total,
                  shown: [shown === 0 ? 0 : state.from, state.from + shown - 1],
                  ...(bills.data.previousCursor === null
                    ? {}
                    : {
                        onPrevious: () =>
                          set({ cursor: bills.data.previousCursor ?? '', back: true, from: Math.max(1, state.from - size) }),
                      }),
                  ...(bills.data.nextCursor === null
                    ? {}
                    : { onNext: () => set({ cursor: bills.data.nextCursor ?? '', back: false, from: state.from + shown }) }),
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
                  <LinkButton to="/$org/admin/billing/runs/new" params={{ org }} kind="primary">
                    {words.create}
                  </LinkButton>
                }
              />
            )
          }
        />
      </PageBody>
      {cancelling === null ? null : (
        <BillsCancel
          billIds={cancelling}
          onClose={() => {
            setCancelling(null);
            setSelected(new Set());
          }}
        />
      )}
      {making && state.member !== '' ? <NewBillDialog memberId={state.member} onClose={() => setMaking(false)} /> : null}
    </>
  );
}

/** Another view keeps the other conditions and starts at its first page. */
function searchOf(state: typeof start, view: BillView): Record<string, string | number | boolean> {
  return {
    ...(view === 'all' ? {} : { status: view }),
    ...(state.q === '' ? {} : { q: state.q }),
    ...(state.year === 0 ? {} : { year: state.year }),
    ...(state.category === '' ? {} : { category: state.category }),
    ...(state.run === '' ? {} : { run: state.run }),
    ...(state.member === '' ? {} : { member: state.member }),
    ...(state.size === 50 ? {} : { size: state.size }),
    ...(state.desc ? {} : { desc: false }),
  };
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
