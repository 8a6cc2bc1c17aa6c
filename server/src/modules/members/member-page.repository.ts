import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type AskedList, type Fields, askedList, askedOf, readWindow } from './member-key.repository.ts';
import {
  type ListFilter,
  type ListQuery,
  type ListSort,
  everybodyFacet,
  listConditions,
  listSorts,
  narrowsOf,
  readsDuesFirst,
  sumTallies,
} from './member-list.rules.ts';
import { type Key, isSurelyLong, keepFound, most } from './member-recall.repository.ts';
import { askedTallies } from './member-tally.repository.ts';
import { windowsOf } from './member-window.repository.ts';
import { type Placed, stepsFor, windowEnd } from './member-window.rules.ts';
import { type MemberDocument, roll } from './member.repository.ts';

/** What a row of a list shows; whole members are read for files. */
export const rowFields = {
  memberNumber: 1,
  familyName: 1,
  givenName: 1,
  familyNameKana: 1,
  givenNameKana: 1,
  membershipTypeId: 1,
  status: 1,
  contactEmail: 1,
  phone: 1,
  affiliation: 1,
  joinedOn: 1,
  kind: 1,
  contacts: 1,
  rankId: 1,
  tags: 1,
  formerName: 1,
  owing: 1,
  kanaKey: 1,
  numberKey: 1,
  joinedKey: 1,
} as const;

export type MemberRowDocument = Pick<MemberDocument, '_id' | keyof typeof rowFields>;

export interface MemberPage extends Omit<ListQuery, 'until'> {
  readonly size: number;
}
/** A page of those whose keys are known; whoever does not fit any more is left out. */
async function pageOfKeys(scope: OrgScope, page: MemberPage, keys: readonly Key[], fields: Fields): Promise<MemberDocument[]> {
  const field = listSorts[page.sort];
  const { after, descending } = page;
  const isBehind = (key: Key) => after === null || (descending ? key[field] < after : key[field] > after);
  const ordered = keys.filter(isBehind).sort((left, right) => (left[field] < right[field] === descending ? 1 : -1));
  const wanted = page.size + 1;
  const rows: MemberDocument[] = [];
  for (let from = 0; rows.length < wanted && from < ordered.length; from += wanted) {
    const ids = ordered.slice(from, from + wanted).map(({ _id }) => _id);
    const found = await readWindow(scope, { ...page, first: { _id: { $in: ids } } }, wanted, fields, 'unsorted');
    const byId = new Map(found.map((row) => [row._id, row]));
    rows.push(...ids.flatMap((id) => byId.get(id) ?? []));
  }
  return rows.slice(0, wanted);
}

async function readPage(scope: OrgScope, page: MemberPage, fields: Fields, { tallies, keys }: AskedList): Promise<MemberDocument[]> {
  const wanted = page.size + 1;
  if (page.search !== null) return readWindow(scope, page, wanted, fields);
  const isNarrowed = narrowsOf(page).length > 0;
  const known = isNarrowed ? await keys() : null;
  if (known !== null) return pageOfKeys(scope, page, known, fields);
  if (!isNarrowed && (await isDuesFirst(scope, page, tallies))) return readWindow(scope, { ...page, duesFirst: true }, wanted, fields);
  const plan = await windowsOf(scope, page, tallies, () => placesOf(scope, page));
  if (plan === null) return readWindow(scope, page, wanted, fields);
  const rows: MemberDocument[] = [];
  for (const window of alongWindows(plan, page, wanted)) {
    rows.push(...(await readWindow(scope, { ...page, ...window }, wanted - rows.length, fields)));
    if (rows.length >= wanted) break;
  }
  return rows;
}

type Plan = NonNullable<Awaited<ReturnType<typeof windowsOf>>>;

/** Windows of a list one after the other, each twice as wide, the first about as wide as `wanted` rows need. */
function* alongWindows({ fences, share }: Plan, query: ListQuery, wanted: number): Generator<Pick<ListQuery, 'after' | 'until'>> {
  // Of a list that conditions leave long, every third is guessed to fit.
  let steps = stepsFor(wanted, narrowsOf(query).length > 0 ? share / 3 : share);
  for (let { after } = query; ; steps *= 2) {
    const until = windowEnd(fences, after, query.descending, steps);
    yield { after, until };
    if (until === null) return;
    after = until;
  }
}

/** Whether a list by dues is read from those who owe, or do not, since they are few. */
export async function isDuesFirst(
  scope: OrgScope,
  query: Omit<ListQuery, 'after' | 'until'>,
  tallies = askedTallies(scope),
): Promise<boolean> {
  if (!query.dues) return false;
  const known = await tallies();
  // Of both kinds and all statuses: that many are read.
  const ofAll = (dues: ListQuery['dues']) =>
    (['individual', 'corporate'] as const).reduce(
      (sum, kind) => sum + sumTallies(known, { status: null, membershipTypeId: null, kind, dues }),
      0,
    );
  return readsDuesFirst(sumTallies(known, { ...query, dues: null }), ofAll(query.dues));
}

async function placesOf(scope: OrgScope, { sort }: { readonly sort: ListSort }): Promise<Placed[]> {
  const field = listSorts[sort];
  const rows = await roll(scope)
    .find({ facets: everybodyFacet }, { projection: { _id: 0, facets: 1, [field]: 1 } })
    .toArray();
  return rows.map((row) => ({ key: row[field], facets: row.facets }));
}

/** One row more than the page, to know whether there are more. */
export function pageOfRows(scope: OrgScope, page: MemberPage, asked = askedList(scope, page)): Promise<MemberRowDocument[]> {
  return readPage(scope, page, rowFields, asked);
}

/** Rows with the values of own fields. */
export function pageWithOwn(scope: OrgScope, page: MemberPage): Promise<(MemberRowDocument & Pick<MemberDocument, 'custom'>)[]> {
  return readPage(scope, page, { ...rowFields, custom: 1 }, askedList(scope, page));
}

/** Exact without a search or conditions, from the tallies; what those find is counted up to `cap`. */
export async function countListed(
  scope: OrgScope,
  query: ListFilter & Pick<ListQuery, 'search'> & { readonly sort?: ListSort },
  cap: number,
  asked = askedList(scope, query),
): Promise<number> {
  const isNarrowed = narrowsOf(query).length > 0;
  if (query.search === null && !isNarrowed) return sumTallies(await asked.tallies(), query);
  const keys = query.search === null ? await asked.keys() : null;
  if (keys !== null) return Math.min(keys.length, cap);
  const whole: ListQuery = { sort: 'kana', ...query, descending: false, after: null };
  if (query.search === null && cap <= most && isSurelyLong(scope, askedOf(query))) return cap;
  const plan = query.search === null && cap <= most ? await windowsOf(scope, whole, asked.tallies, () => placesOf(scope, whole)) : null;
  if (plan === null) return countWindow(scope, whole, cap);
  let count = 0;
  for (const window of alongWindows(plan, whole, cap)) {
    count += await countWindow(scope, { ...whole, ...window }, cap - count);
    if (count >= cap) break;
  }
  if (count >= most) keepFound(scope, askedOf(query), count + 1);
  return count;
}

async function countWindow(scope: OrgScope, query: ListQuery, cap: number): Promise<number> {
  const { seek, rest } = listConditions(query);
  const [counted] = await roll(scope)
    .aggregate<{ count: number }>(seek, [{ $match: rest }, { $limit: cap }, { $count: 'count' }])
    .toArray();
  return counted?.count ?? 0;
}
