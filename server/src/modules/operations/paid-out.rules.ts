import type { PayoutListOutput } from '@tsudoi/shared/contracts/payments/payout.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';

/** A transfer comes back within days of having been there; for this long an ended organisation is kept for it (docs/decisions/0104). */
const comesBackWithin = 14;

type Payouts = z.output<typeof PayoutListOutput>;
type PaidOut = {
  readonly running: Pick<Payouts['running'], 'net'>;
  readonly payouts: readonly Pick<Payouts['payouts'][number], 'state' | 'paidOn'>[];
};

/** Whether nothing of an organisation is left to be paid out, nor may come back from its bank (cases 40 and 89). */
export function everythingIsPaidOut({ running, payouts }: PaidOut, today: JstDate): boolean {
  const latest = addDays(today, -comesBackWithin);
  const rests = ({ state, paidOn }: PaidOut['payouts'][number]) =>
    state === 'carried_forward' || (state === 'paid' && (paidOn === null || paidOn < latest));
  return running.net <= 0 && payouts.every(rests);
}
