export type Values = Readonly<Record<string, unknown>>;

export interface Merge {
  /** Changed by both, differently: somebody must choose. */
  readonly conflicts: readonly string[];
  readonly mineOnly: readonly string[];
  readonly theirsOnly: readonly string[];
}

/** What was left empty and what never had a value are the same. */
export const same = (left: unknown, right: unknown): boolean => JSON.stringify(left ?? '') === JSON.stringify(right ?? '');

/** Values of a form, laid out flat: `address.line1` and what stands there. Lists count as one value. */
export function flat(values: Values, path = ''): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value as Values, `${path}${key}.`))
        : [[`${path}${key}`, value]],
    ),
  );
}

/** What two people made of one record since both began with the same. */
export function mergeOf(begun: Values, mine: Values, theirs: Values): Merge {
  const conflicts: string[] = [];
  const mineOnly: string[] = [];
  const theirsOnly: string[] = [];
  for (const field of Object.keys(mine)) {
    const iChanged = !same(begun[field], mine[field]);
    const theyChanged = !same(begun[field], theirs[field]);
    if (iChanged && theyChanged && !same(mine[field], theirs[field])) conflicts.push(field);
    else if (iChanged && !theyChanged) mineOnly.push(field);
    else if (theyChanged && !iChanged) theirsOnly.push(field);
  }
  return { conflicts, mineOnly, theirsOnly };
}
