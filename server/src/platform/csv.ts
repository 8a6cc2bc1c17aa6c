/** What a spreadsheet takes for the start of a formula, in either width, a line feed included (security.md T55). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const special = /[",\r\n]/;
const needsCare = new RegExp(`${formula.source}|${special.source}`);

/** One cell; what would run as a formula is told to be text. */
function cellOf(text: string): string {
  if (!needsCare.test(text)) return text;
  const safe = formula.test(text) ? `'${text}` : text;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A record as Excel writes it, with its line end. */
export function csvRecord(cells: readonly string[]): string {
  let line = '';
  for (let at = 0; at < cells.length; at += 1) line += at === 0 ? cellOf(cells[at]!) : `,${cellOf(cells[at]!)}`;
  return `${line}\r\n`;
}
