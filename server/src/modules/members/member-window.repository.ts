import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { sortsInMemory } from '../../platform/database.ts';
import { type ListQuery, facetOf, listSorts, sumTallies } from './member-list.rules.ts';
import type { AskedTallies } from './member-tally.repository.ts';
import { type Fenced, type Placed, fencesOf } from './member-window.rules.ts';

/** Sorting so many in memory is not felt. */
const smallList = 2000;
/** Shorter lists are kept without fences; longer ones may grow past the small before they are looked at again. */
const fencedFrom = smallList / 2;
const keptMs = 3_600_000;
const freshMs = 10_000;
const keptLists = 300;

type Fences = ReadonlyMap<string, Fenced>;
const kept = new Map<string, { readonly at: number; readonly fences: Promise<Fences> }>();

function readFences(name: string, readKeys: () => Promise<Placed[]>): Promise<Fences> {
  const fences = readKeys().then((members) => new Map([...fencesOf(members)].filter(([, { count }]) => count > fencedFrom)));
  fences.catch(() => kept.delete(name));
  kept.delete(name);
  kept.set(name, { at: monotonicMs(), fences });
  if (kept.size > keptLists) kept.delete(kept.keys().next().value!);
  return fences;
}

/** Old fences still serve; they are renewed behind the page that finds them old, or its list much longer than it was. */
async function fencesFor(
  { name, facet, listed }: { readonly name: string; readonly facet: string; readonly listed: number },
  readKeys: () => Promise<Placed[]>,
): Promise<Fences> {
  const found = kept.get(name);
  if (!found) return readFences(name, readKeys);
  const fences = await found.fences;
  const age = monotonicMs() - found.at;
  const growth = listed / (fences.get(facet)?.count ?? fencedFrom);
  if (age < freshMs || (age < keptMs && growth < 1.25)) return fences;
  const renewed = readFences(name, readKeys);
  return growth < 2 ? fences : renewed;
}

/** Fences of a long list, where they help, and the share of those between them that is asked for. */
export async function windowsOf(
  scope: OrgScope,
  query: Pick<ListQuery, 'status' | 'membershipTypeId' | 'kind' | 'dues' | 'sort'>,
  known: AskedTallies,
  readKeys: () => Promise<Placed[]>,
): Promise<{ readonly fences: readonly string[]; readonly share: number } | null> {
  if (!(await sortsInMemory())) return null;
  const tallies = await known();
  const listed = sumTallies(tallies, { ...query, dues: null });
  if (listed <= smallList) return null;
  const facet = facetOf(query);
  const fences = await fencesFor({ name: `${scope.orgId}:${listSorts[query.sort]}`, facet, listed }, readKeys);
  return { fences: fences.get(facet)?.fences ?? [], share: sumTallies(tallies, query) / listed };
}
