import { fullName } from '@tsudoi/shared/kernel/names';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Keyboard, Plus } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useState } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { BeginsNote, ListTools, PrintHead } from '../../components/lists/ListTools.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { cursorPage, firstPage } from '../../lib/cursor-page.ts';
import { useListViews } from '../../lib/list-views.ts';
import { useLive } from '../../lib/live.ts';
import { useIsWide } from '../../lib/media.ts';
import { useOrg } from '../../lib/org.ts';
import { idAsWritten } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberCountsView, MemberRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useBalances, useIsRefused } from './balances.view.ts';
import type { BulkSelection, ChosenDialog } from './bulk-chosen.view.ts';
import { MemberBulkActions } from './MemberBulkActions.tsx';
import { MemberPane } from './MemberPane.tsx';
import { NoDuesRight } from './NoDuesRight.tsx';
import { RollConditions } from './RollConditions.tsx';
import { type RollCounts, RollHead } from './RollHead.tsx';
import { useColumnNames, useRollColumns, useWithheld } from './RollTable.tsx';
import {
  type AnyRoll,
  type ExportFilter,
  type RollAddress,
  type RollList,
  type RollPlace,
  besideOpen,
  conditionsOf,
  filterOf,
  hasConditions,
  mayHide,
  noConditions,
  rollSizes,
  rollSorts,
} from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';
import './members-list.css';

const ExportDialog = lazy(() => import('./ExportDialog.tsx').then((module) => ({ default: module.ExportDialog })));
const HiddenCount = lazy(() => import('./HiddenCount.tsx').then((module) => ({ default: module.HiddenCount })));
const HiddenMembers = lazy(() => import('./HiddenMembers.tsx').then((module) => ({ default: module.HiddenMembers })));
const KeysDialog = lazy(() => import('./KeysDialog.tsx').then((module) => ({ default: module.KeysDialog })));

/** What one of the two lists is called, and says where it is empty. */
export interface RollWords {
  readonly title: string;
  readonly count: string;
  readonly table: string;
  readonly search: string;
  readonly add: string;
  readonly print: string;
  readonly noneTitle: string;
  readonly emptyTitle: string;
  readonly emptyText: string;
}

export interface RollProps<L extends RollList> {
  readonly place: RollPlace<L>;
  readonly said: RollWords;
  /** Where one more is entered. */
  readonly addAt: '/$org/admin/members/new' | '/$org/admin/corporate-members/new';
  /** Of all counts, those of this list. */
  readonly countsOf: (counts: MemberCountsView) => RollCounts;
  /** Besides, in the head of the page. */
  readonly acts?: ReactNode;
  /** What reminds whoever is chosen of what they owe. */
  readonly remind?: ChosenDialog | undefined;
}

/** The roll as a tool: narrowed, sorted, looked through row by row, chosen from, kept as a view. */
export function Roll<L extends RollList>({ place, said, addAt, countsOf, acts, remind }: RollProps<L>) {
  const org = useOrg();
  const texts = useWords(adminMemberTexts);
  const words = texts.list;
  const roll = useWords(rollTexts);
  const trpc = useTRPC();
  const navigate = useNavigate();
  const isWide = useIsWide();
  const names = useColumnNames(place.kind);
  const kept = useListViews(place);
  const { address, set, permissions, none } = kept;
  const [dialog, setDialog] = useState<'export' | 'keys' | null>(null);
  const [chosen, setChosen] = useState<ReadonlyMap<string, MemberRow>>(new Map());
  const [isAll, setAll] = useState(false);
  const whole = place.read(address);
  const state: AnyRoll = whole;
  // Tabs, saved views and the browser's way back narrow the list as well: what was chosen of another list is nobody's choice of this one.
  const conditions = JSON.stringify(conditionsOf(state));
  const [chosenOf, setChosenOf] = useState(conditions);
  if (chosenOf !== conditions) {
    setChosenOf(conditions);
    setChosen(new Map());
    setAll(false);
  }
  const filter: ExportFilter = { ...filterOf(state), ...(place.kind === 'corporate' ? { kind: 'corporate' as const } : {}) };
  const isRefused = useIsRefused(filter);
  const mayExport = permissions.includes('members.export') && !isRefused;
  const mayWrite = permissions.includes('members.write');
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const counts = useQuery(trpc.members.counts.queryOptions());
  const members = useQuery({
    ...trpc.members.list.queryOptions({
      ...filterOf(state),
      kind: place.kind,
      cursor: address.cursor === '' ? null : address.cursor,
      direction: address.back ? 'previous' : 'next',
      size: state.size,
    }),
    placeholderData: keepPreviousData,
    enabled: !kept.isOpening && !isRefused,
  });
  const rows = kept.isOpening ? undefined : isRefused ? [] : members.data?.rows;
  const ids = (rows ?? []).map((row) => row.memberId as string);
  const balanceOf = useBalances(rows);
  useLive(['members', 'imports', 'bills', 'payments']);
  const openId = isWide ? address.open : '';
  const columns = useRollColumns(openId === '' ? state.columns : besideOpen(state.columns), place.kind, org, balanceOf);
  const withheld = useWithheld(balanceOf);
  const total = members.data?.total ?? 0;
  const isCapped = members.data?.totalCapped ?? false;

  const toRecord = (memberId: string) => void navigate({ to: '/$org/admin/members/$memberId', params: { org, memberId } });
  const narrow = (patch: Partial<RollAddress>) => set({ ...patch, ...firstPage });
  const choose = (selected: ReadonlySet<string>) => {
    const known = new Map([...chosen, ...(rows ?? []).map((row) => [row.memberId as string, row] as const)]);
    setAll(false);
    setChosen(new Map([...selected].flatMap((id) => (known.has(id) ? [[id, known.get(id)!] as const] : []))));
  };
  const add = (
    <LinkButton to={addAt} params={{ org }} kind="primary" icon={<Plus size={18} strokeWidth={1.75} aria-hidden />}>
      {said.add}
    </LinkButton>
  );
  const selection: BulkSelection = isAll ? { kind: 'all', filter, total, isCapped } : { kind: 'members', rows: [...chosen.values()] };
  const isFiltered = hasConditions(state);
  const page = isRefused ? undefined : members.data;
  const counted = (count: number) => fill(said.count, { count });
  const isSearched = state.q !== '' && (rows?.length ?? 0) > 0 && !members.isPlaceholderData && mayHide(state);
  return (
    <>
      <RollHead
        place={place}
        said={said}
        state={whole}
        kept={kept}
        counts={counts.data ? countsOf(counts.data) : undefined}
        onExport={mayExport ? () => setDialog('export') : null}
        acts={
          mayWrite ? (
            <>
              {acts}
              {add}
            </>
          ) : null
        }
      />
      <div className={openId === '' ? 'roll' : 'roll is-open'}>
        <PageBody>
          <PrintHead title={said.print} count={total} />
          <BeginsNote place={place} kept={kept} />
          <DataTable
            label={said.table}
            columns={columns}
            rows={rows}
            rowId={(row) => row.memberId}
            query={members}
            openId={openId}
            keys={{
              onShow: isWide ? (id) => set({ open: id }) : null,
              ...(isWide ? { onClose: () => set({ open: '' }) } : {}),
              onEnter: toRecord,
              onPress: (id) => (isWide ? set({ open: id }) : toRecord(id)),
              onHelp: () => setDialog('keys'),
            }}
            sort={{ id: state.sort, descending: state.descending, onChange: (sort, desc) => set({ sort, desc, ...firstPage }) }}
            selection={{
              selected: isAll ? new Set(ids) : new Set(chosen.keys()),
              onChange: choose,
              ...(isAll ? { count: total } : {}),
              counted,
              nameOf: fullName,
              bulk: () => (
                <MemberBulkActions
                  selection={selection}
                  counted={counted}
                  total={total}
                  isCapped={isCapped}
                  onAll={() => setAll(true)}
                  onExport={mayExport ? () => setDialog('export') : null}
                  mayWrite={mayWrite}
                  remind={remind}
                />
              ),
            }}
            tools={
              <>
                <SearchField label={said.search} value={state.q} onChange={(q) => narrow({ q })} />
                <RollConditions conditions={conditionsOf(state)} types={types.data ?? []} onChange={narrow} />
                <Select
                  label={words.sort}
                  value={state.sort}
                  onChange={(sort) => set({ sort, desc: sort === 'joined', ...firstPage })}
                  options={rollSorts.map((one) => ({ value: one, label: words.sorts[one] }))}
                />
                <ListTools place={place} kept={kept} state={whole} names={names} withheld={withheld}>
                  <IconButton
                    label={roll.keys.open}
                    icon={<Keyboard size={18} strokeWidth={1.75} aria-hidden />}
                    onPress={() => setDialog('keys')}
                  />
                </ListTools>
              </>
            }
            page={
              page && {
                ...cursorPage(page, address.from, state.size, set),
                total,
                isCapped,
                size: { value: state.size, options: rollSizes, onChange: (size) => set({ size, ...firstPage }) },
              }
            }
            empty={
              isRefused ? (
                <NoDuesRight conditions={conditionsOf(state)} onChange={(patch) => narrow({ ...patch, view: none })} />
              ) : isFiltered ? (
                <Suspense fallback={null}>
                  <HiddenMembers
                    conditions={conditionsOf(state)}
                    kind={place.kind}
                    types={types.data ?? []}
                    title={said.noneTitle}
                    onChange={(patch) => narrow({ ...patch, view: none })}
                  />
                </Suspense>
              ) : (
                <Empty title={said.emptyTitle} text={said.emptyText} action={mayWrite ? add : undefined} />
              )
            }
          />
          {isSearched ? (
            <Suspense fallback={null}>
              <HiddenCount
                state={state}
                kind={place.kind}
                counted={counted}
                onShow={() => narrow({ ...noConditions, q: state.q, status: 'all', view: none })}
              />
            </Suspense>
          ) : null}
        </PageBody>
        {openId === '' ? null : <MemberPane key={openId} memberId={idAsWritten('memberId', openId)} onClose={() => set({ open: '' })} />}
      </div>
      <Suspense fallback={null}>
        {dialog === 'export' ? <ExportDialog filter={filter} onClose={() => setDialog(null)} /> : null}
        {dialog === 'keys' ? <KeysDialog onClose={() => setDialog(null)} /> : null}
      </Suspense>
    </>
  );
}
