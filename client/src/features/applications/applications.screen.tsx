import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { Tag } from '../../components/Tag.tsx';
import { cursorPage, firstPage } from '../../lib/cursor-page.ts';
import { formatMomentShort } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ApplicationRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { applicationTexts } from './admin-texts.ts';
import { ApplicationState } from './ApplicationState.tsx';

const start = { view: 'waiting', q: '', cursor: '', back: false, from: 1 };
const views = ['waiting', 'returned', 'paying', 'approved', 'other'] as const;
const size = 50;

/** Who wants to join: those that wait for the office, in the order they came. */
export function ApplicationsScreen() {
  const org = useOrg();
  const texts = useWords(applicationTexts);
  const words = texts.list;
  const trpc = useTRPC();
  const may = useMay();
  const [state, set] = useListState(start);
  const view = views.find((one) => one === state.view) ?? 'waiting';
  const counts = useQuery(trpc.applications.counts.queryOptions());
  const applications = useQuery({
    ...trpc.applications.list.queryOptions({
      view,
      q: state.q,
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
  });
  useLive(['applications', 'members']);
  const page = applications.data;
  const columns: Column<ApplicationRow>[] = [
    {
      id: 'name',
      head: words.name,
      cell: (row) => (row.name !== '' ? row.name : row.state === 'registered' ? words.isMember : words.noName),
      note: (row) => row.kana,
      to: (row) => ({ to: '/$org/admin/members/applications/$applicationId', params: { org, applicationId: row.applicationId } }),
      at: 'title',
    },
    { id: 'type', head: words.type, cell: (row) => row.membershipTypeName, at: 'end' },
    {
      id: 'email',
      head: words.email,
      cell: (row) => (row.email === '' ? <span className="faint">{words.noEmail}</span> : row.email),
      at: 'sub',
    },
    {
      id: 'state',
      head: words.state,
      cell: (row) => (
        <span className="row">
          <ApplicationState state={row.state} />
          {row.kind === 'new' ? null : <Tag>{texts.kinds[row.kind]}</Tag>}
          {row.byStaff ? <Tag>{texts.byStaff}</Tag> : null}
        </span>
      ),
      at: 'state',
    },
    {
      id: 'since',
      head: words.since,
      cell: (row) => <span className="num">{formatMomentShort(row.since)}</span>,
      align: 'end',
      at: 'drop',
    },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={counts.data && counts.data.waiting > 0 ? fill(words.sub, { count: counts.data.waiting }) : undefined}
        actions={
          may('members.write') ? (
            <LinkButton to="/$org/admin/members/applications/new" params={{ org }} icon={<Plus size={18} strokeWidth={1.75} aria-hidden />}>
              {words.add}
            </LinkButton>
          ) : undefined
        }
      />
      <LinkTabs
        label={words.views}
        items={views.map((one) => ({
          label: words.view[one],
          to: '/$org/admin/members/applications',
          params: { org },
          search: { ...(one === 'waiting' ? {} : { view: one }), ...(state.q === '' ? {} : { q: state.q }) },
          isCurrent: one === view,
          ...(counts.data && (one === 'waiting' || one === 'returned' || one === 'paying') ? { count: counts.data[one] } : {}),
        }))}
      />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={page?.rows}
          rowId={(row) => row.applicationId}
          query={applications}
          keys={{}}
          tools={<SearchField label={words.search} value={state.q} onChange={(q) => set({ q, ...firstPage })} />}
          page={page && cursorPage(page, state.from, size, set)}
          empty={
            state.q === '' ? (
              <Empty
                title={words.empty[view]}
                text={words.emptyText}
                action={
                  may('settings') ? (
                    <LinkButton to="/$org/admin/settings/joining" params={{ org }}>
                      {words.toSettings}
                    </LinkButton>
                  ) : undefined
                }
              />
            ) : (
              <Empty
                title={words.noneTitle}
                text={words.noneText}
                action={<Button onPress={() => set({ q: '', ...firstPage })}>{words.clear}</Button>}
              />
            )
          }
        />
      </PageBody>
    </>
  );
}
