/**
 * Windows for an engine that sorts what it matches in memory: a long list is read between fences, keys of members some
 * hundred places apart. Where a fence stands only decides how much is sorted, never what is shown.
 */
export const fenceEvery = 200;

/** A list as fences are made of it: how long it was, and its fences in ascending order. */
export interface Fenced {
  readonly count: number;
  readonly fences: readonly string[];
}

/** A member as it stands in lists: its sort key, and the lists it belongs to. */
export interface Placed {
  readonly key: string;
  readonly facets: readonly string[];
}

/**
 * Every two hundredth key of each list, all from one look through the roll. Each list has its own: somebody of one type may
 * stand among a thousand of others, and then two hundred may follow one another.
 */
export function fencesOf(members: readonly Placed[]): Map<string, Fenced> {
  const lists = new Map<string, { count: number; fences: string[] }>();
  for (const { key, facets } of [...members].sort((left, right) => (left.key < right.key ? -1 : 1)))
    for (const facet of facets) {
      const list = lists.get(facet) ?? { count: 0, fences: [] };
      lists.set(facet, list);
      if (list.count > 0 && list.count % fenceEvery === 0) list.fences.push(key);
      list.count += 1;
    }
  return lists;
}

/** The end of a window of `steps` fences beyond a key in the direction of the list; null when the list ends before. */
export function windowEnd(fences: readonly string[], after: string | null, descending: boolean, steps: number): string | null {
  const ahead = descending
    ? fences.filter((fence) => after === null || fence < after).reverse()
    : fences.filter((fence) => after === null || fence > after);
  return ahead[steps - 1] ?? null;
}

/** How many fences a page of `rows` needs when `share` of those between them are wanted; a little more than on average. */
export function stepsFor(rows: number, share: number): number {
  return Math.max(1, Math.ceil((rows * 1.5) / (fenceEvery * Math.max(share, 0.001))));
}
