import { duesFilters } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { ListColumn } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { RollState, ViewStates } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { columnsText, readColumns } from '../../lib/columns.ts';
import { firstPage } from '../../lib/cursor-page.ts';
import type { ListPlace } from '../../lib/list-place.ts';
import type { MemberRow } from '../../lib/views.ts';
import { customText, joinedText, readCustom, readJoined } from './roll-address.rules.ts';
import { groupText, readGroup } from './roll-group.rules.ts';

/** The two lists of the roll: persons, and bodies. */
export type RollList = 'members' | 'corporates';
export type RollColumn = ListColumn<RollList>;
/** The state of either of them. */
export type AnyRoll = Omit<RollState, 'columns'> & { readonly columns: readonly RollColumn[] };

/** The list as it is shown, which is what a file or a paper is made of. */
export interface ExportFilter {
  readonly q: string;
  readonly status: RollState['status'];
  readonly membershipTypeId: RollState['membershipTypeId'];
  readonly rankId: RollState['rankId'];
  readonly tag: string | null;
  readonly dues: RollState['dues'];
  readonly joined: RollState['joined'];
  readonly custom: RollState['custom'];
  readonly anyOf: RollState['anyOf'];
  /** Persons, where it is not said. */
  readonly kind?: 'corporate';
  readonly sort: 'kana' | 'number' | 'joined';
  readonly descending: boolean;
}

/** The state of the roll as it stands in the address. Anybody can write an address: what is nothing known is left out. */
export const rollStart = {
  q: '',
  status: 'active',
  type: '',
  rank: '',
  tag: '',
  dues: '',
  joined: '',
  own: '',
  any: '',
  sort: 'kana',
  desc: false,
  size: 50,
  cols: '',
  view: '',
  open: '',
  cursor: '',
  back: false,
  from: 1,
};
export type RollAddress = typeof rollStart;

export const tabStatuses = ['active', 'suspended', 'withdrawn', 'all'] as const;
/** Statuses without a tab of their own. */
export const otherStatuses = ['applied', 'expelled', 'deceased', 'rejected', 'application_withdrawn'] as const;
export type RollStatus = (typeof tabStatuses)[number] | (typeof otherStatuses)[number];
export const rollSorts = ['kana', 'number', 'joined'] as const;
export const rollSizes = [50, 100, 200] as const;
/** What stands beside an open member: who, which kind, what is owed. */
const narrowColumns: readonly RollColumn[] = ['number', 'name', 'type', 'dues', 'owed'];

/** What only bills tell. */
const duesColumns: readonly RollColumn[] = ['dues', 'owed'];

/** Columns that would say nothing: they are neither drawn nor offered, and stay chosen for when there is something to say. */
export function withheldColumns(has: { readonly balances: boolean; readonly ranks: boolean }): readonly RollColumn[] {
  return [...(has.balances ? [] : duesColumns), ...(has.ranks ? [] : (['rank'] as const))];
}

/** Beside an open member there is room for half of the columns. */
export function besideOpen(columns: readonly RollColumn[]): readonly RollColumn[] {
  return columns.filter((column) => narrowColumns.includes(column));
}

const readState = (address: RollAddress): Omit<RollState, 'columns'> => {
  const statuses: readonly RollStatus[] = [...tabStatuses, ...otherStatuses];
  return {
    q: address.q.slice(0, 100),
    status: statuses.find((status) => status === address.status) ?? 'active',
    membershipTypeId: (/^mty_[0-9A-HJKMNP-TV-Z]{26}$/.test(address.type) ? address.type : null) as RollState['membershipTypeId'],
    rankId: (/^rnk_[0-9A-HJKMNP-TV-Z]{26}$/.test(address.rank) ? address.rank : null) as RollState['rankId'],
    tag: address.tag.trim().slice(0, 30) || null,
    dues: duesFilters.find((dues) => dues === address.dues) ?? null,
    joined: readJoined(address.joined),
    custom: readCustom(address.own),
    anyOf: readGroup(address.any),
    sort: rollSorts.find((sort) => sort === address.sort) ?? 'kana',
    descending: address.desc,
    size: rollSizes.find((size) => size === address.size) ?? 50,
  };
};

/** What of the state chooses members, and their order. */
export function filterOf({ size: _size, columns: _columns, ...filter }: AnyRoll) {
  return filter;
}

/** What a list is narrowed by, as its address says it. */
export function conditionsOf(state: Omit<AnyRoll, 'columns'>): Conditions {
  return {
    q: state.q,
    status: state.status,
    type: state.membershipTypeId ?? '',
    rank: state.rankId ?? '',
    tag: state.tag ?? '',
    dues: state.dues ?? '',
    joined: joinedText(state.joined),
    own: customText(state.custom),
    any: groupText(state.anyOf),
  };
}
export type Conditions = Pick<RollAddress, 'q' | 'status' | 'type' | 'rank' | 'tag' | 'dues' | 'joined' | 'own' | 'any'>;

export function hasConditions(state: AnyRoll): boolean {
  const conditions = conditionsOf(state);
  return Object.entries(noConditions).some(([field, usual]) => conditions[field as keyof Conditions] !== usual);
}

/** Whether anything beside a search keeps members out of the list. */
export function mayHide(state: AnyRoll): boolean {
  return state.status !== 'all' || hasConditions({ ...state, q: '', status: noConditions.status });
}

/** What a list is narrowed by, taken away. */
export const noConditions = { q: '', type: '', rank: '', tag: '', dues: '', joined: '', own: '', any: '', status: 'active' } as const;

/** A list of the roll as one that is kept as views. */
export interface RollPlace<L extends RollList> extends ListPlace<L, RollAddress> {
  readonly kind: 'individual' | 'corporate';
  read(address: RollAddress): ViewStates[L];
  addressOf(state: ViewStates[L]): Omit<RollAddress, 'view' | 'open'>;
}

const placeOf = <L extends RollList>(list: L, kind: RollPlace<L>['kind'], to: string): RollPlace<L> => ({
  list,
  kind,
  to,
  start: rollStart,
  everything: { status: 'all' },
  read: (address) => ({ ...readState(address), columns: readColumns(list, address.cols) }) as ViewStates[L],
  // From the first page.
  addressOf: (state) => ({
    ...conditionsOf(state),
    sort: state.sort,
    desc: state.descending,
    size: state.size,
    cols: columnsText(list, state.columns),
    ...firstPage,
  }),
});
export const rollPlace = placeOf('members', 'individual', '/$org/admin/members');
export const corporatePlace = placeOf('corporates', 'corporate', '/$org/admin/corporate-members');

/** Addresses of mail of whoever was chosen, each once. */
export function mailAddresses(rows: readonly Pick<MemberRow, 'contactEmail'>[]): readonly string[] {
  return [...new Set(rows.map((row) => row.contactEmail).filter((email) => email !== ''))];
}
