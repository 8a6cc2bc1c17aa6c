/** A sum below nothing begins like a formula, and is none. */
const isSum = (text: string): boolean => /^-\d+$/.test(text);
const isFormula = (text: string): boolean => /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isSum(text);

/** A cell that a spreadsheet might take for a formula is made plain text (security.md T55). */
const cellOf = (text: string): string => `"${(isFormula(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** Saves rows as a CSV file that Japanese Excel opens. */
export function saveCsv(fileName: string, rows: readonly (readonly string[])[]): void {
  const text = `\ufeff${rows.map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${fileName}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
