import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { billCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateShort, formatFiscalYear, today } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ArrearsRow, ArrearsView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { ArrearsFile } from './ArrearsFile.tsx';
import { arrearsTexts } from './arrears-texts.ts';
import { arrearsStatuses, chosen } from './arrears.rules.ts';
import './arrears.css';
import { pageSize, pageSizes, recentFiscalYears } from './bill-list.rules.ts';

const start = { q: '', status: 'owing', category: '', year: 0, years: 1, page: 1, size: 50 };
const yearChoices = [1, 2, 3, 4] as const;

/** 未納: who owes what, in which years and for how long; the same people go into the file. */
export function ArrearsScreen() {
  const org = useOrg();
  const words = useWords(arrearsTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const size = pageSize(state.size);
  const page = Math.max(1, Math.trunc(state.page));
  const asked = {
    q: state.q,
    status: chosen(arrearsStatuses, state.status),
    category: billCategories.find((one) => one === state.category) ?? null,
    fiscalYear: (state.year === 0 ? null : state.year) as never,
    minYears: chosen(yearChoices, state.years),
  };
  const list = useQuery({ ...trpc.billing.arrears.queryOptions({ ...asked, page, size }), placeholderData: keepPreviousData });
  useLive(['bills', 'payments']);
  const isFiltered = JSON.stringify({ ...state, page: 1, size: 50 }) !== JSON.stringify(start);
  const rows = list.data?.rows;
  const columns: Column<ArrearsRow>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/payments/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'type', head: words.type, cell: (row) => row.membershipTypeName, at: 'drop' },
    { id: 'years', head: words.yearsHead, cell: (row) => <Years row={row} />, at: 'sub' },
    {
      id: 'oldest',
      head: words.oldest,
      cell: (row) => (row.oldestDueOn === null ? '' : <span className="num nowrap">{formatDateShort(row.oldestDueOn)}</span>),
      note: (row) => (row.age === null ? '' : words.ages[row.age]),
      at: 'state',
    },
    { id: 'outstanding', head: words.outstanding, cell: (row) => figure(row.outstanding), align: 'end', at: 'end' },
  ];
  const first = (patch: Partial<typeof start>) => set({ ...patch, page: 1 });
  return (
    <>
      <PageHead
        title={words.title}
        sub={list.data ? fill(words.sub, { year: String(list.data.fromYear) }) : undefined}
        actions={
          <>
            <LinkButton to="/$org/admin/reminders" params={{ org }}>
              {words.reminders}
            </LinkButton>
            <ArrearsFile asked={asked} />
          </>
        }
      />
      <PageBody>
        {list.data && list.data.total > 0 ? <Ages view={list.data} /> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.memberId}
          query={list}
          tools={
            <>
              <SearchField label={words.search} value={state.q} onChange={(q) => first({ q })} />
              <Select
                label={words.status}
                value={asked.status}
                onChange={(status) => first({ status })}
                options={arrearsStatuses.map((one) => ({ value: one, label: words.statuses[one] }))}
              />
              <Select
                label={words.category}
                value={asked.category ?? ''}
                onChange={(category) => first({ category })}
                options={[
                  { value: '', label: words.anyCategory },
                  ...billCategories.map((one) => ({ value: one, label: words.categories[one] })),
                ]}
              />
              <Select
                label={words.year}
                value={String(state.year)}
                onChange={(year) => first({ year: Number(year) })}
                options={[
                  { value: '0', label: words.anyYear },
                  ...recentFiscalYears(Number(today().slice(0, 4)))
                    .filter((year) => year >= (list.data?.fromYear ?? 0))
                    .map((year) => ({ value: String(year), label: formatFiscalYear(year) })),
                ]}
              />
              <Select
                label={words.minYears}
                value={String(asked.minYears)}
                onChange={(years) => first({ years: Number(years) })}
                options={yearChoices.map((one) => ({
                  value: String(one),
                  label: one === 1 ? words.anyYears : fill(words.yearsAtLeast, { count: one }),
                }))}
              />
              <Select
                label={words.size}
                value={String(size)}
                onChange={(next) => first({ size: Number(next) })}
                options={pageSizes.map((one) => ({ value: String(one), label: fill(words.sizeOption, { count: one }) }))}
              />
            </>
          }
          page={
            list.data
              ? {
                  total: list.data.total,
                  shown: [list.data.rows.length === 0 ? 0 : (page - 1) * size + 1, (page - 1) * size + list.data.rows.length],
                  ...(page > 1 ? { onPrevious: () => set({ page: page - 1 }) } : {}),
                  ...(page * size < list.data.total ? { onNext: () => set({ page: page + 1 }) } : {}),
                }
              : undefined
          }
          empty={
            isFiltered ? (
              <Empty title={words.noneTitle} text={words.noneText} action={<Button onPress={() => set(start)}>{words.clear}</Button>} />
            ) : (
              <Empty title={words.emptyTitle} text={words.emptyText} />
            )
          }
        />
      </PageBody>
    </>
  );
}

function Years({ row }: { row: ArrearsRow }) {
  const words = useWords(arrearsTexts);
  return (
    <span className="arrears-years">
      {row.years
        .filter((year) => year.outstanding > 0)
        .map((year) => (
          <span key={year.fiscalYear} className="nowrap">
            {fill(words.yearOwes, { year: String(year.fiscalYear), amount: year.outstanding })}
          </span>
        ))}
    </span>
  );
}

/** How old the debts are, over all pages: the older, the less of it comes. */
function Ages({ view }: { view: ArrearsView }) {
  const words = useWords(arrearsTexts);
  return (
    <Panel title={words.agesTitle} count={<Rich text={fill(words.sum, { count: view.total, amount: view.outstanding })} />}>
      <dl className="arrears-ages">
        {view.ages.map(({ age, members, outstanding }) => (
          <div key={age}>
            <dt>{words.ages[age]}</dt>
            <dd>
              <Yen value={outstanding} />
              <span className="muted">{fill(words.ageMembers, { count: members })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
