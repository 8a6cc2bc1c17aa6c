import * as z from 'zod';

/**
 * Business dates of Japan. Japan has one zone without daylight saving, so a JST day is UTC+9 and plain arithmetic on
 * UTC dates is exact; no process time zone is ever consulted.
 */
const jstOffsetMs = 9 * 3_600_000;
const dayMs = 86_400_000;

function isRealDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1868 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

export const JstDate = z.string().refine(isRealDate, 'not_a_date').brand<'JstDate', 'inout'>();
export type JstDate = z.output<typeof JstDate>;

export const JstMonth = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .brand<'JstMonth', 'inout'>();
export type JstMonth = z.output<typeof JstMonth>;

/** A fiscal year named by the calendar year in which it starts: FY2025 with an April start = 2025-04-01..2026-03-31. */
export const FiscalYear = z.number().int().min(1900).max(2200).brand<'FiscalYear', 'inout'>();
export type FiscalYear = z.output<typeof FiscalYear>;

/** First month of the fiscal year, 1–12; Japanese bodies mostly use 4. */
export const FiscalYearStartMonth = z.number().int().min(1).max(12);

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function fromParts(year: number, month: number, day: number): JstDate {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}` as JstDate;
}

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function partsOfDate(date: JstDate): DateParts {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** Parses `YYYY-MM-DD`. @throws RangeError when it names no real day. */
export function jstDate(text: string): JstDate {
  if (!isRealDate(text)) throw new RangeError('not a calendar date');
  return text as JstDate;
}

/** The calendar day in Japan at an instant. */
export function jstDateOf(instant: Date): JstDate {
  const shifted = new Date(instant.getTime() + jstOffsetMs);
  return fromParts(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, shifted.getUTCDate());
}

/** The time of day in Japan at an instant, HH:MM. */
export function jstTimeOf(instant: Date): string {
  return new Date(instant.getTime() + jstOffsetMs).toISOString().slice(11, 16);
}

/** 00:00 JST of a day, as an instant. */
export function startOfJstDate(date: JstDate): Date {
  const { year, month, day } = partsOfDate(date);
  return new Date(Date.UTC(year, month - 1, day) - jstOffsetMs);
}

/** A deadline runs through the whole day: this is the first instant at which it is over. */
export function endOfJstDateExclusive(date: JstDate): Date {
  return new Date(startOfJstDate(date).getTime() + dayMs);
}

export function addDays(date: JstDate, days: number): JstDate {
  const { year, month, day } = partsOfDate(date);
  const moved = new Date(Date.UTC(year, month - 1, day) + days * dayMs);
  return fromParts(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate());
}

/** The corresponding day `months` later, or the month's last day where it has none (Civil Code periods). */
export function addMonths(date: JstDate, months: number): JstDate {
  const { year, month, day } = partsOfDate(date);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = (index % 12) + 1;
  return fromParts(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** Whole days from one date to another; negative when `to` lies before `from`. */
export function daysBetween(from: JstDate, to: JstDate): number {
  return Math.round((startOfJstDate(to).getTime() - startOfJstDate(from).getTime()) / dayMs);
}

/** Full years of age on a day: up from the birthday on, for 29 February from 1 March in common years (domain.md 6, cases 66 and 67). */
export function ageOn(birthDate: JstDate, day: JstDate): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

export function monthOf(date: JstDate): JstMonth {
  return date.slice(0, 7) as JstMonth;
}

export function firstDayOfMonth(month: JstMonth): JstDate {
  return `${month}-01` as JstDate;
}

export function lastDayOfMonth(month: JstMonth): JstDate {
  return addDays(addMonths(firstDayOfMonth(month), 1), -1);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(date: JstDate): number {
  const { year, month, day } = partsOfDate(date);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

export function fiscalYearOf(date: JstDate, startMonth: number): FiscalYear {
  const { year, month } = partsOfDate(date);
  return (month >= startMonth ? year : year - 1) as FiscalYear;
}

export interface DateRange {
  readonly from: JstDate;
  readonly to: JstDate;
}

/** First and last day of a fiscal year. */
export function fiscalYearRange(fiscalYear: FiscalYear, startMonth: number): DateRange {
  const from = fromParts(fiscalYear, startMonth, 1);
  return { from, to: addDays(addMonths(from, 12), -1) };
}

const eras = [
  { name: '令和', letter: 'R', from: '2019-05-01' },
  { name: '平成', letter: 'H', from: '1989-01-08' },
  { name: '昭和', letter: 'S', from: '1926-12-25' },
  { name: '大正', letter: 'T', from: '1912-07-30' },
  { name: '明治', letter: 'M', from: '1868-10-23' },
] as const;

/** Era year such as 令和8年4月1日; the new era owns the boundary day and year 1 is 元年 (domain.md 4.2). */
export function formatEraDate(date: JstDate): string {
  const { year, month, day } = partsOfDate(date);
  const era = eras.find((candidate) => date >= candidate.from);
  if (!era) return `${year}年${month}月${day}日`;
  const eraYear = year - Number(era.from.slice(0, 4)) + 1;
  return `${era.name}${eraYear === 1 ? '元' : eraYear}年${month}月${day}日`;
}

/**
 * Reads what people type for a date: 2026-04-01, 2026/4/1, 20260401, 2026年4月1日, R8.4.1, 令8.4.1, 令和8年4月1日,
 * 令和元年5月1日, 西暦2026年4月1日, full-width digits included. Returns null when it names no real day, or a day outside its era.
 */
export function parseTypedDate(typed: string): JstDate | null {
  const text = typed.normalize('NFKC').replace(/\s+/g, '');
  const western = /^(?:西暦)?(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (western) return realDateOrNull(Number(western[1]), Number(western[2]), Number(western[3]));
  const era = /^([RHSTMrhstm]|令和?|平成?|昭和?|大正?|明治?)(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (!era) return null;
  const index = eras.findIndex((candidate) => candidate.name[0] === era[1]![0] || candidate.letter === era[1]!.toUpperCase());
  const found = eras[index]!;
  const year = Number(found.from.slice(0, 4)) + (era[2] === '元' ? 1 : Number(era[2])) - 1;
  const date = realDateOrNull(year, Number(era[3]), Number(era[4]));
  if (date === null || date < found.from) return null;
  const next = eras[index - 1];
  return next && date >= next.from ? null : date;
}

function realDateOrNull(year: number, month: number, day: number): JstDate | null {
  const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  return isRealDate(text) ? (text as JstDate) : null;
}
