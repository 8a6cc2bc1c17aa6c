import type { TermKind } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { termThrough } from '@tsudoi/shared/contracts/renewals/term-length.contract';
import {
  type FiscalYear,
  type JstDate,
  type JstMonth,
  addDays,
  addMonths,
  firstDayOfMonth,
  fiscalYearRange,
  formatEraDate,
  jstDate,
  monthOf,
  parseTypedDate,
} from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, maxYen, minYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';

/** What of a payment lies on the bill that is corrected. */
export interface MoneyOnBill<P extends string = string> {
  readonly paymentId: P;
  readonly amount: Yen;
}

/** A bill that may take money: it takes what it still asks for and no more. */
export interface Place<K extends string = string> {
  readonly key: K;
  readonly asks: Yen;
}

interface Move<P extends string, K extends string> extends MoneyOnBill<P> {
  /** Null: on no bill, it stays with the member as 前受. */
  readonly to: K | null;
}

/** Whether the corrected bill goes (`replaced`), keeps what it asks for (`surplus`), or gives up what others ask for (`misplaced`). */
export type Giving = 'replaced' | 'surplus' | 'misplaced';

export interface Distribution<P extends string, K extends string> {
  readonly moves: readonly Move<P, K>[];
  /** What stays on the corrected bill. */
  readonly stays: Yen;
  /** What no bill but next year's could take. */
  readonly over: Yen;
}

const sumOf = (rows: readonly { readonly amount: Yen }[]) => sumYen(rows.map(({ amount }) => amount));

/** Money that neither the corrected bill nor the places ask for: what next year's bill may be made for. */
export function overflowOf(
  giving: Giving,
  bill: { readonly amount: Yen },
  total: Yen,
  places: readonly Place[],
): { stays: Yen; over: Yen } {
  const asked = sumYen(places.map(({ asks }) => asks));
  if (giving === 'replaced') return { stays: zeroYen, over: maxYen(zeroYen, subtractYen(total, asked)) };
  if (giving === 'surplus') {
    const stays = minYen(total, bill.amount);
    return { stays, over: maxYen(zeroYen, subtractYen(subtractYen(total, stays), asked)) };
  }
  const placed = minYen(total, asked);
  const stays = minYen(bill.amount, subtractYen(total, placed));
  return { stays, over: subtractYen(subtractYen(total, placed), stays) };
}

/**
 * Where each yen on the corrected bill goes. The oldest money stays, if any does; what leaves fills the places in their
 * order, then next year's bill, and the rest lies on no bill. Nothing is made and nothing is lost: moves and `stays` are
 * what was on the bill.
 * @throws RangeError when the sums do not fit, which is a fault of ours and never of what somebody typed
 */
export function distribute<P extends string, K extends string>(
  giving: Giving,
  bill: { readonly amount: Yen },
  money: readonly MoneyOnBill<P>[],
  places: readonly Place<K>[],
  nextYear: Place<K> | null,
): Distribution<P, K> {
  const total = sumOf(money);
  const { stays, over } = overflowOf(giving, bill, total, places);
  const leaving = without(money, stays);
  const moves: Move<P, K>[] = [];
  const open = [...places, ...(nextYear ? [nextYear] : [])].map(({ key, asks }) => ({ key, left: asks }));
  for (const { paymentId, amount } of leaving) {
    let rest = amount;
    for (const place of open) {
      const taken = minYen(rest, place.left);
      if (taken === 0) continue;
      moves.push({ paymentId, amount: taken, to: place.key });
      place.left = subtractYen(place.left, taken);
      rest = subtractYen(rest, taken);
    }
    if (rest > 0) moves.push({ paymentId, amount: rest, to: null });
  }
  if (addYen(sumOf(moves), stays) !== total) throw new RangeError('a correction makes or loses money');
  return { moves, stays, over };
}

/**
 * Whether bills would be given what refunds that are not through will take (0036). A refund takes what lies on no bill
 * first: it touches none as long as enough of its payment is left there.
 */
export function givesPromised<P extends { readonly _id: string; readonly unallocated: Yen }>(
  moves: readonly (MoneyOnBill & { readonly from?: string | null; readonly to: string | null })[],
  payments: readonly P[],
  promisedOf: (payment: P) => Yen,
): boolean {
  if (moves.every(({ to }) => to === null)) return false;
  return payments.some((payment) => {
    const own = moves.filter(({ paymentId }) => paymentId === payment._id);
    const apart = addYen(payment.unallocated, sumOf(own.filter(({ to }) => to === null)));
    return promisedOf(payment) > subtractYen(apart, sumOf(own.filter(({ from }) => from === null)));
  });
}

/** The money without its first `kept` yen. */
function without<P extends string>(money: readonly MoneyOnBill<P>[], kept: Yen): MoneyOnBill<P>[] {
  let left = kept;
  return money.map(({ paymentId, amount }) => {
    const stays = minYen(left, amount);
    left = subtractYen(left, stays);
    return { paymentId, amount: subtractYen(amount, stays) };
  });
}

/** Days that somebody has at least to pay a bill that is made anew. */
const daysToPay = 30;

/** When a bill made anew is due: on its day; where that has passed, a month from today. */
export function notLate(day: JstDate, today: JstDate): JstDate {
  return day < today ? addDays(today, daysToPay) : day;
}

/** For another year, by the rule of what is billed; without one on the old day, moved by whole years. */
export function dueForYear(byRule: JstDate | null, dueOn: JstDate, years: number, today: JstDate): JstDate {
  return notLate(byRule ?? addMonths(dueOn, 12 * years), today);
}

/**
 * The first month of dues of another year. They are asked for the whole of it, as a run would, wherever in its own year the
 * bill began that they are made of (domain.md 5.2, 5.7); only a term keeps its month, since it begins in the midst of a year.
 */
export function startAnew(
  bill: { readonly fiscalYear: FiscalYear; readonly allocationStartMonth: JstMonth },
  to: FiscalYear,
  fiscalYearStartMonth: number,
  isTerm: boolean,
): JstMonth {
  if (!isTerm) return monthOf(fiscalYearRange(to, fiscalYearStartMonth).from);
  return monthOf(addMonths(firstDayOfMonth(bill.allocationStartMonth), 12 * (to - bill.fiscalYear)));
}

interface DuesOf {
  readonly fiscalYear: FiscalYear;
  readonly allocationStartMonth: JstMonth;
  readonly pricedOn?: JstDate;
  readonly termMonths?: number;
  readonly termKind?: TermKind;
}

/** Whether what dues are for is over: their fiscal year, or the term that they renew. */
export function isOver({ fiscalYear, termMonths: months, ...of }: DuesOf, today: JstDate, fiscalYearStartMonth: number): boolean {
  if (months === undefined) return fiscalYearRange(fiscalYear, fiscalYearStartMonth).to < today;
  const from = of.pricedOn ?? firstDayOfMonth(of.allocationStartMonth);
  return termThrough(from, { kind: of.termKind ?? 'rolling', months }, fiscalYearStartMonth) < today;
}

const yearsInName = /(?:令和|平成)(?:元|[0-9０-９]{1,2})(?=年)|(?<![0-9０-９])[0-9０-９]{4}(?![0-9０-９])/g;

/** The calendar year of 令和7 or 2025. An era begins or ends in the midst of its first and last year. */
function calendarYear(written: string): number | null {
  if (/^\d/.test(written)) return Number(written);
  const day = parseTypedDate(`${written}年12月31日`) ?? parseTypedDate(`${written}年4月1日`);
  return day && Number(day.slice(0, 4));
}

const eraYear = (year: number): string => formatEraDate(jstDate(`${year}-12-31`)).replace(/年.*$/, '');
const fullWidth = (text: string): string => text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/**
 * The name of a bill for another year: a fiscal year lies in two calendar years, and both of them move, written in an era
 * or not. Whatever else stands there stays; a name without its year gets it, unless it is the same year.
 */
export function nameForYear(name: string, from: FiscalYear, to: FiscalYear): string {
  if (from === to) return name;
  let found = false;
  const moved = name.replaceAll(yearsInName, (text) => {
    const plain = text.normalize('NFKC');
    const year = calendarYear(plain);
    if (year !== from && year !== from + 1) return text;
    found = true;
    const next = year + to - from;
    const written = /^\d/.test(plain) ? String(next) : eraYear(next);
    return plain === text ? written : fullWidth(written);
  });
  return found ? moved : `${to}年度 ${name}`;
}
