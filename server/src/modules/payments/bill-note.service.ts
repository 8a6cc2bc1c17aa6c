import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { chargeChanged, moneyReversed, moneySettled } from '@tsudoi/shared/queue/payments.messages';
import type { Ledger } from './ledger.service.ts';

type Changed = PayloadOf<typeof chargeChanged>;
type Reversed = PayloadOf<typeof moneyReversed>;
type Facts = PayloadOf<typeof moneySettled> | Reversed | Changed;

/** Writes on the bills of a charge where it stands now. A report that was withdrawn leaves a number that can be paid again. */
export function noteOnBills(ledger: Ledger, payload: Facts, told: Changed['state'] | Reversed['kind']): void {
  const expiresAt = 'expiresAt' in payload && payload.expiresAt !== null ? new Date(payload.expiresAt) : null;
  const { chargeId, sequence, method } = payload;
  const withdrawn = told === 'provisional_withdrawn';
  const stands = 'amount' in payload && payload.amount > 0 ? 'partly_refunded' : 'final';
  const state = withdrawn ? 'awaiting' : told === 'refund_returned' || told === 'part_won' ? stands : told;
  const why = {
    ...(withdrawn ? { withdrawn: true as const } : {}),
    ...('wasAuthorized' in payload && payload.wasAuthorized ? { wasAuthorized: true as const } : {}),
  };
  const note = { chargeId, sequence, method, state, expiresAt, ...why };
  for (const line of payload.lines) ledger.noteCharge(line.payableId, note);
}
