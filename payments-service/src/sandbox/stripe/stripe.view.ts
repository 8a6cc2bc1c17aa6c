import { createHash } from 'node:crypto';
import type { StandInPayment, StandInRefund, StandInSession } from '../stand-in.repository.ts';

type Wire = Record<string, unknown>;

export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
export const intentId = (payment: StandInPayment): string => `pi_${payment._id}`;
const chargeId = (payment: StandInPayment): string => `ch_${payment._id}`;
/** The payment behind an id of Stripe's form. */
export const ownId = (id: string): string => id.replace(/^(?:pi|ch|du|re)_/, '');
export const isKonbini = (payment: StandInPayment): boolean => payment.details['type'] === 'konbini';

const intentStatus = {
  pending: 'requires_payment_method',
  failed: 'requires_payment_method',
  expired: 'requires_payment_method',
  authorized: 'requires_action',
  captured: 'succeeded',
  refunded: 'succeeded',
  cancelled: 'canceled',
} as const;

function metadataOf(payment: StandInPayment): Record<string, string> {
  const store = payment.details['chosen_store'];
  return { payment_number: payment.externalOrderNumber, ...(store === undefined ? {} : { store: String(store) }) };
}

const hasMoney = (payment: StandInPayment): boolean => payment.status === 'captured' || payment.status === 'refunded';

/** A payment intent as the interface writes it, its charge in full where that was asked for. */
export function intentWire(payment: StandInPayment, amount = payment.amount, whole = false): Wire {
  const konbini = isKonbini(payment);
  const failed = payment.status === 'failed' || payment.status === 'expired';
  const type = konbini ? 'konbini' : 'card';
  return {
    id: intentId(payment),
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_received: hasMoney(payment) ? amount : 0,
    canceled_at: null,
    capture_method: 'automatic',
    created: seconds(payment.createdAt),
    currency: payment.currency.toLowerCase(),
    customer: null,
    description: payment.externalOrderNumber,
    last_payment_error: failed
      ? {
          code: konbini ? 'payment_intent_payment_attempt_expired' : 'card_declined',
          type: konbini ? 'invalid_request_error' : 'card_error',
          payment_method: { object: 'payment_method', type },
        }
      : null,
    latest_charge: hasMoney(payment) ? (whole ? chargeWire(payment, amount) : chargeId(payment)) : null,
    livemode: false,
    metadata: metadataOf(payment),
    next_action: konbini && payment.status === 'authorized' ? nextAction(payment) : null,
    payment_method: `pm_${payment._id}`,
    payment_method_types: [type],
    status: intentStatus[payment.status],
  };
}

/** Every chain gets numbers of its own; the counter of the sandbox takes those of the chain that was chosen. */
function nextAction(payment: StandInPayment): Wire {
  const numbers = (chain: string) => {
    if (String(payment.details['chain']) === chain)
      return { confirmation_number: payment.details['confirmation_code'], payment_code: payment.details['receipt'] };
    const digits = [...createHash('sha256').update(`${payment._id} ${chain}`).digest()].map((byte) => byte % 10).join('');
    return { confirmation_number: digits.slice(0, 11), payment_code: digits.slice(11, 17) };
  };
  return {
    type: 'konbini_display_details',
    konbini_display_details: {
      expires_at: payment.paymentDeadline && seconds(payment.paymentDeadline),
      hosted_voucher_url: String(payment.details['instructions_url']),
      stores: Object.fromEntries(['familymart', 'lawson', 'ministop', 'seicomart'].map((chain) => [chain, numbers(chain)])),
    },
  };
}

export function chargeWire(payment: StandInPayment, amount = payment.amount): Wire {
  return {
    id: chargeId(payment),
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded: payment.amountRefunded,
    captured: true,
    created: seconds(payment.capturedAt ?? payment.createdAt),
    currency: payment.currency.toLowerCase(),
    disputed: payment.dispute !== undefined,
    livemode: false,
    metadata: metadataOf(payment),
    paid: true,
    payment_intent: intentId(payment),
    payment_method_details: isKonbini(payment)
      ? { type: 'konbini', konbini: { store: { chain: payment.details['chain'] } } }
      : { type: 'card', card: { brand: 'visa', last4: payment.details['last_four_digits'] } },
    refunded: payment.amountRefunded >= payment.amount,
    status: 'succeeded',
  };
}

export function refundWire(payment: StandInPayment, refund: StandInRefund): Wire {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    charge: chargeId(payment),
    created: seconds(refund.createdAt),
    currency: payment.currency.toLowerCase(),
    metadata: refund.metadata ?? {},
    payment_intent: intentId(payment),
    reason: 'requested_by_customer',
    status: refund.status,
  };
}

export function disputeWire(payment: StandInPayment): Wire {
  const { id, status, createdAt, amount } = payment.dispute!;
  return {
    id,
    object: 'dispute',
    amount,
    charge: chargeId(payment),
    created: seconds(createdAt),
    currency: payment.currency.toLowerCase(),
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: intentId(payment),
    reason: 'fraudulent',
    status,
  };
}

const sessionStatus = { pending: 'open', completed: 'complete', cancelled: 'expired' } as const;

export function sessionWire(session: StandInSession, payment: StandInPayment | null, url: string, whole = false): Wire {
  const konbini = session.details?.['type'] === 'konbini';
  return {
    id: session._id,
    object: 'checkout.session',
    amount_subtotal: session.amount,
    amount_total: session.amount,
    client_reference_id: session.externalOrderNumber,
    created: seconds(session.createdAt),
    currency: session.currency.toLowerCase(),
    customer_details: { email: session.details?.['email'] ?? null, name: null },
    customer_email: session.details?.['email'] ?? null,
    expires_at: seconds(session.createdAt) + 86_400,
    livemode: false,
    metadata: { payment_number: session.externalOrderNumber },
    mode: 'payment',
    payment_intent: payment ? (whole ? intentWire(payment, payment.amount, true) : intentId(payment)) : null,
    payment_method_types: [konbini ? 'konbini' : 'card'],
    payment_status: payment && hasMoney(payment) ? 'paid' : 'unpaid',
    status: sessionStatus[session.status],
    success_url: session.returnUrl,
    url: session.status === 'pending' ? url : null,
  };
}
