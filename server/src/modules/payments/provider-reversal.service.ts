import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, minYen, negateYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { moneyReversed } from '@tsudoi/shared/queue/payments.messages';
import { factsOf, outstandingYen } from '../billing/billing.public.ts';
import type { Ledger } from './ledger.service.ts';
import type { PaymentDocument } from './payment.repository.ts';
import { isReturn, onReturned, onReversed } from './posting.rules.ts';

type Reversed = PayloadOf<typeof moneyReversed>;

/** What one word of the provider about money that goes back, or is here again, does to the newest payment of its charge. */
export function moveBack(
  ledger: Ledger,
  payload: Reversed,
): { readonly effect: string; readonly payment: PaymentDocument | undefined; readonly action?: AuditAction } {
  const { kind, amount, sequence, disputed = zeroYen } = payload;
  const payment = ledger.paymentsOf(payload.chargeId).at(-1);
  const posted = ledger.paymentsOf(payload.chargeId).map(asProviderSees);
  if (isReturn(kind)) {
    const verdict = onReturned(posted, amount, sequence, payload.ofChargedBack);
    if (verdict.effect !== 'return' || !payment) return { effect: verdict.effect, payment };
    if (verdict.amount > 0) comeBack(ledger, payment, payload, verdict.amount);
    const reversalReason = verdict.state === 'confirmed' ? '' : 'partly_refunded';
    ledger.change(payment._id, { state: verdict.state, sequence, disputed, reversalReason });
    return { effect: verdict.effect, payment, action: 'payment.returned' };
  }
  const verdict = onReversed(posted, kind, amount, sequence);
  if (verdict.effect === 'advance' && payment) ledger.change(payment._id, { sequence, disputed });
  if (verdict.effect !== 'reverse' || !payment) return { effect: verdict.effect, payment };
  takeBack(ledger, payment, payload, verdict.amount);
  // A slip that was withdrawn, or a debit that a bank took back, is no dispute: nobody answers it, and whoever booked it knows.
  if (kind === 'charged_back' && payment.method === 'card') tellOfChargeback(ledger, payment, payload);
  ledger.change(payment._id, { state: verdict.state, sequence, disputed, reversalReason: kind });
  return { effect: verdict.effect, payment, action: `payment.${verdict.state}` };
}

/**
 * Money that had gone back is here again, on no bill, as what a bank sent back is: the office places it. What a dispute had taken
 * against everybody's will pays what its bills still ask for, as all of a payment that is won does.
 */
function comeBack(
  ledger: Ledger,
  { _id, method, unallocated, reversed, returns = [] }: PaymentDocument,
  { kind, chargeId, sequence, lines }: Reversed,
  amount: Yen,
): void {
  // The moment of what it pays now: that comes behind it.
  const { at } = ledger;
  const how = { on: jstDateOf(at), method, causedBy: `back:${chargeId}#${sequence}` };
  ledger.change(_id, {
    unallocated: addYen(unallocated, amount),
    reversed: subtractYen(reversed, amount),
    returns: [...returns, { at, amount: negateYen(amount), ...how }],
  });
  if (kind !== 'part_won') return;
  let left = amount;
  for (const { payableId } of lines) {
    const bill = ledger.bill(payableId);
    const pays = bill ? minYen(left, outstandingYen(factsOf(bill))) : zeroYen;
    if (pays > 0 && ledger.allocate(_id, payableId, pays, how.causedBy)) left = subtractYen(left, pays);
  }
}

/** A payment as its provider knows it: without what the office gave back itself. */
function asProviderSees(payment: PaymentDocument): PaymentDocument {
  return { ...payment, reversed: subtractYen(payment.reversed, payment.refunded ?? zeroYen) };
}

/** Takes back what the provider says, never more than is left; what the office had given back already is for people to settle. */
function takeBack(ledger: Ledger, payment: PaymentDocument, payload: Reversed, asked: Yen): void {
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
    chargeId: payload.chargeId,
    billId: payload.lines[0]?.payableId ?? null,
    memberId: payment.memberId,
  });
}

/** The card's holder disputes the payment: somebody answers the provider and tells the member (case 29). Won, it comes as new money. */
function tellOfChargeback(ledger: Ledger, payment: PaymentDocument, payload: Reversed): void {
  ledger.task({
    cause: `chargeback:${payment._id}`,
    kind: 'chargeback',
    reason: 'charged_back',
    expected: payment.received,
    received: null,
    paymentNumber: payload.paymentNumber,
    provider: payload.provider,
    chargeId: payload.chargeId,
    billId: payload.lines[0]?.payableId ?? null,
    memberId: payment.memberId,
  });
}
