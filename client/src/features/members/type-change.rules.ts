import type { BillRow } from '../../lib/views.ts';

const stands: readonly BillRow['status'][] = ['unpaid', 'partly_paid', 'paid', 'overpaid', 'not_required'];

/** Dues of this year and later that were billed already: they keep the price of the type that the member had. */
export function billsOfFormerType<B extends Pick<BillRow, 'category' | 'status' | 'fiscalYear'>>(
  bills: readonly B[],
  fiscalYear: number,
): B[] {
  return bills.filter((bill) => bill.category === 'annual' && stands.includes(bill.status) && bill.fiscalYear >= fiscalYear);
}
