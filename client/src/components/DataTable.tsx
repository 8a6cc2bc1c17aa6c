import { Link } from '@tanstack/react-router';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { type ListKeys, type RowKeys, useRowKeys } from '../lib/row-keys.ts';
import { fill } from '../lib/words.ts';
import { type Target, linkProps } from './LinkButton.tsx';
import { Checkbox } from './Choice.tsx';
import { LoadFailed } from './LoadFailed.tsx';
import { PageNav, type PageNavProps } from './PageNav.tsx';
import { Skeleton } from './Skeleton.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly to?: (row: Row) => Target | null;
  readonly note?: (row: Row) => ReactNode;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** Its place when the table becomes a list on a phone. */
  readonly at?: 'title' | 'end' | 'sub' | 'state' | 'drop';
}

/** Of the question for the rows: whether it failed, why, and asking anew. */
interface Asked {
  readonly isError: boolean;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

export interface DataTableProps<Row, Id extends string = string> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while loading. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => Id;
  readonly query?: Asked;
  readonly sort?: { readonly id: string; readonly descending: boolean; readonly onChange: (id: string, descending: boolean) => void };
  readonly selection?:
    | {
        readonly selected: ReadonlySet<Id>;
        readonly onChange: (selected: ReadonlySet<Id>) => void;
        readonly bulk: (ids: readonly Id[]) => ReactNode;
        readonly nameOf?: (row: Row) => string;
        /** How many are chosen, where that is more than the rows named: everything that fits the conditions. */
        readonly count?: number;
        /** A number of them in the word that they are counted by, where that is not the one of things. */
        readonly counted?: (count: number) => string;
      }
    | undefined;
  /** The row whose details stand beside the list. */
  readonly openId?: string;
  /** The list that is what its page is for is worked by keys (interface.md 5.1); one of a page at most. */
  readonly keys?: ListKeys;
  readonly page?: PageNavProps | undefined;
  readonly empty?: ReactNode;
  readonly tools?: ReactNode;
}

/** The one table: a table on a desk, a list on a phone; loading, failed, empty and filled. */
export function DataTable<Row, Id extends string = string>(props: DataTableProps<Row, Id>) {
  const { label, columns, rows, query, selection, page, empty, tools } = props;
  const words = useKit().table;
  const picked = selection ? [...selection.selected] : [];
  const count = selection?.count ?? picked.length;
  const root = useRef<HTMLDivElement>(null);
  useRowKeys(root, keysOf(props));
  return (
    <div className="datatable" ref={root}>
      {tools ? <div className="tools">{tools}</div> : null}
      {selection && count > 0 ? (
        <div className="bulk" role="status">
          <b className="num">{fill(words.selected, { count: selection.counted?.(count) ?? fill(words.count, { count }) })}</b>
          {selection.bulk(picked)}
          <button type="button" className="btn btn--ghost btn--sm" onClick={() => selection.onChange(new Set())}>
            {words.unselect}
          </button>
        </div>
      ) : null}
      {rows === undefined && query?.isError ? (
        <LoadFailed error={query.error} onRetry={() => void query.refetch()} />
      ) : rows?.length === 0 ? (
        <div className="panel">{empty}</div>
      ) : (
        <div className="panel scroll-x" tabIndex={0} role="region" aria-label={label} aria-busy={rows === undefined}>
          <table className={`table table--list${selection ? '' : ' table--no-pick'}`}>
            <caption className="sr-only">{label}</caption>
            <Head {...props} />
            <tbody>
              {rows === undefined ? (
                <Loading columns={columns} picks={selection !== undefined} />
              ) : (
                rows.map((row) => <Line key={props.rowId(row)} row={row} {...props} />)
              )}
            </tbody>
          </table>
        </div>
      )}
      {page && rows && (rows.length > 0 || page.onPrevious) ? <PageNav {...page} /> : null}
    </div>
  );
}

function keysOf<Row, Id extends string>({ keys, rows = [], rowId, openId = '', selection }: DataTableProps<Row, Id>): RowKeys | null {
  if (!keys) return null;
  // The keyboard knows of no other ids than those of the rows.
  const toggle = (id: string): void => selection?.onChange(toggled(selection.selected, id as Id));
  return { ...keys, ids: rows.map(rowId), openId, onToggle: selection ? toggle : null };
}

function toggled<Id extends string>(selected: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

function Head<Row, Id extends string>({ columns, rows, rowId, sort, selection }: DataTableProps<Row, Id>) {
  const words = useKit().table;
  const ids = (rows ?? []).map(rowId);
  const all = ids.length > 0 && ids.every((id) => selection?.selected.has(id));
  const some = ids.some((id) => selection?.selected.has(id));
  return (
    <thead>
      <tr>
        {selection ? (
          <th className="pick">
            <Checkbox
              label={words.selectAll}
              isSelected={all}
              isMixed={some && !all}
              onChange={(on) => {
                const next = new Set(selection.selected);
                for (const id of ids) {
                  if (on) next.add(id);
                  else next.delete(id);
                }
                selection.onChange(next);
              }}
            />
          </th>
        ) : null}
        {columns.map((column) => {
          const mine = sort?.id === column.id;
          const aria = mine ? { 'aria-sort': sort.descending ? ('descending' as const) : ('ascending' as const) } : {};
          return (
            <th key={column.id} scope="col" className={column.align === 'end' ? 'num' : undefined} {...aria}>
              {column.sortable && sort ? (
                <button
                  type="button"
                  className="sort"
                  aria-label={fill(mine && !sort.descending ? words.sortDown : words.sortUp, {
                    name: typeof column.head === 'string' ? column.head : '',
                  })}
                  onClick={() => sort.onChange(column.id, mine ? !sort.descending : false)}
                >
                  {column.head}
                  {mine ? sort.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden /> : null}
                </button>
              ) : (
                column.head
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** The number of a member or a bill is not broken at its hyphens. */
const isNumber = (note: ReactNode): boolean => typeof note === 'string' && /^[\w-]{1,20}$/.test(note);

function Line<Row, Id extends string>({ row, columns, rowId, selection, openId }: DataTableProps<Row, Id> & { readonly row: Row }) {
  const { table: words, yen } = useKit();
  const id = rowId(row);
  const isPicked = selection?.selected.has(id) ?? false;
  return (
    <tr
      data-row={id}
      className={id === openId ? 'is-open' : isPicked ? 'is-picked' : undefined}
      {...(id === openId ? { 'aria-current': true } : {})}
    >
      {selection ? (
        <td className="pick">
          <Checkbox
            label={fill(words.select, { name: selection.nameOf?.(row) ?? '' })}
            isSelected={isPicked}
            onChange={() => selection.onChange(toggled(selection.selected, id))}
          />
        </td>
      ) : null}
      {columns.map((column) => {
        const note = column.note?.(row);
        const target = column.to?.(row);
        // On a phone no head says that these are yen.
        const isYen = typeof column.head === 'string' && column.head.endsWith(words.inYen);
        return (
          <td
            key={column.id}
            data-at={column.at ?? 'drop'}
            data-unit={isYen ? yen : undefined}
            className={column.align === 'end' ? 'num' : undefined}
          >
            {target ? (
              <Link className="name" {...linkProps(target)}>
                {column.cell(row)}
              </Link>
            ) : (
              column.cell(row)
            )}
            {note === undefined || note === null ? null : <span className={isNumber(note) ? 'kana nowrap' : 'kana'}>{note}</span>}
          </td>
        );
      })}
    </tr>
  );
}

function Loading<Row>({ columns, picks }: { readonly columns: readonly Column<Row>[]; readonly picks: boolean }) {
  return Array.from({ length: 6 }, (_, line) => (
    <tr key={line}>
      {picks ? <td className="pick" /> : null}
      {columns.map((column, index) => (
        <td key={column.id} data-at={column.at ?? 'drop'} className={column.align === 'end' ? 'num' : undefined}>
          <Skeleton width={`${[70, 50, 60, 40][(line + index) % 4]}%`} />
        </td>
      ))}
    </tr>
  ));
}
