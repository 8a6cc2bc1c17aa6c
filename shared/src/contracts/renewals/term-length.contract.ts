import { type FiscalYear, type JstDate, addDays, addMonths, fiscalYearOf, fiscalYearRange } from '../../kernel/jst.ts';
import type { TermSettings } from './renewal.contract.ts';

/** How long a term is. */
export type TermLength = Pick<TermSettings, 'kind' | 'months'>;

/**
 * The last day of a term. Whole months end on the day before the corresponding one, or on the month's last day where it has
 * none (Civil Code 143); a term by fiscal years ends with the year that its first day lies in, or with a later one.
 */
export function termThrough(from: JstDate, { kind, months }: TermLength, fiscalYearStartMonth: number): JstDate {
  if (kind === 'fiscal_year') {
    const last = (fiscalYearOf(from, fiscalYearStartMonth) + Math.ceil(months / 12) - 1) as FiscalYear;
    return fiscalYearRange(last, fiscalYearStartMonth).to;
  }
  const corresponding = addMonths(from, months);
  return corresponding.slice(8) === from.slice(8) ? addDays(corresponding, -1) : corresponding;
}
