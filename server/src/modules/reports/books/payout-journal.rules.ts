import type { PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import { type JstDate, lastDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { type Yen, negateYen } from '@tsudoi/shared/kernel/yen';
import { type BookTerms, type Entry, type Journal, isJournal, journalOf } from './journal.rules.ts';

type PaidOut = Pick<PayoutView, 'payoutId' | 'closeMonth' | 'state' | 'fee' | 'net' | 'paidOn'>;

/**
 * What a payout is in the books (docs/decisions/0053). Online money waits as 未収入金 of the platform since it came. Once the
 * month is closed, the system fee is taken from it: an expense of that month, by 現金主義 of the day of the payout. What is
 * paid out moves to the bank on the day it is there; a transfer that the bank sent back never was, and neither was one that is
 * only sent. Both together clear what the payout's lines come to, to the yen. A payout that was carried forward is nothing:
 * its lines are in a later one. No line is for the transfer itself, as the fee covers it (POU-02).
 */
export function payoutJournals({ payoutId, closeMonth, state, fee, net, paidOn }: PaidOut, { basis, feeTax }: BookTerms): Journal[] {
  if (state === 'open' || state === 'carried_forward') return [];
  const write = (what: string, on: JstDate, entry: Omit<Entry, 'amount' | 'text'>, amount: Yen, words: string): Journal | null => {
    const text = `${words} ${closeMonth.slice(0, 4)}年${Number(closeMonth.slice(5))}月分`;
    const taken: Entry = { role: 'clearing', tax: 'out_of_scope', amount, text };
    return journalOf(`${payoutId}:${what}`, on, '', [{ ...entry, amount: negateYen(amount), text }, taken]);
  };
  const feeOn = basis === 'accrual' ? lastDayOfMonth(closeMonth) : paidOn;
  return [
    feeOn === null ? null : write('fee', feeOn, { role: 'systemFee', tax: feeTax }, fee, 'システム利用料'),
    paidOn === null ? null : write('paid', paidOn, { role: 'bank', tax: 'out_of_scope' }, net, '決済代行からの振込'),
  ].filter(isJournal);
}
