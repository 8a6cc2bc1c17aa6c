import type { TermSettings, TermState } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { type TermLength, termThrough } from '@tsudoi/shared/contracts/renewals/term-length.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';

export interface Term {
  readonly _id: string;
  readonly from: JstDate;
  readonly through: JstDate;
  /** Of a row that takes another back: which. */
  readonly reverses: string | null;
}

/**
 * The first day of the next term: the day after the former end, so that paying early or a little late loses no day; of
 * somebody who had none, or whose grace was over, the day of the payment (docs/decisions/0043).
 */
export function nextFrom(formerThrough: JstDate | null, paidOn: JstDate, graceDays: number): JstDate {
  if (formerThrough === null || paidOn > addDays(formerThrough, graceDays)) return paidOn;
  return addDays(formerThrough, 1);
}

/** The terms that count: neither taken back nor taking back. */
export function liveTerms<T extends Term>(rows: readonly T[]): T[] {
  const gone = new Set(rows.map(({ reverses }) => reverses));
  return rows.filter(({ _id, reverses }) => reverses === null && !gone.has(_id));
}

/** Through when somebody's membership is valid, by the rows alone; null where there is no term. */
export function validThrough(rows: readonly Term[]): JstDate | null {
  return liveTerms(rows).reduce<JstDate | null>((last, { through }) => (last === null || through > last ? through : last), null);
}

/** The term that a payment of `paidOn` for the renewal of `formerThrough` gives, beside what is there already. */
export function termPaid(
  rows: readonly Term[],
  paid: { readonly formerThrough: JstDate | null; readonly paidOn: JstDate; readonly graceDays: number; readonly notBefore: JstDate },
  length: TermLength,
  fiscalYearStartMonth: number,
): { readonly from: JstDate; readonly through: JstDate } {
  const { formerThrough, paidOn, graceDays, notBefore } = paid;
  const on = paidOn < notBefore ? notBefore : paidOn;
  const after = (former: JstDate | null) => {
    const from = nextFrom(former, on, graceDays);
    return { from, through: termThrough(from, length, fiscalYearStartMonth) };
  };
  const term = after(formerThrough);
  // The office may have entered a term meanwhile: the payment continues that one instead of covering it twice.
  const isTaken = liveTerms(rows).some(({ from, through }) => from <= term.through && term.from <= through);
  return isTaken ? after(validThrough(rows)) : term;
}

/** How a membership stands on a day. */
export function termState(
  through: JstDate | null,
  { noticeDays, graceDays }: Pick<TermSettings, 'noticeDays' | 'graceDays'>,
  today: JstDate,
): TermState {
  if (through === null) return 'none';
  if (today <= through) return today >= addDays(through, -noticeDays) ? 'ending' : 'valid';
  return today <= addDays(through, graceDays) ? 'grace' : 'ended';
}
