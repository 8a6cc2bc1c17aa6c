import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { BillStatusTag, MemberStatusTag } from '../../components/Status.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { cursorPage, firstPage } from '../../lib/cursor-page.ts';
import { useListState } from '../../lib/list-state.ts';
import { searchOf } from '../../lib/list-place.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useBalances, useIsRefused } from './balances.view.ts';
import { exportTexts } from './export-texts.ts';
import { HiddenMembers } from './HiddenMembers.tsx';
import { NoDuesRight } from './NoDuesRight.tsx';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import { RollConditions } from './RollConditions.tsx';
import {
  conditionsOf,
  duesColumns,
  filterOf,
  hasConditions,
  readRoll,
  rollPlace,
  rollSizes,
  rollSorts,
  rollStart,
  tabStatuses,
} from './roll-state.rules.ts';

const ExportDialog = lazy(() => import('./ExportDialog.tsx').then((module) => ({ default: module.ExportDialog })));

/** Corporate members, apart from persons, each with its 連絡者 (MEM-05). */
export function CorporateListScreen() {
  const org = useOrg();
  const texts = useWords(adminMemberTexts);
  const list = texts.list;
  const record = useWords(recordTexts);
  const words = record.corporate;
  const trpc = useTRPC();
  const { ranks, rankName } = useRanks();
  const exportWords = useWords(exportTexts);
  const [isExporting, setExporting] = useState(false);
  const [address, set] = useListState(rollStart);
  const state = readRoll(address);
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const counts = useQuery(trpc.members.counts.queryOptions());
  const may = useMay();
  const isRefused = useIsRefused(filterOf(state));
  const { q, status, sort, descending, size } = state;
  const members = useQuery({
    ...trpc.members.list.queryOptions({
      kind: 'corporate',
      ...filterOf(state),
      size,
      cursor: address.cursor === '' ? null : address.cursor,
      direction: address.back ? 'previous' : 'next',
    }),
    placeholderData: keepPreviousData,
    enabled: !isRefused,
  });
  const page = isRefused ? undefined : members.data;
  const rows = isRefused ? [] : page?.rows;
  const balanceOf = useBalances(rows);
  useLive(['members', 'bills', 'payments']);
  const mayExport = may('members.export') && !isRefused;
  const mayWrite = may('members.write');
  const none = <span className="faint">{texts.detail.none}</span>;
  const told: Column<MemberRow>[] = [
    { id: 'number', head: list.number, cell: (row) => <span className="num">{row.memberNumber}</span>, at: 'drop', sortable: true },
    {
      id: 'kana',
      head: words.name,
      cell: (row) => row.familyName,
      note: (row) => row.familyNameKana,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
      sortable: true,
    },
    { id: 'contact', head: record.contactName, cell: (row) => row.contactName || none, at: 'sub' },
    { id: 'type', head: list.type, cell: (row) => row.membershipTypeName, at: 'drop' },
    ...(ranks.length === 0
      ? []
      : [{ id: 'rank', head: record.rank, cell: (row: MemberRow) => rankName(row.rankId) || none, at: 'drop' as const }]),
    {
      id: 'dues',
      head: list.dues,
      cell: (row) => {
        const balance = balanceOf?.(row);
        return balance?.status ? <BillStatusTag status={balance.status} overdue={balance.overdue} /> : none;
      },
      at: 'state',
    },
    {
      id: 'owed',
      head: list.owed,
      cell: (row) => {
        const owed = balanceOf?.(row)?.owed ?? 0;
        return owed === 0 ? '' : figure(owed);
      },
      align: 'end',
      at: 'end',
    },
    {
      id: 'status',
      head: list.status,
      cell: (row) => <MemberStatusTag status={row.status} label={texts.detail.statuses[row.status]} />,
      at: 'drop',
    },
    { id: 'email', head: list.email, cell: (row) => row.contactEmail || <span className="faint">{list.noEmail}</span>, at: 'drop' },
  ];
  const columns = balanceOf === null ? told.filter(({ id }) => !duesColumns.some((column) => column === id)) : told;
  const corporate = counts.data?.corporate;
  const isFiltered = hasConditions(state);
  const add = (
    <LinkButton
      to="/$org/admin/corporate-members/new"
      params={{ org }}
      kind="primary"
      icon={<Plus size={18} strokeWidth={1.75} aria-hidden />}
    >
      {words.add}
    </LinkButton>
  );
  return (
    <>
      <PageHead
        title={words.title}
        sub={corporate ? fill(words.count, { count: corporate.total }) : undefined}
        actions={
          <>
            {mayExport ? (
              <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setExporting(true)}>
                {exportWords.open}
              </Button>
            ) : null}
            {mayWrite ? add : null}
          </>
        }
      />
      <LinkTabs
        label={list.views}
        items={tabStatuses.map((one) => ({
          label: list.view[one],
          to: '/$org/admin/corporate-members',
          params: { org },
          search: searchOf(rollPlace, { ...address, ...firstPage, status: one }),
          isCurrent: one === status,
          ...(corporate ? { count: one === 'all' ? corporate.total : (corporate.byStatus[one] ?? 0) } : {}),
        }))}
      />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.memberId}
          query={members}
          sort={{ id: sort, descending, onChange: (next, desc) => set({ sort: next, desc, ...firstPage }) }}
          tools={
            <>
              <SearchField label={words.search} value={q} onChange={(next) => set({ q: next, ...firstPage })} />
              <RollConditions
                conditions={conditionsOf(state)}
                types={types.data ?? []}
                onChange={(patch) => set({ ...patch, ...firstPage })}
              />
              <Select
                label={list.sort}
                value={sort}
                onChange={(next) => set({ sort: next, desc: next === 'joined', ...firstPage })}
                options={rollSorts.map((one) => ({ value: one, label: list.sorts[one] }))}
              />
            </>
          }
          page={
            page && {
              ...cursorPage(page, address.from, size, set),
              isCapped: page.totalCapped,
              size: { value: size, options: rollSizes, onChange: (next) => set({ size: next, ...firstPage }) },
            }
          }
          empty={
            isRefused ? (
              <NoDuesRight conditions={conditionsOf(state)} onChange={(patch) => set({ ...patch, ...firstPage })} />
            ) : isFiltered ? (
              <HiddenMembers
                conditions={conditionsOf(state)}
                kind="corporate"
                types={types.data ?? []}
                title={words.noneTitle}
                onChange={(patch) => set({ ...patch, ...firstPage })}
              />
            ) : (
              <Empty title={words.emptyTitle} text={words.emptyText} {...(mayWrite ? { action: add } : {})} />
            )
          }
        />
      </PageBody>
      {isExporting ? (
        <Suspense fallback={null}>
          <ExportDialog filter={{ ...filterOf(state), kind: 'corporate' }} onClose={() => setExporting(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
