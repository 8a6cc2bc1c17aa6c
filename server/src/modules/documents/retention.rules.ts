import { type JstDate, addDays, addMonths, fiscalYearOf } from '@tsudoi/shared/kernel/jst';

/** From the day on which the year's taxes are due, two months after the year's last (domain.md 7, oracle 55). */
const monthsAfterYear = 2;
const monthsKept = 7 * 12;

/** The last day on which a paper of that day has to be kept, by the fiscal year that the day is in. */
export function keptUntil(datedOn: JstDate, fiscalYearStartMonth: number): JstDate {
  const year = fiscalYearOf(datedOn, fiscalYearStartMonth);
  const nextYear = `${year + 1}-${String(fiscalYearStartMonth).padStart(2, '0')}-01` as JstDate;
  return addDays(addMonths(nextYear, monthsAfterYear + monthsKept), -1);
}
