import { type ListColumn, type ViewList, listColumns } from '@tsudoi/shared/contracts/views/list-column.contract';

/** Columns of an address, each once, with the one that always stands; anybody can write an address. */
export function readColumns<L extends ViewList>(list: L, typed: string): ListColumn<L>[] {
  const { all, usual, fixed }: { all: readonly string[]; usual: readonly string[]; fixed: string } = listColumns[list];
  const known = [...new Set(typed.split(','))].filter((name) => all.includes(name));
  const columns = typed === '' ? [...usual] : known.includes(fixed) ? known : [fixed, ...known];
  return columns as ListColumn<L>[];
}

/** Columns as an address says them: the usual ones are not said. */
export function columnsText(list: ViewList, columns: readonly string[]): string {
  const text = columns.join(',');
  return text === listColumns[list].usual.join(',') ? '' : text;
}

/** Moves a column past the next one that is drawn; the ends stay ends, and what is withheld stays chosen where it was. */
export function moveColumn<C extends string>(columns: readonly C[], column: C, by: -1 | 1, withheld: readonly C[] = []): readonly C[] {
  const from = columns.indexOf(column);
  const drawn = columns.filter((one) => !withheld.includes(one));
  const past = drawn[drawn.indexOf(column) + by];
  if (from < 0 || past === undefined) return columns;
  const to = columns.indexOf(past);
  const next = [...columns];
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}

/**
 * Puts a column before or behind another one that is shown; a hidden one is shown by that. Behind all that are shown there are
 * only hidden ones: what is dropped there is the last of those shown, or stays hidden.
 */
export function placeColumn<C extends string>(columns: readonly C[], column: C, beside: C, where: 'before' | 'after'): readonly C[] {
  if (column === beside) return columns;
  const others = columns.filter((one) => one !== column);
  const at = others.indexOf(beside);
  if (at < 0) return columns.includes(column) ? [...others, column] : columns;
  return others.toSpliced(where === 'before' ? at : at + 1, 0, column);
}

/** Shows or hides a column; a shown one comes last. The one that always stands cannot be hidden. */
export function toggleColumn<C extends string>(columns: readonly C[], column: C, fixed: string): readonly C[] {
  if (!columns.includes(column)) return [...columns, column];
  return column === fixed ? columns : columns.filter((one) => one !== column);
}
