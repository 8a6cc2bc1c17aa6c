import { createHmac } from 'node:crypto';
import type { EventType, StandIn } from '../stand-in.ts';
import type { StandInPayment } from '../stand-in.repository.ts';
import { stripeApi } from './stripe-api.routes.ts';
import { chargeWire, disputeWire, intentId, intentWire, isKonbini, refundWire, seconds } from './stripe.view.ts';

/** `t=…,v1=…` over the time, a dot and the body; own code, so that the connector is not tested against itself. */
function signatureOf(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`, 'utf8').digest('hex')}`;
}

/** What happened, as Stripe names it and shows it; null where Stripe tells of nothing. */
function told(payment: StandInPayment, type: EventType, amount: number): { type: string; object: Record<string, unknown> } | null {
  const refund = payment.refunds?.find(({ id }) => id === payment.toldRefund);
  switch (type) {
    case 'payment.authorized':
      return isKonbini(payment) ? { type: 'payment_intent.requires_action', object: intentWire(payment, amount) } : null;
    case 'payment.captured':
      return { type: 'payment_intent.succeeded', object: intentWire(payment, amount) };
    case 'payment.expired':
    case 'payment.failed':
      return { type: 'payment_intent.payment_failed', object: intentWire(payment, amount) };
    case 'payment.cancelled':
      return { type: 'payment_intent.canceled', object: intentWire(payment, amount) };
    case 'payment.refunded':
    case 'payment.refund.created':
      return { type: 'charge.refunded', object: chargeWire(payment, amount) };
    case 'refund.updated':
    case 'refund.failed':
      return refund ? { type, object: refundWire(payment, refund) } : null;
    case 'dispute.created':
    case 'dispute.closed':
      return payment.dispute ? { type: `charge.${type}`, object: disputeWire(payment) } : null;
    case 'payment.updated':
      return {
        type: 'checkout.session.completed',
        object: {
          id: payment.session,
          object: 'checkout.session',
          amount_total: amount,
          client_reference_id: payment.externalOrderNumber,
          currency: payment.currency.toLowerCase(),
          livemode: false,
          payment_intent: intentId(payment),
          payment_status: payment.status === 'captured' ? 'paid' : 'unpaid',
          status: 'complete',
        },
      };
    // Things that are no part of what Stripe sells here.
    case 'payment.deposited':
    case 'payment.withdrawn':
    case 'payment.confirmed':
    case 'contract.stopped':
      return null;
    case 'ping':
      return { type: 'v2.core.event_destination.ping', object: {} };
  }
}

export const stripeStandIn: StandIn = {
  provider: 'stripe',
  routes: stripeApi,
  notice(_account, payment, { type, eventId, at, amount }) {
    const event = told(payment, type as EventType, amount);
    if (event === null) return null;
    return JSON.stringify({
      id: `evt_${eventId}`,
      object: 'event',
      api_version: '2024-06-20',
      created: seconds(at),
      data: { object: event.object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: event.type,
    });
  },
  // Signed afresh for each try, at the time at which it is sent.
  headers: (account, _type, body, forge, now) => ({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'stripe-signature': signatureOf(body, forge ? `${account.webhookSecret}-forged` : account.webhookSecret, seconds(now)),
  }),
  arrived: (status) => status >= 200 && status < 300,
};
