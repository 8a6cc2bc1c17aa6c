import type { PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import { type JstDate, lastDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { type Yen, negateYen } from '@tsudoi/shared/kernel/yen';
import { type BookTerms, type Entry, type Journal, isJournal, journalOf } from './journal.rules.ts';

type PaidOut = Pick<PayoutView, 'payoutId' | 'closeMonth' | 'state' | 'fee' | 'net' | 'paidOn' | 'cameBack'>;

/** A time at which it was there, and when it was sent back after all. */
interface Stay {
  readonly paidOn: JstDate;
  readonly returnedOn: JstDate | null;
}

/**
 * What a payout is in the books (docs/decisions/0053). Online money waits as 未収入金 of the platform since it came. Once the
 * month is closed, the system fee is taken from it: an expense of that month, by 現金主義 of the day of the payout. What is
 * paid out moves to the bank on the day it is there; a transfer that the bank sent back before never was, and neither was one
 * that is only sent. One that came back after it was there stays written and is taken back on the day of its return, by
 * 現金主義 with its fee (docs/decisions/0104). All of them clear what the payout's lines come to, to the yen. A payout that
 * was carried forward is nothing: its lines are in a later one. No line is for the transfer itself, as the fee covers it (POU-02).
 */
export function payoutJournals(payout: PaidOut, { basis, feeTax }: BookTerms): Journal[] {
  const { payoutId, closeMonth, state, fee, net, paidOn, cameBack } = payout;
  if (state === 'open' || state === 'carried_forward') return [];
  const write = (what: string, on: JstDate, entry: Omit<Entry, 'amount' | 'text'>, amount: Yen, words: string): Journal | null => {
    const text = `${words} ${closeMonth.slice(0, 4)}年${Number(closeMonth.slice(5))}月分`;
    const taken: Entry = { role: 'clearing', tax: 'out_of_scope', amount, text };
    return journalOf(`${payoutId}:${what}`, on, '', [{ ...entry, amount: negateYen(amount), text }, taken]);
  };
  const feeSide = { role: 'systemFee', tax: feeTax } as const;
  const bankSide = { role: 'bank', tax: 'out_of_scope' } as const;
  const stays: Stay[] = [...cameBack, ...(paidOn === null ? [] : [{ paidOn, returnedOn: null }])];
  const ofStays = stays.flatMap(({ paidOn: thereOn, returnedOn }, at) => {
    // The first time keeps the keys that it always had: a file may hold them.
    const nth = at === 0 ? '' : `:${at + 1}`;
    const both = (what: string, on: JstDate, back: boolean) => {
      const of = (amount: Yen) => (back ? negateYen(amount) : amount);
      const word = back ? 'の組戻し' : '';
      return [
        basis === 'cash' ? write(`fee${what}`, on, feeSide, of(fee), `システム利用料${word}`) : null,
        write(`paid${what}`, on, bankSide, of(net), `決済代行からの振込${word}`),
      ];
    };
    return [...both(nth, thereOn, false), ...(returnedOn === null ? [] : both(`-back${nth}`, returnedOn, true))];
  });
  const ofMonth = basis === 'accrual' ? write('fee', lastDayOfMonth(closeMonth), feeSide, fee, 'システム利用料') : null;
  return [ofMonth, ...ofStays].filter(isJournal);
}
