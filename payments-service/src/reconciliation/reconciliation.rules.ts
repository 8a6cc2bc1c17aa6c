import { type Yen, addYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { MoneyEvent } from '../connectors/connector.ts';
import type { ChargeDocument } from '../charges/charge.repository.ts';

export type HoldReason =
  | 'amount_mismatch'
  | 'currency_mismatch'
  | 'order_mismatch'
  | 'second_payment'
  | 'withdrawn_after_final'
  | 'refund_exceeds_payment'
  | 'refund_bounced'
  | 'chargeback_of_part'
  | 'marked_as_fraud';
export type Verdict = { readonly outcome: 'fits' } | { readonly outcome: 'hold'; readonly reason: HoldReason };

/** Its final report has come, whatever became of the money since. */
const afterFinal = new Set<ChargeFacts['state']>(['final', 'partly_refunded', 'refunded', 'charged_back']);

const fits: Verdict = { outcome: 'fits' };
const hold = (reason: HoldReason): Verdict => ({ outcome: 'hold', reason });

/** GMO and others spell the yen their own way. */
const yenCodes = new Set(['JPY', 'JPN']);

type ChargeFacts = Pick<ChargeDocument, 'amount' | 'memberFee' | 'paymentNumber' | 'state' | 'settledBy' | 'account'>;

/**
 * Whether an event may move its charge (domain.md 3.8): card, konbini and Pay-easy always equal what was asked, in yen,
 * for our order; an account takes any sum. What does not fit is held for people; it is never guessed at and never dropped.
 * `refunded`: what had gone back of it in parts.
 */
export function reconcile(event: MoneyEvent, charge: ChargeFacts, refunded: Yen = zeroYen): Verdict {
  if (event.kind === 'provisional_withdrawn' && afterFinal.has(charge.state)) return hold('withdrawn_after_final');
  const bringsMoney = event.kind === 'authorized' || event.kind === 'provisional' || event.kind === 'final';
  if (bringsMoney) {
    if (event.orderNumber !== null && event.orderNumber !== charge.paymentNumber) return hold('order_mismatch');
    if (event.currency !== null && !yenCodes.has(event.currency)) return hold('currency_mismatch');
    // The payer types the sum of a transfer: any will do, as long as the provider says how much has come in all.
    // One that says no more than that all has come is believed where its sum is what was asked for.
    if (charge.account) {
      const total = event.deposited ?? (event.amount === charge.account.asked ? event.amount : 0);
      return total >= 1 ? fits : hold('amount_mismatch');
    }
    if (event.amount === null || event.amount !== charge.amount + charge.memberFee) return hold('amount_mismatch');
    // Two prompt reports of one slip are the till's doubt, not two payments: the final one tells (provider case 12).
    if (event.kind === 'provisional' && charge.state === 'provisional') return fits;
    // A second provider payment for a charge that is paid is other money, not the same told twice.
    if (event.kind !== 'authorized' && charge.settledBy !== null && event.providerPaymentId !== charge.settledBy)
      return hold('second_payment');
  }
  // How much went back is not guessed at.
  if (event.kind === 'partly_refunded' && (event.refunded ?? 0) < 1) return hold('amount_mismatch');
  if ((event.kind === 'refunded' || event.kind === 'partly_refunded') && (event.refunded ?? 0) > charge.amount + charge.memberFee)
    return hold('refund_exceeds_payment');
  return event.kind === 'charged_back' ? ofDispute(event, charge, refunded) : fits;
}

/**
 * A dispute about a part is the office's to settle, also one that is heard of before the money: what is charged back here is all of
 * it, or all that had not gone back before. Of what has gone as a whole nothing is left to take.
 */
function ofDispute({ amount }: MoneyEvent, charge: ChargeFacts, refunded: Yen): Verdict {
  if (amount === null || charge.state === 'refunded' || charge.state === 'charged_back') return fits;
  const whole = addYen(charge.amount, charge.memberFee);
  if (amount > whole) return hold('refund_exceeds_payment');
  return amount < subtractYen(whole, refunded) ? hold('chargeback_of_part') : fits;
}
