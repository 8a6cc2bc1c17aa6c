import { type Clash, type Row, isRows, rebaseRows } from './rebase-rows.ts';
import { type Values, flat, mergeOf } from './three-way.ts';

export interface Rebased {
  /** What only the other has changed, and what they saved: it is taken over, before anything is chosen. */
  readonly taken: ReadonlyMap<string, unknown>;
  /** What both have changed: the person chooses. */
  readonly clashing: ReadonlyMap<string, Clash>;
}

/**
 * Two began with `before`; one saved `theirs`, the other has typed `mine` (interface.md 5.1: a diff and both choices). Of a list
 * whose rows have keys each row is compared with itself, wherever it stands by now.
 */
export function rebase(before: Values, theirs: Values, mine: Values): Rebased {
  const [begun, saved, typed] = [flat(before), flat(theirs), flat(mine)];
  const { theirsOnly, conflicts } = mergeOf(begun, typed, saved);
  const taken = new Map<string, unknown>();
  const clashing = new Map<string, Clash>();
  for (const path of theirsOnly) taken.set(path, saved[path]);
  for (const path of conflicts) {
    const lists = [begun[path], saved[path], typed[path]];
    if (!lists.every(isRows)) {
      clashing.set(path, { mine: typed[path], theirs: saved[path] });
      continue;
    }
    const [was, stands, own] = lists as [readonly Row[], readonly Row[], readonly Row[]];
    const rows = rebaseRows(path, was, stands, own);
    taken.set(path, rows.merged);
    for (const [place, clash] of rows.clashing) clashing.set(place, clash);
  }
  return { taken, clashing };
}
