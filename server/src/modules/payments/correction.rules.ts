import { type FiscalYear, type JstDate, type JstMonth, addDays, addMonths, firstDayOfMonth, monthOf } from '@tsudoi/shared/kernel/jst';
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

/** When a bill made anew is due: the old day, moved by whole years; where that has passed, a month from today. */
export function dueAnew(dueOn: JstDate, years: number, today: JstDate): JstDate {
  const moved = addMonths(dueOn, 12 * years);
  return moved < today ? addDays(today, daysToPay) : moved;
}

export function startAnew(month: JstMonth, years: number): JstMonth {
  return monthOf(addMonths(firstDayOfMonth(month), 12 * years));
}

/** The name of a bill for another year: the year in it changes, whatever else stands there stays. */
export function nameForYear(name: string, from: FiscalYear, to: FiscalYear): string {
  return name.includes(String(from)) ? name.replaceAll(String(from), String(to)) : `${to}年度 ${name}`;
}
