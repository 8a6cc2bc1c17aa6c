import calendar from '@holiday-jp/holiday_jp';
import type { OrganizationDocument } from './organization.repository.ts';
import {
  type JstDate,
  addDays,
  addMonths,
  firstDayOfMonth,
  lastDayOfMonth,
  monthOf,
  partsOfDate,
  weekdayOf,
} from '@tsudoi/shared/kernel/jst';

/** Until a contract has ended everything goes on as before (domain.md 3.1); a suspended organisation gains nothing by asking for its end. */
export function goesOn({ status, closing }: Pick<OrganizationDocument, 'status' | 'closing'>): boolean {
  return status === 'active' || (status === 'deletion_requested' && closing?.from !== 'suspended');
}

/** The operator has suspended it, also while its end is asked for or once it has ended: no new bills, payments or mail (domain.md 3.1). */
export function isSuspended({ status, closing }: Pick<OrganizationDocument, 'status' | 'closing'>): boolean {
  return status === 'suspended' || closing?.from === 'suspended';
}

type Standing = Pick<OrganizationDocument, 'status' | 'closing' | 'suspension'>;

/** What suspends one, also one whose end is asked for, which comes on its day; null where there is nothing to suspend. */
export function suspending({ status, closing }: Standing, suspension: NonNullable<Standing['suspension']>): Partial<Standing> | null {
  if (status === 'active') return { status: 'suspended', suspension };
  if (status !== 'deletion_requested' || !closing || closing.from === 'suspended') return null;
  return { closing: { ...closing, from: 'suspended' }, suspension };
}

/** What lets it go on; null where it is not suspended, or is over. */
export function resuming({ status, closing }: Standing): Partial<Standing> | null {
  if (status === 'suspended') return { status: 'active', suspension: null };
  if (status !== 'deletion_requested' || closing?.from !== 'suspended') return null;
  return { closing: { ...closing, from: 'active' }, suspension: null };
}

/** Ended: nobody enters any more. */
export function isOver({ status }: Pick<OrganizationDocument, 'status'>): boolean {
  return status === 'terminated' || status === 'deleted';
}

/** The contract's last day has passed. */
export function hasEndedOn({ effectiveOn }: { readonly effectiveOn: JstDate }, today: JstDate): boolean {
  return effectiveOn < today;
}

/** The month after the end has passed: the office goes too. */
export function isPurgeOver({ purgedBy }: { readonly purgedBy: JstDate }, today: JstDate): boolean {
  return purgedBy < today;
}

/** Banks rest on Saturdays, Sundays, holidays and from 31 December to 3 January. */
function isBusinessDay(date: JstDate): boolean {
  const { month, day } = partsOfDate(date);
  const restsAtNewYear = (month === 12 && day === 31) || (month === 1 && day <= 3);
  const weekday = weekdayOf(date);
  return !restsAtNewYear && weekday !== 0 && weekday !== 6 && !(date in calendar.holidays);
}

export function lastBusinessDayOfMonth(date: JstDate): JstDate {
  let day = lastDayOfMonth(monthOf(date));
  while (!isBusinessDay(day)) day = addDays(day, -1);
  return day;
}

const inMonths = (date: JstDate, months: number): JstDate => lastDayOfMonth(monthOf(addMonths(firstDayOfMonth(monthOf(date)), months)));

/**
 * When a contract ends that an owner ends on a day (domain.md 3.1): asked for by the last business day of a month it ends
 * with the next month, later with the one after. Personal data is gone a month after that.
 */
export function closingDates(requestedOn: JstDate): { effectiveOn: JstDate; purgedBy: JstDate } {
  const months = requestedOn <= lastBusinessDayOfMonth(requestedOn) ? 1 : 2;
  return { effectiveOn: inMonths(requestedOn, months), purgedBy: inMonths(requestedOn, months + 1) };
}
