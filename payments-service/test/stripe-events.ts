import { createHmac, randomUUID } from 'node:crypto';
import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';

export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** A payment intent of a charge, as far as nothing is changed. */
export function intentOf(charge: ChargeView, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `pi_${charge.paymentNumber}`,
    object: 'payment_intent',
    amount: charge.amount,
    amount_received: charge.amount,
    created: seconds(new Date(charge.createdAt)),
    currency: 'jpy',
    metadata: { payment_number: charge.paymentNumber },
    payment_method_types: [charge.method],
    status: 'succeeded',
    ...changes,
  };
}

export function sessionOf(charge: ChargeView, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: charge.providerIds['sessionId'],
    object: 'checkout.session',
    amount_total: charge.amount,
    client_reference_id: charge.paymentNumber,
    currency: 'jpy',
    payment_intent: `pi_${charge.paymentNumber}`,
    payment_status: 'paid',
    status: 'complete',
    ...changes,
  };
}

export const refundOf = (charge: ChargeView, id: string, amount: number, status = 'succeeded'): Record<string, unknown> => ({
  id,
  object: 'refund',
  amount,
  created: seconds(new Date()),
  currency: 'jpy',
  metadata: {},
  payment_intent: `pi_${charge.paymentNumber}`,
  status,
});

export const disputeOf = (charge: ChargeView, status: string, amount: number = charge.amount): Record<string, unknown> => ({
  id: `du_${charge.paymentNumber}`,
  object: 'dispute',
  amount,
  created: seconds(new Date()),
  currency: 'jpy',
  metadata: {},
  payment_intent: `pi_${charge.paymentNumber}`,
  status,
});

/** An event about an object, as Stripe writes it. */
export function eventOf(type: string, object: unknown, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    api_version: '2024-06-20',
    created: seconds(new Date()),
    data: { object },
    livemode: false,
    type,
    ...changes,
  });
}

/** Stripe-Signature by one secret or by several, at a moment. */
export function signedBy(body: string, secrets: readonly string[], at = new Date()): Record<string, string> {
  const t = seconds(at);
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`);
  return { 'stripe-signature': [`t=${t}`, ...signatures].join(',') };
}
