import holidayCalendar from '@holiday-jp/holiday_jp';
import { type JstDate, addDays, weekdayOf } from '../kernel/jst.ts';

/** National holidays by day, substitute and sandwiched ones included; the calendar reaches to 2050. */
const holidays: Readonly<Record<string, unknown>> = holidayCalendar.holidays;

/** Not a Saturday, Sunday, national holiday or 31 December to 3 January (domain.md 4.2). */
export function isBankDay(date: JstDate): boolean {
  const weekday = weekdayOf(date);
  const dayOfYear = date.slice(5);
  return weekday !== 0 && weekday !== 6 && dayOfYear < '12-31' && dayOfYear > '01-03' && !Object.hasOwn(holidays, date);
}

/** The day itself when it is a bank day, else the next one: debits and due days roll forward. */
export function bankDayFrom(date: JstDate): JstDate {
  let day = date;
  while (!isBankDay(day)) day = addDays(day, 1);
  return day;
}

/** The day itself when it is a bank day, else the one before: payouts roll back. */
export function bankDayUntil(date: JstDate): JstDate {
  let day = date;
  while (!isBankDay(day)) day = addDays(day, -1);
  return day;
}

/** Both ways, for rules that are told of the calendar. */
export const bankDays = { from: bankDayFrom, until: bankDayUntil };
