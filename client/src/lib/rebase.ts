import { type Values, mergeOf } from './three-way.ts';

/** Values of a form, laid out flat: `address.line1` and what stands there. Lists count as one value. */
function flat(values: Values, path = ''): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value as Values, `${path}${key}.`))
        : [[`${path}${key}`, value]],
    ),
  );
}

export interface Rebased {
  /** What only the other has changed, and what they saved: it is taken over. */
  readonly taken: ReadonlyMap<string, unknown>;
  /** What both have changed, and what they saved: the person chooses. */
  readonly clashing: ReadonlyMap<string, unknown>;
}

/** Two began with `before`; one saved `theirs`, the other has typed `mine` (interface.md 5.1: a diff and both choices). */
export function rebase(before: Values, theirs: Values, mine: Values): Rebased {
  const saved = flat(theirs);
  const { theirsOnly, conflicts } = mergeOf(flat(before), flat(mine), saved);
  const asSaved = (paths: readonly string[]) => new Map(paths.map((path) => [path, saved[path]]));
  return { taken: asSaved(theirsOnly), clashing: asSaved(conflicts) };
}
