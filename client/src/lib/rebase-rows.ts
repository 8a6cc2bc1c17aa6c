import { mergeOf, same } from './three-way.ts';

/** One place of a form that two have changed: what each of them made of it. */
export interface Clash {
  readonly mine: unknown;
  readonly theirs: unknown;
  /** A field of a row with a key: rows are moved, added and removed while the question stands. */
  readonly row?: { readonly list: string; readonly key: string; readonly field: string };
}

/** A row of a list in a form: it is known by its key wherever it stands; a new one has none yet. */
export type Row = Readonly<Record<string, unknown>>;

const keyNames = ['key', 'rankId'] as const;

function keyOf(row: Row): string | null {
  const name = keyNames.find((each) => row[each] !== undefined && row[each] !== null);
  return name === undefined ? null : String(row[name]);
}

/** Whether a value is a list of such rows; an empty one may be. */
export function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null && keyNames.some((name) => name in row));
}

/** Where a clash stands in what the form holds by now; null once the row it is of has gone. */
export function placeNow(path: string, { row }: Clash, valueAt: (path: string) => unknown): string | null {
  if (row === undefined) return path;
  const rows = valueAt(row.list);
  const at = isRows(rows) ? rows.findIndex((one) => keyOf(one) === row.key) : -1;
  return at < 0 ? null : `${row.list}.${at}.${row.field}`;
}

const byKey = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.flatMap((row): [string, Row][] => (keyOf(row) === null ? [] : [[keyOf(row)!, row]])));

const isSameRow = (one: Row, other: Row): boolean => Object.keys({ ...one, ...other }).every((field) => same(one[field], other[field]));

/** The keys of a list that the others have as well, in its order. */
const orderOf = (rows: readonly Row[], others: readonly ReadonlyMap<string, Row>[]): readonly string[] =>
  [...byKey(rows).keys()].filter((key) => others.every((other) => other.has(key)));

export interface RebasedRows {
  /** The list with what only the other has changed, rows that they added and took out among it. */
  readonly merged: readonly Row[];
  /** By the places of the merged list; the list as a whole where rows came and went against each other. */
  readonly clashing: ReadonlyMap<string, Clash>;
}

/** Two began with the list `before`; one saved `theirs`, the other has typed `mine`. */
export function rebaseRows(path: string, before: readonly Row[], theirs: readonly Row[], mine: readonly Row[]): RebasedRows {
  const [begun, saved, typed] = [byKey(before), byKey(theirs), byKey(mine)];
  const inner: { readonly row: Row; readonly clashes: readonly (readonly [string, Clash])[] }[] = [];
  let isTorn = false;

  const merged = mine.flatMap((row): Row[] => {
    const key = keyOf(row);
    if (key === null) return [row];
    const [was, stands] = [begun.get(key), saved.get(key)];
    if (stands === undefined) {
      // They took it out. Whoever has changed it meanwhile is asked.
      if (was !== undefined && isSameRow(was, row)) return [];
      isTorn = true;
      return [row];
    }
    const { theirsOnly, conflicts } = mergeOf(was ?? {}, row, stands);
    const next = { ...row, ...Object.fromEntries(theirsOnly.map((field) => [field, stands[field]])) };
    inner.push({
      row: next,
      clashes: conflicts.map((field) => [field, { mine: row[field], theirs: stands[field], row: { list: path, key, field } }]),
    });
    return [next];
  });
  // One that was taken out here, and changed there.
  for (const [key, was] of begun) {
    const stands = saved.get(key);
    if (!typed.has(key) && stands !== undefined && !isSameRow(was, stands)) isTorn = true;
  }
  for (const [at, row] of theirs.entries()) {
    const key = keyOf(row);
    if (key === null || begun.has(key) || typed.has(key)) continue;
    const ahead = theirs[at - 1];
    const place = ahead === undefined ? 0 : merged.findIndex((one) => keyOf(one) === keyOf(ahead)) + 1;
    merged.splice(ahead !== undefined && place === 0 ? merged.length : place, 0, row);
  }

  const [was, now, own] = [orderOf(before, [saved, typed]), orderOf(theirs, [begun, typed]), orderOf(mine, [begun, saved])];
  const [theyMoved, iMoved] = [!same(was, now), !same(was, own)];
  if (theyMoved && iMoved && !same(now, own)) isTorn = true;
  else if (theyMoved && !iMoved) reorder(merged, now);

  if (isTorn) return { merged, clashing: new Map([[path, { mine: merged, theirs }]]) };
  const clashing = inner.flatMap(({ row, clashes }) =>
    clashes.map(([field, clash]): [string, Clash] => [`${path}.${merged.indexOf(row)}.${field}`, clash]),
  );
  return { merged, clashing: new Map(clashing) };
}

/** Puts the rows that all know into an order; the others stay where they are. */
function reorder(rows: Row[], order: readonly string[]): void {
  const known = byKey(rows);
  const places = rows.flatMap((row, at) => (order.includes(keyOf(row) ?? '') ? [at] : []));
  for (const [index, at] of places.entries()) rows[at] = known.get(order[index]!)!;
}
