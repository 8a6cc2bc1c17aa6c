/** Values of a form, laid out flat: `address.line1` and what stands there. Lists count as one value. */
function flat(values: unknown, path = ''): Map<string, unknown> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return new Map([[path, values]]);
  return new Map(Object.entries(values).flatMap(([key, value]) => [...flat(value, path === '' ? key : `${path}.${key}`)]));
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left ?? '') === JSON.stringify(right ?? '');

export interface Rebased {
  /** What only the other has changed, and what they saved: it is taken over. */
  readonly taken: ReadonlyMap<string, unknown>;
  /** What both have changed, and what they saved: the person chooses. */
  readonly clashing: ReadonlyMap<string, unknown>;
}

/** Two began with `before`; one saved `theirs`, the other has typed `mine` (interface.md 5.1: a diff and both choices). */
export function rebase(before: unknown, theirs: unknown, mine: unknown): Rebased {
  const [first, typed] = [flat(before), flat(mine)];
  const changed = [...flat(theirs)].filter(([path, value]) => !same(value, first.get(path)) && !same(value, typed.get(path)));
  return {
    taken: new Map(changed.filter(([path]) => same(typed.get(path), first.get(path)))),
    clashing: new Map(changed.filter(([path]) => !same(typed.get(path), first.get(path)))),
  };
}
