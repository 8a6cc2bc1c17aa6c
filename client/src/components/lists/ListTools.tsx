import type { ListColumn, ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { ViewStates } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { Columns3, Printer } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useState } from 'react';
import { columnsText } from '../../lib/columns.ts';
import { formatDateLong, today } from '../../lib/dates.ts';
import { listWords } from '../../lib/i18n/list-words.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { type ListAddress, type ListPlace, isSameState, noView, searchOf } from '../../lib/list-place.ts';
import type { useListViews } from '../../lib/list-views.ts';
import { useOrg } from '../../lib/org.ts';
import { fill, useWords } from '../../lib/words.ts';
import { Button, IconButton } from '../Button.tsx';
import { TextLink } from '../Link.tsx';
import type { LinkTab } from '../Tabs.tsx';
import { ViewMenu } from './ViewMenu.tsx';
import './lists.css';

const ColumnsDialog = lazy(() => import('./ColumnsDialog.tsx').then((module) => ({ default: module.ColumnsDialog })));

type Kept<L extends ViewList, Address extends ListAddress> = ReturnType<typeof useListViews<L, Address>>;

/** Saved views as tabs behind those that a list has of its own. */
export function viewTabs<L extends ViewList, Address extends ListAddress>(
  place: ListPlace<L, Address>,
  { views, current }: Pick<Kept<L, Address>, 'views' | 'current'>,
  org: string,
): LinkTab[] {
  return views.map((view) => ({
    label: view.name,
    to: place.to,
    params: { org },
    search: searchOf(place, { ...place.addressOf(view.state), view: view.savedViewId } as Partial<Address>),
    isCurrent: view === current,
  }));
}

export interface ListToolsProps<L extends ViewList, Address extends ListAddress> {
  readonly place: ListPlace<L, Address>;
  readonly kept: Kept<L, Address>;
  readonly state: ViewStates[L];
  readonly names: Readonly<Record<ListColumn<L>, string>>;
  /** Columns that whoever looks may not see. */
  readonly withheld?: readonly ListColumn<L>[];
  readonly children?: ReactNode;
}

/** What is done with a list as it stands: kept as a view, laid out by its columns, printed. */
export function ListTools<L extends ViewList, Address extends ListAddress & { cols: string }>({
  place,
  kept,
  state,
  names,
  withheld = [],
  children,
}: ListToolsProps<L, Address>) {
  const words = useWords(listWords);
  const [choosing, setChoosing] = useState(false);
  const { views, current, none, set } = kept;
  return (
    <span className="list-tools">
      <ViewMenu
        list={place.list}
        state={state}
        views={views}
        current={current}
        isChanged={current !== null && !isSameState(place, current.state, state)}
        mayShare={kept.mayShare}
        onShow={(view) => set({ view: view?.savedViewId ?? none } as Partial<Address>)}
      />
      <Button kind="ghost" size="sm" icon={<Columns3 size={16} aria-hidden />} onPress={() => setChoosing(true)}>
        {words.columns.open}
      </Button>
      <span className="row not-narrow">
        <IconButton label={words.print.button} icon={<Printer size={18} strokeWidth={1.75} aria-hidden />} onPress={() => window.print()} />
        {children}
      </span>
      {choosing ? (
        <Suspense fallback={null}>
          <ColumnsDialog
            list={place.list}
            columns={state.columns as readonly ListColumn<L>[]}
            withheld={withheld}
            names={names}
            onChange={(next) => set({ cols: columnsText(place.list, next) } as Partial<Address>)}
            onClose={() => setChoosing(false)}
          />
        </Suspense>
      ) : null}
    </span>
  );
}

/** Says that the list began with what was chosen for a role, with the way to all of it. */
export function BeginsNote<L extends ViewList, Address extends ListAddress>({
  place,
  kept: { current, beginning, role },
}: {
  readonly place: ListPlace<L, Address>;
  readonly kept: Kept<L, Address>;
}) {
  const org = useOrg();
  const words = useWords(listWords).views;
  const roles = useKit().roles;
  if (current === null || current !== beginning || role === null) return null;
  return (
    <p className="list-begins">
      {fill(words.begins, { role: roles[role], name: current.name })}
      <TextLink to={place.to} params={{ org }} search={searchOf(place, { ...place.everything, view: noView } as Partial<Address>)}>
        {words.everything}
      </TextLink>
    </p>
  );
}

/** The line above a printed list: what it is, of which day, and how many. */
export function PrintHead({ title, count }: { readonly title: string; readonly count: number }) {
  const words = useWords(listWords).print;
  return (
    <p className="list-paper">
      {title} {fill(words.made, { date: formatDateLong(today()), count })}
    </p>
  );
}
