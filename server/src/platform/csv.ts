/** What a spreadsheet takes for the start of a formula, in either width, a line feed included (security.md T55). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const special = /[",\r\n]/;
const needsCare = new RegExp(`${formula.source}|${special.source}`);

/** A text, or a number that a spreadsheet may reckon with. */
export type Cell = string | number;

/** One cell; what would run as a formula is told to be text. A number is none, whatever its sign. */
function cellOf(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  if (!needsCare.test(cell)) return cell;
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A record as Excel writes it, with its line end. */
export function csvRecord(cells: readonly Cell[]): string {
  let line = '';
  for (let at = 0; at < cells.length; at += 1) line += at === 0 ? cellOf(cells[at]!) : `,${cellOf(cells[at]!)}`;
  return `${line}\r\n`;
}
