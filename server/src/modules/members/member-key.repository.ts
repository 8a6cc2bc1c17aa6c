import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Narrow } from './member-condition.rules.ts';
import {
  type ListFilter,
  type ListQuery,
  facetOf,
  listConditions,
  listSorts,
  narrowsOf,
  seeksOf,
  sumTallies,
} from './member-list.rules.ts';
import { type Key, foundFor, keepFound, keepSlowKeys, most, slowKeys } from './member-recall.repository.ts';
import { type AskedTallies, askedTallies } from './member-tally.repository.ts';
import { rowsWithText } from './member-text.repository.ts';
import { decidesList, fittingEntries, isText } from './member-text.rules.ts';
import { type MemberDocument, roll, serverDb } from './member.repository.ts';

export type Fields = Record<string, 0 | 1>;
type Conditions = Readonly<Record<string, unknown>>;

/** What finds whoever fits one condition of a list: look-ups by indexes, and whoever own texts have found whole already. */
interface LookUp {
  readonly seeks: readonly Conditions[];
  readonly keys: readonly Key[];
}

/** By its id the engine finds a member four times as slowly as by an entry of an index (docs/decisions/0061). */
const byId = { most: 2000, dearer: 4 };
const idsIn = ({ _id }: Conditions): number | null => (_id as { readonly $in: readonly string[] } | undefined)?.$in.length ?? null;

/** Whoever own texts find is known whole where they decide the list; else few of them are looked up, and many are no help. */
async function lookUpBy(scope: OrgScope, filter: ListFilter, narrow: Narrow): Promise<LookUp[]> {
  const { seek, seeks = seek ? [seek] : [], texts } = narrow;
  if (!texts) return seeks.length === 0 ? [] : [{ seeks, keys: [] }];
  const keys = fittingEntries(await rowsWithText(serverDb(), scope, texts), filter, texts);
  if (keys.length === 0 || decidesList(filter, narrow)) return [{ seeks, keys }];
  return keys.length > byId.most ? [] : [{ seeks: [...seeks, { _id: { $in: keys.map(({ _id }) => _id) } }], keys: [] }];
}

async function lookUpsOf(scope: OrgScope, filter: ListFilter): Promise<LookUp[]> {
  // Each part of a text is looked at with all others: one look is enough.
  const [text, ...others] = narrowsOf(filter).filter(isText);
  const narrows = narrowsOf(filter).filter((narrow) => !others.includes(narrow));
  if (text && decidesList(filter, text)) return lookUpBy(scope, filter, text);
  return (await Promise.all(narrows.map((narrow) => lookUpBy(scope, filter, narrow)))).flat();
}

/** The one that finds the fewest; none where there is none, or where several look-ups would find half of what is `listed`. */
async function rarestOf(scope: OrgScope, known: readonly LookUp[], listed: () => Promise<number>): Promise<LookUp | null> {
  const [first, ...others] = known;
  const whole = known.find(({ seeks }) => seeks.length === 0);
  if (!first || whole) return whole ?? null;
  if (others.length === 0 && first.seeks.length < 2) return first;
  const sizeOf = async (seek: Conditions) => {
    const ids = idsIn(seek);
    if (ids !== null) return ids * byId.dearer;
    return foundFor(scope, seek) ?? keepFound(scope, seek, await roll(scope).count(seek, Number.MAX_SAFE_INTEGER));
  };
  const sizes = await Promise.all(
    known.map(async ({ seeks }) => (await Promise.all(seeks.map(sizeOf))).reduce((sum, size) => sum + size, 0)),
  );
  const least = Math.min(...sizes);
  const rarest = known[sizes.indexOf(least)]!;
  return rarest.seeks.length > 1 && least > most && least * 2 > (await listed()) ? null : rarest;
}

/** The rarest that one index finds: whoever reads in order cannot put several together. */
export async function rarestSeek(scope: OrgScope, filter: ListFilter): Promise<Conditions | undefined> {
  const known = seeksOf(filter).map((seeks) => ({ seeks, keys: [] }));
  const { seeks = [] } = (await rarestOf(scope, known, async () => most)) ?? {};
  return seeks.length === 1 ? seeks[0] : undefined;
}

type AskedKeys = () => Promise<readonly Key[] | null>;

/** What tells one list from another. */
export const askedOf = (filter: ListFilter) => [facetOf(filter), filter.dues, narrowsOf(filter)];

/** Whoever fits the conditions of a list, by key alone; null when they are many. Read at most once, and by whoever needs it. */
function askedKeys(scope: OrgScope, filter: ListFilter, tallies: AskedTallies, goesOn: boolean): AskedKeys {
  let asked: Promise<readonly Key[] | null> | undefined;
  const what = askedOf(filter);
  const read = async () => {
    if ((foundFor(scope, what) ?? 0) > most) return null;
    const known = goesOn ? slowKeys(scope, what) : null;
    if (known) return known;
    const began = monotonicMs();
    const keep = (keys: readonly Key[]) => {
      if (keys.length <= most) keepSlowKeys(scope, what, keys, monotonicMs() - began);
      return keys;
    };
    const listed = async () => sumTallies(await tallies(), { ...filter, dues: null });
    const rarest = await rarestOf(scope, await lookUpsOf(scope, filter), listed);
    // Found whole, however many they are.
    if (rarest?.seeks.length === 0) return keep(rarest.keys);
    const query = { ...filter, search: null, sort: 'kana' as const, descending: false, after: null };
    const found = await Promise.all(
      (rarest?.seeks ?? [undefined]).map((first) =>
        readWindow(scope, { ...query, first }, most + 1, { kanaKey: 1, numberKey: 1, joinedKey: 1 }, 'unsorted'),
      ),
    );
    // Whoever several look-ups find is one.
    const keys = [...new Map([...(rarest?.keys ?? []), ...found.flat()].map((key) => [key._id, key])).values()];
    keepFound(scope, what, keys.length);
    return keys.length > most ? null : keep(keys);
  };
  return () => (asked ??= read());
}

/** What one request for a list knows of it, each asked for when it is needed. */
export interface AskedList {
  readonly tallies: AskedTallies;
  readonly keys: AskedKeys;
}

/** With `goesOn`, for a page behind another one: who fits may be what was found for that one, a moment ago. */
export function askedList(scope: OrgScope, filter: ListFilter, { goesOn = false } = {}): AskedList {
  const tallies = askedTallies(scope);
  return { tallies, keys: askedKeys(scope, filter, tallies, goesOn) };
}

/** What of a list lies between two places, or what a look-up finds of it. */
export async function readWindow(
  scope: OrgScope,
  query: ListQuery,
  limit: number,
  fields: Fields,
  order: 'sorted' | 'unsorted' = 'sorted',
): Promise<MemberDocument[]> {
  const { seek, rest } = listConditions(query);
  const sort = { [listSorts[query.sort]]: query.descending ? -1 : 1 } as Record<string, 1 | -1>;
  if (Object.keys(rest).length === 0) return roll(scope).find(seek, { projection: fields, sort, limit }).toArray();
  // Two stages: MongoDB joins them, the embedded engine answers the first from its index only when it stands alone.
  const sorted = order === 'sorted' ? [{ $sort: sort }] : [];
  return roll(scope)
    .aggregate<MemberDocument>(seek, [{ $match: rest }, ...sorted, { $limit: limit }, { $project: fields }])
    .toArray();
}
