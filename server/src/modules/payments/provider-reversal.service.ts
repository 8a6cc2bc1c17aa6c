import { type Yen, minYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { moneyReversed } from '@tsudoi/shared/queue/payments.messages';
import type { Ledger } from './ledger.service.ts';
import type { PaymentDocument } from './payment.repository.ts';

/** A payment as its provider knows it: without what the office gave back itself. */
export function asProviderSees(payment: PaymentDocument): PaymentDocument {
  return { ...payment, reversed: subtractYen(payment.reversed, payment.refunded ?? zeroYen) };
}

/** Takes back what the provider says, never more than is left; what the office had given back already is for people to settle. */
export function takeBack(ledger: Ledger, payment: PaymentDocument, payload: PayloadOf<typeof moneyReversed>, asked: Yen): void {
  const left = subtractYen(payment.received, payment.reversed);
  const amount = minYen(asked, left);
  if (amount > 0) ledger.reverse(payment._id, amount, payload.chargeId);
  if (amount === asked) return;
  ledger.task({
    cause: `refunded_twice:${payment._id}:${payload.sequence}`,
    kind: 'discrepancy',
    reason: 'refunded_twice',
    expected: left,
    received: asked,
    paymentNumber: payload.paymentNumber,
    provider: payload.provider,
    billId: payload.lines[0]?.payableId ?? null,
    memberId: payment.memberId,
  });
}

/** The card's holder disputes the payment: somebody answers the provider and tells the member (case 29). Won, it comes as new money. */
export function tellOfChargeback(ledger: Ledger, payment: PaymentDocument, payload: PayloadOf<typeof moneyReversed>): void {
  ledger.task({
    cause: `chargeback:${payment._id}`,
    kind: 'chargeback',
    reason: 'charged_back',
    expected: payment.received,
    received: null,
    paymentNumber: payload.paymentNumber,
    provider: payload.provider,
    billId: payload.lines[0]?.payableId ?? null,
    memberId: payment.memberId,
  });
}
