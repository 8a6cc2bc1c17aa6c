import { type TaxCategory, taxCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type Rounding, type Yen, addYen, fractionOfYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';

/** Whether prices hold their tax or not; one document uses one of the two (domain.md 5.3). */
export type PriceMode = 'gross' | 'net';

const percent: Readonly<Record<TaxCategory, number>> = { out_of_scope: 0, exempt: 0, standard_10: 10, reduced_8: 8 };

export interface TaxedLine {
  readonly amount: Yen;
  readonly taxCategory: TaxCategory;
}

/** The lines of one category together, as they were priced, with the tax in or on them. */
export interface TaxGroup extends TaxedLine {
  readonly tax: Yen;
}

/** Sums by category in the order of the categories; only those that have a line. */
export function groupsOf(lines: readonly TaxedLine[]): TaxedLine[] {
  return taxCategories.flatMap((taxCategory) => {
    const own = lines.filter((line) => line.taxCategory === taxCategory);
    return own.length === 0 ? [] : [{ taxCategory, amount: sumYen(own.map((line) => line.amount)) }];
  });
}

/** Tax once per rate and document, never per line (qualified invoices, domain.md 4.2). */
export function taxGroups(lines: readonly TaxedLine[], mode: PriceMode, rounding: Rounding): TaxGroup[] {
  return groupsOf(lines).map(({ taxCategory, amount }) => {
    const rate = percent[taxCategory];
    return { taxCategory, amount, tax: fractionOfYen(amount, rate, mode === 'gross' ? 100 + rate : 100, rounding) };
  });
}

/** What is to be paid: tax stands on top of net prices only. */
export function totalOf(groups: readonly TaxGroup[], mode: PriceMode): Yen {
  return sumYen(groups.map((group) => (mode === 'gross' ? group.amount : addYen(group.amount, group.tax))));
}

/**
 * A sum off (or onto) a whole document, shared among its categories by size: floored, the rest to the largest
 * (domain.md 5.4). Of a document over nothing the first category takes all.
 */
export function sharesOf(change: Yen, groups: readonly TaxedLine[]): Yen[] {
  const total = sumYen(groups.map((group) => group.amount));
  const largest = groups.reduce((best, group, index) => (group.amount > groups[best]!.amount ? index : best), 0);
  const size = change < 0 ? -change : change;
  const shares = groups.map((group) => (total <= 0 ? zeroYen : fractionOfYen(size as Yen, group.amount, total, 'floor')));
  return shares.map((share, index) => {
    const own = index === largest ? addYen(share, subtractYen(size as Yen, sumYen(shares))) : share;
    return change < 0 ? subtractYen(zeroYen, own) : own;
  });
}
