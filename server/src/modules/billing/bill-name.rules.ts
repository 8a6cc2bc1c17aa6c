import type { BillDocument } from './bill.repository.ts';
import { provisoText } from './billing-item.rules.ts';

type Named = Pick<BillDocument, 'billName' | 'itemId' | 'fiscalYear' | 'proviso' | 'lines' | 'parts'>;

const ending = 'として';
const stemOf = (text: string): string => (text.endsWith(ending) ? text.slice(0, -ending.length) : text);

/**
 * The 但し書き of a bill under another name, and in another year: where it is the name, or no item has worded it, it follows the
 * name; what an item says otherwise stays.
 */
export function provisoUnder(
  { billName: before, itemId, fiscalYear, proviso }: Omit<Named, 'lines' | 'parts'>,
  billName: string,
  year = fiscalYear,
): string {
  const said = provisoText(proviso, fiscalYear);
  if (itemId !== null && stemOf(said) !== stemOf(before)) return proviso;
  const wanted = said.endsWith(ending) ? `${stemOf(billName)}${ending}` : billName;
  return provisoText(proviso, year) === wanted ? proviso : wanted;
}

/** What a bill says of itself under another name (BIL-07): papers issued from then on show that one. Only what changes. */
export function wordingUnder(
  bill: Named,
  billName: string,
): Pick<BillDocument, 'proviso'> & Partial<Pick<BillDocument, 'lines' | 'parts'>> {
  const before = new Set([bill.billName]);
  // The fee of a bill without an item is called what the bill is, also where an earlier rename left that behind.
  if (bill.itemId === null) for (const { kind, label } of bill.parts) if (kind === 'fee') before.add(label);
  const proviso = provisoUnder(bill, billName);
  if (![...bill.lines, ...bill.parts].some(({ label }) => label !== billName && before.has(label))) return { proviso };
  const under = <T extends { label: string }>(row: T): T => (before.has(row.label) ? { ...row, label: billName } : row);
  return { proviso, lines: bill.lines.map(under), parts: bill.parts.map(under) };
}
