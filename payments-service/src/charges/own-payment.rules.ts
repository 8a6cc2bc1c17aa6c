import type { MoneyEvent, MoneyEventKind } from '../connectors/connector.ts';
import type { ChargeDocument, MoneyEventDocument } from './charge.repository.ts';

/** What is told of money that had come: it is about one payment, and not about another one for the same order. */
const afterMoney = new Set<MoneyEventKind>([
  'partly_refunded',
  'refunded',
  'refund_failed',
  'charged_back',
  'chargeback_won',
  'marked_as_fraud',
]);

type Payment = Pick<MoneyEvent, 'kind' | 'providerPaymentId'>;
type Paid = Pick<ChargeDocument, 'settledBy' | 'account' | 'depositOf' | 'providerIds'>;

/** The one payment that brought the money of a charge. Null: not known yet, or an account and its transfers, which have many. */
function paymentOf({ settledBy, account, depositOf, providerIds }: Paid): string | null {
  return account || (depositOf && !providerIds['paymentId']) ? null : settledBy;
}

const isOther = ({ kind, providerPaymentId }: Payment, paidBy: string | null): boolean =>
  afterMoney.has(kind) && providerPaymentId !== null && paidBy !== null && providerPaymentId !== paidBy;

/** A second payment for a paid order that goes back, or is disputed, takes nothing of what the first one brought. */
export const isOfOtherPayment = (event: Payment, charge: Paid): boolean => isOther(event, paymentOf(charge));

/** Without what was told of other payments for the same order before it was known which one brings the money. */
export function ofItsPayment<E extends Pick<MoneyEventDocument, 'kind' | 'providerPaymentId'>>(charge: Paid, events: readonly E[]): E[] {
  const paidBy = paymentOf(charge);
  return events.filter((event) => !isOther(event, paidBy));
}

type Named = Payment & Pick<MoneyEvent, 'orderNumber' | 'providerSessionId'>;

/**
 * The charge that an event is about, of those of the account that was called: our own number first, then the provider's ids; of
 * money that had come its very payment first, since an order that was paid twice has two charges and one number (case 11).
 */
export function chargeNamedBy<C extends Pick<ChargeDocument, 'paymentNumber'> & Paid>(charges: readonly C[], event: Named): C | undefined {
  const { kind, orderNumber, providerPaymentId: paymentId, providerSessionId: sessionId } = event;
  const byPayment = paymentId === null ? undefined : charges.find(({ providerIds }) => providerIds['paymentId'] === paymentId);
  return (
    (afterMoney.has(kind) ? byPayment : undefined) ??
    charges.find(({ paymentNumber }) => orderNumber !== null && paymentNumber === orderNumber) ??
    byPayment ??
    charges.find(({ providerIds }) => sessionId !== null && providerIds['sessionId'] === sessionId)
  );
}
