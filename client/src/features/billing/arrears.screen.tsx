import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { billCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Button } from '../../components/Button.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { BeginsNote, ListTools, PrintHead, viewTabs } from '../../components/lists/ListTools.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { Select } from '../../components/Select.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatFiscalYear, today } from '../../lib/dates.ts';
import { listWords } from '../../lib/i18n/list-words.ts';
import { searchOf } from '../../lib/list-place.ts';
import { useListViews } from '../../lib/list-views.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ArrearsView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { ArrearsFile } from './ArrearsFile.tsx';
import { arrearsTexts } from './arrears-texts.ts';
import { useArrearsColumnNames, useArrearsColumns } from './ArrearsTable.tsx';
import { type ArrearsAddress, arrearsPlace, arrearsStatuses, readArrears, yearChoices } from './arrears.rules.ts';
import './arrears.css';
import { fiscalYearChoices, pageSizes } from './bill-list.rules.ts';

/** 未納: who owes what, in which years and for how long; the same people go into the file. */
export function ArrearsScreen() {
  const org = useOrg();
  const words = useWords(arrearsTexts);
  const trpc = useTRPC();
  const kept = useListViews(arrearsPlace);
  const { address, set, none } = kept;
  const state = readArrears(address);
  const { size, columns: shownColumns, ...asked } = state;
  const names = useArrearsColumnNames();
  const lists = useWords(listWords).views;
  const page = Math.max(1, Math.trunc(address.page));
  const list = useQuery({
    ...trpc.billing.arrears.queryOptions({ ...asked, page, size }),
    placeholderData: keepPreviousData,
    enabled: !kept.isOpening,
  });
  useLive(['bills', 'payments']);
  const isFiltered =
    asked.q !== '' || asked.status !== 'owing' || asked.category !== null || asked.fiscalYear !== null || asked.minYears > 1;
  const rows = kept.isOpening ? undefined : list.data?.rows;
  const columns = useArrearsColumns(shownColumns);
  const first = (patch: Partial<ArrearsAddress>) => set({ ...patch, page: 1 });
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
      {kept.views.length === 0 ? null : (
        <LinkTabs
          label={lists.label}
          items={[
            {
              label: lists.all,
              to: arrearsPlace.to,
              params: { org },
              search: searchOf(arrearsPlace, { view: none }),
              isCurrent: kept.current === null && !isFiltered,
            },
            ...viewTabs(arrearsPlace, kept, org),
          ]}
        />
      )}
      <PageBody>
        <PrintHead title={words.table} count={list.data?.total ?? 0} />
        <BeginsNote place={arrearsPlace} kept={kept} />
        {list.data && list.data.total > 0 ? <Ages view={list.data} /> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.memberId}
          query={list}
          keys={{}}
          tools={
            <>
              <SearchField label={words.search} value={asked.q} onChange={(q) => first({ q })} />
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
                value={String(asked.fiscalYear ?? 0)}
                onChange={(year) => first({ year: Number(year) })}
                options={[
                  { value: '0', label: words.anyYear },
                  ...fiscalYearChoices(Number(today().slice(0, 4)), [asked.fiscalYear ?? 0, ...(list.data?.openYears ?? [])])
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
              <ListTools place={arrearsPlace} kept={kept} state={state} names={names} />
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
              <Empty
                title={words.noneTitle}
                text={words.noneText}
                action={<Button onPress={() => set({ ...arrearsPlace.start, view: none })}>{words.clear}</Button>}
              />
            ) : (
              <Empty title={words.emptyTitle} text={words.emptyText} />
            )
          }
        />
      </PageBody>
    </>
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
