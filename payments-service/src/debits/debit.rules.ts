import type { UploadDebitResultOutput } from '@tsudoi/shared/contracts/payments/debit-result.contract';
import type { MandateState, ResultCode } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type JstDate, type JstMonth, addDays, addMonths, firstDayOfMonth, jstDate, monthOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, sumYen } from '@tsudoi/shared/kernel/yen';
import type { DebitFile } from '../connectors/bank-files/debit-file.ts';
import type { MoneyEventKind } from '../connectors/connector.ts';

/** The next bank day, the day itself included. */
type NextBankDay = (day: JstDate) => JstDate;

interface Terms {
  readonly debitDay: number;
  readonly leadDays: number;
}

export interface DebitDates {
  readonly month: JstMonth;
  /** The list is closed on this day, so that the file reaches the bank in time. */
  readonly closesOn: JstDate;
  readonly debitOn: JstDate;
}

/** A debit day that is no bank day moves to the next one, maybe into the next month (cases 71 and 72). */
export function debitDates(month: JstMonth, { debitDay, leadDays }: Terms, nextBankDay: NextBankDay): DebitDates {
  const debitOn = nextBankDay(jstDate(`${month}-${String(debitDay).padStart(2, '0')}`));
  return { month, debitOn, closesOn: addDays(debitOn, -leadDays) };
}

/** A result names its day without a year: it is that of a debit that was, at most half a year ago (provider case 38). */
export function isResultDay({ debitOn }: Pick<DebitDates, 'debitOn'>, today: JstDate): boolean {
  return debitOn <= today && addMonths(debitOn, 6) >= today;
}

export function monthAfter(month: JstMonth): JstMonth {
  return monthOf(addMonths(firstDayOfMonth(month), 1));
}

/** The first debit that has not gone by. */
export function nextDebit(today: JstDate, terms: Terms, nextBankDay: NextBankDay): DebitDates {
  // A debit of the month before may have rolled into this one.
  let month = monthOf(addMonths(firstDayOfMonth(monthOf(today)), -1));
  for (;;) {
    const dates = debitDates(month, terms, nextBankDay);
    if (dates.debitOn >= today) return dates;
    month = monthAfter(month);
  }
}

/** Months whose list is to be closed today: its day has come and the debit has not gone by (BIL-18). */
export function collectionsDue(today: JstDate, terms: Terms, nextBankDay: NextBankDay): DebitDates[] {
  const first = nextDebit(today, terms, nextBankDay);
  const second = debitDates(monthAfter(first.month), terms, nextBankDay);
  return [first, second].filter(({ closesOn }) => closesOn <= today);
}

const moves: Readonly<Record<MandateState, readonly MandateState[]>> = {
  requested: ['paper_or_web_pending', 'active', 'stopped'],
  paper_or_web_pending: ['active', 'stopped'],
  // The bank's word may end it at any time, or say that it never had the form.
  active: ['stopped', 'invalid', 'paper_or_web_pending'],
  stopped: [],
  invalid: [],
};

/** domain.md 3.8; what has ended begins anew with another mandate. */
export function canMove(from: MandateState, to: MandateState): boolean {
  return moves[from].includes(to);
}

export interface ResultEffect {
  /** What the mandate becomes; null: it stays. */
  readonly mandate: 'invalid' | 'stopped' | 'paper_or_web_pending' | null;
  readonly isPaid: boolean;
  /** Somebody has to look. */
  readonly needsStaff: boolean;
}

const stays = { mandate: null, isPaid: false, needsStaff: false };

/** What the bank's codes mean (domain.md 4.3). */
const effects: Readonly<Record<ResultCode, ResultEffect>> = {
  '0': { ...stays, isPaid: true },
  '1': stays,
  '2': { ...stays, mandate: 'invalid' },
  '3': { ...stays, mandate: 'stopped' },
  '4': { ...stays, mandate: 'paper_or_web_pending' },
  '8': stays,
  '9': { ...stays, needsStaff: true },
};

export function effectOf(code: ResultCode): ResultEffect {
  return effects[code];
}

/**
 * The money event that a code is for a charge, or null when it says nothing new. A later word of the bank is a new entry:
 * money that it takes back was there, and may come back (case 45).
 */
export function eventOfCode(state: ChargeState, code: ResultCode): MoneyEventKind | null {
  if (effects[code].isPaid) return state === 'charged_back' ? 'chargeback_won' : state === 'final' ? null : 'final';
  return state === 'requested' ? 'try_failed' : state === 'final' ? 'charged_back' : null;
}

type Refusal = Extract<UploadDebitResultOutput, { outcome: 'refused' }>;
type ReadFile = Extract<DebitFile, { outcome: 'read' }>;

const refused = (problem: Refusal['problem'], line: number): Refusal => ({ outcome: 'refused', problem, line });
const isCode = (text: string): text is ResultCode => Object.hasOwn(effects, text);

/**
 * Whether a file is a result of this organisation at all. A request has `0` or nothing where the code stands, so that it
 * looks fully collected: only a trailer that sums up its codes makes it a result (providers.md 7, case 44).
 */
export function refusalOf(file: ReadFile, consignorCode: string | null): Refusal | null {
  if (file.header.consignorCode !== consignorCode) return refused('other_consignor', 1);
  const { rows, totals } = file;
  const sums = (paid: boolean): readonly [number, Yen] => {
    const chosen = rows.filter(({ result }) => (result === '0') === paid);
    return [chosen.length, sumYen(chosen.map(({ amount }) => amount))];
  };
  const [doneCount, doneAmount] = sums(true);
  const [failedCount, failedAmount] = sums(false);
  const sumUp = totals.doneCount === doneCount && totals.doneAmount === doneAmount;
  const restSumsUp = totals.failedCount === failedCount && totals.failedAmount === failedAmount;
  if (rows.length === 0 || !sumUp || !restSumsUp) return refused('request_file', rows.length + 2);
  const unknown = rows.findIndex(({ result }) => !isCode(result));
  return unknown < 0 ? null : refused('unknown_code', unknown + 2);
}

export interface Matchable {
  readonly customerNumber: string;
  readonly amount: Yen;
}

/** Rows and charges of one collection, by customer number and amount, never by name; one charge answers to one row. */
export function matchRows<R extends Matchable, L extends Matchable>(
  rows: readonly R[],
  lines: readonly L[],
): readonly { readonly row: R; readonly line: L | null }[] {
  const key = ({ customerNumber, amount }: Matchable) => `${customerNumber} ${amount}`;
  const free = new Map(lines.map((line) => [key(line), line]));
  return rows.map((row) => {
    const line = free.get(key(row)) ?? null;
    if (line !== null) free.delete(key(row));
    return { row, line };
  });
}
