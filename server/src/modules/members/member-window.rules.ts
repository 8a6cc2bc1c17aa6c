/**
 * Windows for an engine that sorts what it matches in memory: a long list is read between fences, keys of members some
 * hundred places apart. Where a fence stands only decides how much is sorted, never what is shown.
 */
export const fenceEvery = 400;

/** Every four hundredth of the keys, in ascending order. */
export function fencesOf(keys: readonly string[]): string[] {
  return [...keys].sort((left, right) => (left < right ? -1 : 1)).filter((_, at) => at > 0 && at % fenceEvery === 0);
}

/** The end of a window of `fences` fences beyond a key in the direction of the list; null when the list ends before. */
export function windowEnd(fences: readonly string[], after: string | null, descending: boolean, steps: number): string | null {
  const ahead = descending
    ? fences.filter((fence) => after === null || fence < after).reverse()
    : fences.filter((fence) => after === null || fence > after);
  return ahead[steps - 1] ?? null;
}

/** How many fences a page of `rows` needs when `share` of all members are in the list; a little more than on average. */
export function stepsFor(rows: number, share: number): number {
  return Math.max(1, Math.ceil((rows * 1.5) / (fenceEvery * Math.max(share, 0.001))));
}
