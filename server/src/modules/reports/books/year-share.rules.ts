import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { type Yen, fractionOfYen, negateYen, subtractYen, sumYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../../billing/billing.public.ts';
import { type BillShare, sharesOfBill } from './money-group.rules.ts';

type Termed = Pick<BillDocument, '_id' | 'billName' | 'fiscalYear' | 'amount' | 'lines' | 'amendments' | 'termMonths'>;
const monthsOfYear = 12;

/** What of a sum for so many months is of its first years; floored, so that the shares of all years are the sum. */
function ofFirst(years: number, amount: Yen, months: number): Yen {
  const share = fractionOfYen(amount < 0 ? negateYen(amount) : amount, Math.min(months, years * monthsOfYear), months, 'floor');
  return amount < 0 ? negateYen(share) : share;
}

/**
 * Dues for more than a year as a bill for each year: every twelve months of the term are of the fiscal year in which they
 * begin (docs/decisions/0031). The first keeps the name of the bill in the books, each later one has its own.
 */
export function yearsOf<Bill extends Termed>(bill: Bill): Bill[] {
  const months = bill.termMonths ?? monthsOfYear;
  if (months <= monthsOfYear) return [bill];
  return Array.from({ length: Math.ceil(months / monthsOfYear) }, (_, year) => {
    const fiscalYear = (bill.fiscalYear + year) as FiscalYear;
    const share = (line: Bill['lines'][number]) => ({
      ...line,
      amount: subtractYen(ofFirst(year + 1, line.amount, months), ofFirst(year, line.amount, months)),
    });
    const lines = bill.lines.map(share);
    return {
      ...bill,
      _id: (year === 0 ? bill._id : `${bill._id}:${fiscalYear}`) as BillId,
      billName: `${bill.billName}（${fiscalYear}年度分）`,
      fiscalYear,
      lines,
      amount: sumYen(lines.map(({ amount }) => amount)),
      ...(bill.amendments ? { amendments: bill.amendments.map((one) => ({ ...one, lines: one.lines.map(share) })) } : {}),
    };
  });
}

/** The years of a bill, each with what every act paid of it: money pays the first year first. */
export function yearShares<Bill extends Termed>(
  bill: Bill,
  rows: Parameters<typeof sharesOfBill>[1],
): { readonly bill: Bill; readonly shares: ReadonlyMap<string, BillShare> }[] {
  const years = yearsOf(bill);
  return years.map((one, index) => ({ bill: one, shares: sharesOfBill(one, rows, years.slice(0, index)) }));
}
