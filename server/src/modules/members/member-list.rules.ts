import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { DayRange, DuesFilter } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Narrow, foldedTexts, joinedKeys } from './member-condition.rules.ts';
import { type MemberSearch, type Searchable, duesKey, searchKeysOf, searchTextOf, sortKanaOf } from './member-search.rules.ts';

/** What of a member decides where it stands in lists and by what it is found. */
export interface Listed extends Searchable {
  readonly _id: MemberId;
  readonly membershipTypeId: MembershipTypeId;
  readonly joinedOn: JstDate;
  readonly status: MemberStatus;
  /** Absent where a record was written before there were corporate members. */
  readonly kind?: MemberKind;
  /** Such a record stands in no list and is found by nothing: its number leads to the one it became part of. */
  readonly mergedInto?: MemberId | null;
}

/** Fields that exist for lists only. Each sort key ends in something unique, so that a page goes on behind exactly one member. */
export interface ListFields {
  readonly facets: string[];
  readonly sortKana: string;
  readonly kanaKey: string;
  readonly numberKey: string;
  readonly joinedKey: string;
  readonly searchText: string;
  readonly searchKeys: string[];
  readonly foldedTexts: Readonly<Record<string, string>>;
}

export const listSorts = { kana: 'kanaKey', number: 'numberKey', joined: 'joinedKey' } as const;
export type ListSort = keyof typeof listSorts;
export type SortField = (typeof listSorts)[ListSort];

export interface ListFilter {
  readonly status: MemberStatus | null;
  readonly membershipTypeId: MembershipTypeId | null;
  /** Persons and corporate members are listed apart (MEM-05); absent: persons. */
  readonly kind?: MemberKind | undefined;
  /** Who owes something, or who does not. */
  readonly dues?: DuesFilter | null | undefined;
  /** Days of joining. */
  readonly joined?: DayRange | null | undefined;
  /** What else: a rank, a tag, own fields, a group of which one holds. All of them hold. */
  readonly narrows?: readonly Narrow[];
}

/** What of a filter is kept with the members. */
type Counted = Pick<ListFilter, 'status' | 'membershipTypeId' | 'kind'>;

/**
 * The one facet that stands for a combination of filters: a member carries all it belongs to, so that three indexes serve
 * every filter in every order with one seek (docs/decisions/0009).
 */
export function facetOf({ status, membershipTypeId, kind = 'individual' }: Counted): string {
  return `${status ?? ''}:${membershipTypeId ?? ''}${kind === 'individual' ? '' : `:${kind}`}`;
}

/** Whoever is in the roll, of either kind: for looking through all, not for a list. */
export const everybodyFacet = '*';

/** Everybody's, and the lists of the own kind. */
function facetsOf({ status, membershipTypeId, kind = 'individual' }: Pick<Listed, 'status' | 'membershipTypeId' | 'kind'>): string[] {
  return [
    everybodyFacet,
    facetOf({ status: null, membershipTypeId: null, kind }),
    facetOf({ status, membershipTypeId: null, kind }),
    facetOf({ status: null, membershipTypeId, kind }),
    facetOf({ status, membershipTypeId, kind }),
  ];
}

/** 9 before 10: figures count as numbers. The number itself behind them keeps 01 and 1 apart. */
export function numberKeyOf(memberNumber: string): string {
  return `${memberNumber.replace(/\d+/g, (figures) => figures.padStart(20, '0'))}\u0003${memberNumber}`;
}

type Placed = Pick<Listed, '_id' | 'memberNumber' | 'joinedOn'> & Pick<ListFields, 'sortKana'>;

/** Where a member stands in each order. */
export function sortKeysOf({ _id, sortKana, memberNumber, joinedOn }: Placed): Pick<ListFields, SortField> {
  return { kanaKey: `${sortKana}\u0003${_id}`, numberKey: numberKeyOf(memberNumber), joinedKey: `${joinedOn}\u0003${_id}` };
}

export const isListed = ({ mergedInto = null }: Pick<Listed, 'mergedInto'>): boolean => mergedInto === null;

/** Everything that follows from a member's record for lists: the one place that derives it. */
export function listFieldsOf(member: Listed): ListFields {
  const sortKana = sortKanaOf(member);
  return {
    facets: isListed(member) ? facetsOf(member) : [],
    sortKana,
    ...sortKeysOf({ ...member, sortKana }),
    searchText: searchTextOf(member),
    searchKeys: isListed(member) ? searchKeysOf(member) : [],
    foldedTexts: isListed(member) ? foldedTexts(member.custom ?? {}) : {},
  };
}

const derivedFrom: ReadonlySet<string> = new Set([
  'membershipTypeId',
  'joinedOn',
  'status',
  'familyName',
  'givenName',
  'familyNameKana',
  'givenNameKana',
  'memberNumber',
  'contactEmail',
  'affiliation',
  'phone',
  'kind',
  'formerName',
  'rankId',
  'tags',
  'contacts',
  'mergedInto',
  'owing',
  'formerNumbers',
  'custom',
] satisfies (keyof Listed)[]);

/** Whether a change moves a member in lists or in what it is found by. */
export function touchesLists(changes: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(changes).some((field) => derivedFrom.has(field));
}

/** Members of one status and one type: what counts on lists are summed from. */
export interface Tally {
  readonly status: MemberStatus;
  readonly membershipTypeId: MembershipTypeId;
  /** Absent in what was counted before there were corporate members. */
  readonly kind?: MemberKind;
  /** Of those who owe something, who are counted once more apart; absent: of all. */
  readonly owing?: boolean;
  readonly count: number;
}

export function sumTallies(tallies: readonly Tally[], filter: ListFilter): number {
  const { status, membershipTypeId, kind = 'individual', dues = null } = filter;
  if (dues === 'clear') return sumTallies(tallies, { ...filter, dues: null }) - sumTallies(tallies, { ...filter, dues: 'owing' });
  return tallies
    .filter(
      (tally) =>
        (tally.owing ?? false) === (dues === 'owing') &&
        (status === null || tally.status === status) &&
        (membershipTypeId === null || tally.membershipTypeId === membershipTypeId) &&
        (tally.kind ?? 'individual') === kind,
    )
    .reduce((sum, tally) => sum + tally.count, 0);
}

type Changed = Pick<Listed, 'status' | 'membershipTypeId' | 'kind' | 'mergedInto' | 'owing'>;

/** What the counts change by when members become others: each leaves where it stood and comes where it stands. */
export function tallyChanges(before: readonly Changed[], after: readonly Changed[]): Tally[] {
  const sums = new Map<string, Tally>();
  const add = (members: readonly Changed[], count: number) => {
    const note = (key: string, tally: Omit<Tally, 'count'>) => sums.set(key, { ...tally, count: (sums.get(key)?.count ?? 0) + count });
    for (const { status, membershipTypeId, kind = 'individual', owing = false } of members.filter(isListed)) {
      const key = facetOf({ status, membershipTypeId, kind });
      note(key, { status, membershipTypeId, kind });
      if (owing) note(`${key}:owing`, { status, membershipTypeId, kind, owing });
    }
  };
  add(before, -1);
  add(after, 1);
  return [...sums.values()].filter(({ count }) => count !== 0);
}

/** Indexes of the members: at most eight with the one on `_id`, each beginning with the organisation but that of the nightly job. */
export const memberIndexes = [
  { key: { orgId: 1, memberNumber: 1 }, name: 'number', unique: true },
  { key: { orgId: 1, _id: 1 }, name: 'stream' },
  { key: { orgId: 1, facets: 1, kanaKey: 1 }, name: 'list_kana' },
  { key: { orgId: 1, facets: 1, numberKey: 1 }, name: 'list_number' },
  { key: { orgId: 1, facets: 1, joinedKey: 1 }, name: 'list_joined' },
  { key: { orgId: 1, searchKeys: 1 }, name: 'search' },
  // Over all organisations, once a minute, and nearly empty: whose status changes today.
  { key: { nextStatusOn: 1 }, name: 'next_status', partialFilterExpression: { nextStatusOn: { $type: 'string' } } },
] as const;

export interface ListQuery extends ListFilter {
  readonly sort: ListSort;
  readonly descending: boolean;
  readonly search: MemberSearch | null;
  /** The sort key of the member behind which, in the order of the list, the page begins. */
  readonly after: string | null;
  /** Where a window ends, itself included: an engine that sorts in memory then sorts the window only. */
  readonly until?: string | null;
  /** How a list by dues is read: among all that are listed, or from those who owe (or do not) alone. */
  readonly duesFirst?: boolean;
  /** What is looked up first instead of the list, of `seeksOf`: it finds few. */
  readonly first?: Conditions | undefined;
}

type Conditions = Readonly<Record<string, unknown>>;

/**
 * Few who owe are looked up and put in order; many are met soon enough on the way through the list. A facet of their own
 * would cost every payment and every import three index entries for each of four lists.
 */
export function readsDuesFirst(listed: number, found: number): boolean {
  return found * 8 < listed;
}

/** Everything a list is narrowed by beside its facet and the dues; the days of joining are the last. */
export function narrowsOf({ narrows = [], joined, ...filter }: ListFilter): readonly Narrow[] {
  if (!joined) return narrows;
  const joinedKey = joinedKeys(joined);
  return [...narrows, { rest: { joinedKey }, seek: { facets: facetOf(filter), joinedKey } }];
}

/** What indexes could answer first, of the conditions of a list: for each of them one look-up, or several that find it together. */
export function seeksOf(filter: ListFilter): (readonly Conditions[])[] {
  return narrowsOf(filter).flatMap(({ seek, seeks, texts }) => (texts ? [] : seek ? [[seek]] : seeks ? [seeks] : []));
}

type Range = Readonly<Partial<Record<'$gt' | '$gte' | '$lt' | '$lte', string>>>;

/** One range of two that both hold: an index follows one bound at each end. */
function bothOf(left: Range, right: Range): Range {
  const lower = [left, right].map(({ $gt, $gte }) => $gt ?? $gte).filter((bound) => bound !== undefined);
  const upper = [left, right].map(({ $lt, $lte }) => $lt ?? $lte).filter((bound) => bound !== undefined);
  const [least, most] = [lower.sort().at(-1), upper.sort()[0]];
  const isOpen = (sign: '$gt' | '$lt', bound: string | undefined) => left[sign] === bound || right[sign] === bound;
  return {
    ...(least === undefined ? {} : isOpen('$gt', least) ? { $gt: least } : { $gte: least }),
    ...(most === undefined ? {} : isOpen('$lt', most) ? { $lt: most } : { $lte: most }),
  };
}

/**
 * A page as a query: `seek` is what an index answers alone (equality, then the range of the sort key), `rest` is looked at
 * in what was found. They are kept apart because the embedded engine uses an index only when it knows every field asked for.
 */
export function listConditions(query: ListQuery): { readonly seek: Conditions; readonly rest: Conditions } {
  const field = listSorts[query.sort];
  const [beyond, before] = query.descending ? ['$lt', '$gt'] : ['$gt', '$lt'];
  const place: Range = {
    ...(query.after === null ? {} : { [beyond]: query.after }),
    // The fence itself belongs to the window that it ends; the next one begins behind it.
    ...(query.until ? { [`${before}e`]: query.until } : {}),
  };
  const range = query.joined && query.sort === 'joined' ? bothOf(place, joinedKeys(query.joined)) : place;
  const bound = Object.keys(range).length > 0 ? { [field]: range } : {};
  const facet = facetOf(query);
  const narrows = narrowsOf(query).map(({ rest }) => rest);
  const dues = query.dues ? duesKey(query.dues === 'owing') : null;
  const isDuesFirst = query.duesFirst === true && dues !== null && query.search === null && !query.first;
  const all: Conditions[] = [
    ...(query.search?.words ?? []).map((word) => ({ searchText: word })),
    ...narrows,
    ...(dues === null || isDuesFirst ? [] : [{ searchKeys: dues }]),
  ];
  const others = all.length === 0 ? {} : { $and: all };
  if (query.search !== null) return { seek: { searchKeys: query.search.key }, rest: { facets: facet, ...bound, ...others } };
  if (query.first) return { seek: query.first, rest: { facets: facet, ...bound, ...others } };
  if (isDuesFirst) return { seek: { searchKeys: dues }, rest: { facets: facet, ...bound, ...others } };
  return { seek: { facets: facet, ...bound }, rest: others };
}

/** Which index answers the `seek` of a query. Null when none does whole: the test of all shapes forbids it. */
export function indexOf(seek: Conditions, sort: SortField | null): string | null {
  const asked = Object.keys(seek);
  const isEquality = (field: string) => field === 'orgId' || typeof seek[field] !== 'object';
  for (const { key, name } of memberIndexes) {
    const fields: string[] = Object.keys(key);
    const stops = fields.findIndex((field) => !asked.includes(field) || !isEquality(field));
    const equal = stops < 0 ? fields : fields.slice(0, stops);
    const next = fields[equal.length];
    const ranged = asked.filter((field) => !isEquality(field));
    const covers = ranged.every((field) => field === next) && equal.length + ranged.length === asked.length;
    if (covers && (sort === null || next === sort)) return name;
  }
  return null;
}
