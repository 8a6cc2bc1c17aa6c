import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { sortsInMemory } from '../../platform/database.ts';
import { type ListQuery, listSorts, sumTallies } from './member-list.rules.ts';
import type { AskedTallies } from './member-tally.repository.ts';
import { fencesOf } from './member-window.rules.ts';

/** Sorting so many in memory is not felt. */
const smallList = 2000;
const keptMs = 3_600_000;
const keptLists = 300;
const kept = new Map<string, { readonly at: number; readonly total: number; readonly fences: Promise<string[]> }>();

/** Old fences still serve; they are renewed behind the page that finds them old, or the list much longer than it was. */
function fencesFor(scope: OrgScope, field: string, total: number, readKeys: () => Promise<string[]>): Promise<string[]> {
  const name = `${scope.orgId}:${field}`;
  const found = kept.get(name);
  if (found && monotonicMs() - found.at < keptMs && total < found.total * 1.25) return found.fences;
  const fences = readKeys().then(fencesOf);
  fences.catch(() => kept.delete(name));
  kept.delete(name);
  kept.set(name, { at: monotonicMs(), total, fences });
  if (kept.size > keptLists) kept.delete(kept.keys().next().value!);
  return found && total < found.total * 2 ? found.fences : fences;
}

/** Fences of a long list, where they help, and the share of all members that are in it. */
export async function windowsOf(
  scope: OrgScope,
  query: Pick<ListQuery, 'status' | 'membershipTypeId' | 'kind' | 'dues' | 'sort'>,
  known: AskedTallies,
  readKeys: () => Promise<string[]>,
): Promise<{ readonly fences: readonly string[]; readonly share: number } | null> {
  if (!(await sortsInMemory())) return null;
  const tallies = await known();
  if (sumTallies(tallies, { ...query, dues: null }) <= smallList) return null;
  const listed = sumTallies(tallies, query);
  const total = tallies.reduce((sum, { owing, count }) => sum + (owing ? 0 : count), 0);
  return { fences: await fencesFor(scope, listSorts[query.sort], total, readKeys), share: listed / total };
}
