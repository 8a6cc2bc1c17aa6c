import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, Plus, Upload } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { BillStatusTag, MemberStatusTag } from '../../components/Status.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { exportTexts } from './export-texts.ts';
import { statusTexts } from './status-texts.ts';

// A dialog few open: the list must not carry it.
const StatusChangeDialog = lazy(async () => ({ default: (await import('./StatusChangeDialog.tsx')).StatusChangeDialog }));
const start = { q: '', status: 'active', type: '', sort: 'kana', cursor: '', back: false, from: 1 };
const firstPage = { cursor: '', back: false, from: 1 };
const views = ['active', 'suspended', 'withdrawn', 'all'] as const;
const sorts = ['kana', 'number', 'joined'] as const;
const size = 50;

/** The roll: found by a few letters, in the order of readings, with what each owes. */
export function MembersListScreen() {
  const org = useOrg();
  const texts = useWords(adminMemberTexts);
  const words = texts.list;
  const trpc = useTRPC();
  const exportWords = useWords(exportTexts);
  const [exporting, setExporting] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [isChanging, setChanging] = useState(false);
  const statusWords = useWords(statusTexts);
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const mayExport = viewer.data?.audience === 'admin' && viewer.data.permissions.includes('members.export');
  const [state, set] = useListState(start);
  const view = views.find((one) => one === state.status) ?? 'active';
  const sort = sorts.find((one) => one === state.sort) ?? 'kana';
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const counts = useQuery(trpc.members.counts.queryOptions());
  const members = useQuery({
    ...trpc.members.list.queryOptions({
      q: state.q,
      status: view,
      membershipTypeId: (state.type === '' ? null : state.type) as never,
      sort,
      descending: sort === 'joined',
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
  });
  const rows = members.data?.rows;
  const balances = useQuery({
    ...trpc.billing.memberBalances.queryOptions({ memberIds: (rows ?? []).map((row) => row.memberId) }),
    enabled: (rows?.length ?? 0) > 0,
    placeholderData: keepPreviousData,
  });
  useLive(['members', 'imports', 'bills', 'payments']);
  const balanceOf = (row: MemberRow) => balances.data?.find((balance) => balance.memberId === row.memberId);
  const shown = rows?.length ?? 0;
  const countOf = (one: (typeof views)[number]): number | undefined =>
    one === 'all' ? counts.data?.total : counts.data && (counts.data.byStatus[one] ?? 0);
  const columns: Column<MemberRow>[] = [
    { id: 'number', head: words.number, cell: (row) => <span className="num">{row.memberNumber}</span>, at: 'drop' },
    {
      id: 'name',
      head: words.name,
      cell: (row) => `${row.familyName} ${row.givenName}`,
      note: (row) => `${row.familyNameKana} ${row.givenNameKana}`,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'type', head: words.type, cell: (row) => row.membershipTypeName, at: 'sub' },
    {
      id: 'dues',
      head: words.dues,
      cell: (row) => {
        const balance = balanceOf(row);
        return balance?.status ? (
          <BillStatusTag status={balance.status} overdue={balance.overdue} />
        ) : (
          <span className="faint">{texts.detail.none}</span>
        );
      },
      at: 'state',
    },
    {
      id: 'owed',
      head: words.owed,
      cell: (row) => {
        const owed = balanceOf(row)?.owed ?? 0;
        return owed === 0 ? '' : figure(owed);
      },
      align: 'end',
      at: 'end',
    },
    {
      id: 'status',
      head: words.status,
      cell: (row) => <MemberStatusTag status={row.status} label={texts.detail.statuses[row.status]} />,
      at: 'drop',
    },
    {
      id: 'email',
      head: words.email,
      cell: (row) => (row.contactEmail === '' ? <span className="faint">{words.noEmail}</span> : row.contactEmail),
      at: 'drop',
    },
  ];
  const isFiltered = state.q !== '' || state.type !== '' || view !== 'active';
  return (
    <>
      <PageHead
        title={words.title}
        sub={counts.data ? fill(words.count, { count: counts.data.total }) : undefined}
        actions={
          <>
            {mayExport ? (
              <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setExporting(true)}>
                {exportWords.open}
              </Button>
            ) : null}
            <LinkButton to="/$org/admin/members/import" params={{ org }} icon={<Upload size={18} strokeWidth={1.75} aria-hidden />}>
              {words.import}
            </LinkButton>
            <LinkButton
              to="/$org/admin/members/new"
              params={{ org }}
              kind="primary"
              icon={<Plus size={18} strokeWidth={1.75} aria-hidden />}
            >
              {words.add}
            </LinkButton>
          </>
        }
      />
      <LinkTabs
        label={words.views}
        items={views.map((one) => {
          const count = countOf(one);
          return {
            label: words.view[one],
            to: '/$org/admin/members',
            params: { org },
            search: {
              ...(one === 'active' ? {} : { status: one }),
              ...(state.q === '' ? {} : { q: state.q }),
              ...(state.type === '' ? {} : { type: state.type }),
              ...(sort === 'kana' ? {} : { sort }),
            },
            isCurrent: one === view,
            ...(count === undefined ? {} : { count }),
          };
        })}
      />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={rows}
          rowId={(row) => row.memberId}
          query={members}
          selection={{
            selected: picked,
            onChange: setPicked,
            nameOf: (row) => `${row.familyName} ${row.givenName}`,
            bulk: () => (
              <Button size="sm" onPress={() => setChanging(true)}>
                {statusWords.open}
              </Button>
            ),
          }}
          tools={
            <>
              <SearchField label={words.search} value={state.q} onChange={(q) => set({ q, ...firstPage })} />
              <Select
                label={words.type}
                value={state.type}
                onChange={(type) => set({ type, ...firstPage })}
                options={[
                  { value: '', label: words.anyType },
                  ...(types.data ?? []).map((type) => ({ value: type.membershipTypeId, label: type.name })),
                ]}
              />
              <Select
                label={words.sort}
                value={sort}
                onChange={(next) => set({ sort: next, ...firstPage })}
                options={sorts.map((one) => ({ value: one, label: words.sorts[one] }))}
              />
            </>
          }
          page={
            members.data
              ? {
                  total: members.data.total,
                  shown: [shown === 0 ? 0 : state.from, state.from + shown - 1],
                  ...(members.data.previousCursor === null
                    ? {}
                    : {
                        onPrevious: () =>
                          set({ cursor: members.data.previousCursor ?? '', back: true, from: Math.max(1, state.from - size) }),
                      }),
                  ...(members.data.nextCursor === null
                    ? {}
                    : { onNext: () => set({ cursor: members.data.nextCursor ?? '', back: false, from: state.from + shown }) }),
                }
              : undefined
          }
          empty={
            isFiltered ? (
              <Empty title={words.noneTitle} text={words.noneText} action={<Button onPress={() => set(start)}>{words.clear}</Button>} />
            ) : (
              <Empty
                title={words.emptyTitle}
                text={words.emptyText}
                action={
                  <LinkButton to="/$org/admin/members/new" params={{ org }} kind="primary">
                    {words.add}
                  </LinkButton>
                }
              />
            )
          }
        />
      </PageBody>
      {isChanging ? (
        <Suspense>
          <StatusChangeDialog memberIds={[...picked]} onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
      {exporting ? (
        <ExportDialog
          filter={{
            q: state.q,
            status: view,
            membershipTypeId: state.type === '' ? null : state.type,
            sort,
            descending: sort === 'joined',
          }}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </>
  );
}
