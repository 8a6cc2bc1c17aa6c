import type { Clock } from '@tsudoi/shared/service/clock';
import { type StandInPayment, type StandInSession, type StandInStore, newStandInId } from './stand-in.repository.ts';

/** The payment that a card makes on the provider's page; a number that ends with 0002 is declined. */
export function cardPayment(session: StandInSession, number: string, now: Date): StandInPayment {
  return {
    _id: newStandInId(),
    accountId: session.accountId,
    session: session._id,
    status: number.endsWith('0002') ? 'failed' : 'authorized',
    amount: session.amount,
    tax: session.tax,
    currency: session.currency,
    externalOrderNumber: session.externalOrderNumber,
    description: '',
    amountRefunded: 0,
    details: { type: 'credit_card', brand: 'visa', last_four_digits: number.slice(-4), month: 12, year: 2030, email: '' },
    paymentDeadline: null,
    capturedAt: null,
    createdAt: now,
  };
}

/**
 * Somebody enters a card on the page of an order, and the provider tells nobody of it yet. Null when no page waits for a card;
 * of several at once one enters it.
 */
export async function enterCard(store: StandInStore, clock: Clock, externalOrderNumber: string): Promise<StandInPayment | null> {
  const session = await store.sessions.findOneAndUpdate(
    // Not a page that only keeps a card, and not one that gives out a number.
    { externalOrderNumber, status: 'pending', keeps: { $exists: false }, 'details.type': { $ne: 'konbini' } },
    { $set: { status: 'completed' } },
    { returnDocument: 'after' },
  );
  if (!session) return null;
  const payment = cardPayment(session, '4111111111111111', clock.now());
  await store.payments.insertOne(payment);
  await store.sessions.updateOne({ _id: session._id }, { $set: { paymentId: payment._id } });
  return payment;
}
