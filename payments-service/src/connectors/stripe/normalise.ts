import { type ChargeInstructions, type KonbiniStore, KonbiniStore as Store } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { MoneyEvent, MoneyEventKind, Reading } from '../connector.ts';
import { yenOf } from './amounts.ts';
import {
  type StripeCharge,
  type StripeDispute,
  type StripeEvent,
  type StripeIntent,
  StripeObject,
  type StripeRefund,
  type StripeSession,
  chargeInside,
  idOf,
  intentInside,
} from './parse.ts';

/** The chains at which a Stripe number can be paid, by Stripe's names for them. */
export const stripeStores = { familymart: 'family-mart', lawson: 'lawson', ministop: 'ministop', seicomart: 'seicomart' } as const;
type StripeStore = keyof typeof stripeStores;

const nothing: Reading = { outcome: 'nothing' };

/** What an event says of the object that it carries; the object's own fields decide wherever they say more than its name. */
export function normaliseStripeEvent(event: StripeEvent): Reading {
  if (!isHandled(event.type)) return nothing;
  const object = StripeObject.safeParse(event.data.object);
  if (!object.success) return { outcome: 'unreadable' };
  const reading = read(object.data, event.type, new Date(event.created * 1000));
  if (reading.outcome !== 'event' || typeof event.livemode !== 'boolean') return reading;
  return { outcome: 'event', event: { ...reading.event, mode: event.livemode ? 'live' : 'test' } };
}

/** An object that we asked for ourselves: no event tells when, so its own times have to do. */
export function normaliseStripeObject(object: StripeObject): Reading {
  switch (object.object) {
    case 'checkout.session': {
      const intent = intentInside(object);
      if (object.status === 'expired') return readSession(object, 'checkout.session.expired', new Date((object.expires_at ?? 0) * 1000));
      if (object.payment_status === 'paid') return readSession(object, 'checkout.session.completed', timeOf(intent, object));
      return intent ? normaliseStripeObject(intent) : nothing;
    }
    case 'payment_intent':
      return readIntent(object, `payment_intent.${wordOf(object)}`, timeOf(object, null));
    case 'charge':
      return readCharge(object, new Date(object.created * 1000));
    case 'refund':
      return readRefund(object, new Date(object.created * 1000));
    case 'dispute':
      return readDispute(object, new Date(object.created * 1000));
  }
}

function timeOf(intent: StripeIntent | null, session: StripeSession | null): Date {
  const charge = intent && chargeInside(intent);
  return new Date((charge?.created ?? intent?.created ?? session?.created ?? 0) * 1000);
}

/** The last part of the event that left an intent in its status; one that nobody has tried to pay yet is in none. */
function wordOf({ status, last_payment_error: error }: StripeIntent): string {
  return status === 'requires_payment_method' && error ? 'payment_failed' : status;
}

const prefixes = ['checkout.session.', 'payment_intent.', 'charge.refund', 'charge.dispute.', 'refund.'];
const isHandled = (type: string): boolean => prefixes.some((prefix) => type.startsWith(prefix));

function read(object: StripeObject, type: string, at: Date): Reading {
  switch (object.object) {
    case 'checkout.session':
      return readSession(object, type, at);
    case 'payment_intent':
      return readIntent(object, type, at);
    case 'charge':
      return type === 'charge.refunded' ? readCharge(object, at) : nothing;
    case 'refund':
      return readRefund(object, at);
    case 'dispute':
      return readDispute(object, at);
  }
}

function readSession(session: StripeSession, type: string, at: Date): Reading {
  const kind = kindOfSession(session, type);
  if (kind === null) return nothing;
  return event({
    kind,
    occurredAt: at,
    orderNumber: session.client_reference_id ?? session.metadata?.['payment_number'] ?? null,
    providerPaymentId: idOf(session.payment_intent),
    providerSessionId: session.id,
    amount: yenOf(session.amount_total),
    currency: session.currency?.toUpperCase() ?? null,
  });
}

/** `completed` says that the form is done: with a konbini number nothing is paid then. */
function kindOfSession(session: StripeSession, type: string): MoneyEventKind | null {
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return session.payment_status === 'paid' ? 'final' : null;
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return 'expired';
    default:
      return null;
  }
}

function readIntent(intent: StripeIntent, type: string, at: Date): Reading {
  const instructions = instructionsOf(intent);
  const kind = kindOfIntent(intent, type, instructions);
  if (kind === null) return nothing;
  const expires = intent.next_action?.konbini_display_details?.expires_at;
  const code = intent.last_payment_error?.code;
  return event({
    kind,
    occurredAt: at,
    orderNumber: intent.metadata?.['payment_number'] ?? null,
    providerPaymentId: intent.id,
    providerSessionId: null,
    amount: yenOf(kind === 'final' ? (intent.amount_received ?? intent.amount) : intent.amount),
    currency: intent.currency.toUpperCase(),
    instructions,
    expiresAt: expires ? new Date(expires * 1000) : null,
    ...(kind === 'try_failed' && code ? { code } : {}),
  });
}

function kindOfIntent(intent: StripeIntent, type: string, instructions: ChargeInstructions | null): MoneyEventKind | null {
  switch (type) {
    case 'payment_intent.succeeded':
      return intent.status === 'succeeded' ? 'final' : null;
    // A card that asks for its holder's word says the same, and no number is issued then.
    case 'payment_intent.requires_action':
      return instructions ? 'instructions_issued' : null;
    case 'payment_intent.payment_failed':
      return isKonbini(intent) ? 'expired' : 'try_failed';
    case 'payment_intent.canceled':
      return 'voided';
    default:
      return null;
  }
}

const isKonbini = (intent: StripeIntent): boolean =>
  (intent.last_payment_error?.payment_method?.type ?? intent.payment_method_types?.[0]) === 'konbini';

/**
 * A charge tells the sum of its refunds, those under way included. A card's go out at once; a konbini refund waits for the
 * payer's bank account, so that there only the refund's own last word counts (case 28).
 */
function readCharge(charge: StripeCharge, at: Date): Reading {
  const refunded = yenOf(charge.amount_refunded);
  if (charge.payment_method_details?.type === 'konbini' || (refunded ?? 1) === 0) return nothing;
  const amount = yenOf(charge.amount);
  const whole = refunded !== null && amount !== null && refunded >= amount;
  return event({ ...namesOf(charge), kind: whole ? 'refunded' : 'partly_refunded', occurredAt: at, amount, refunded });
}

/** One refund: counted by its id once it is through, and told of when it came back. */
function readRefund(refund: StripeRefund, at: Date): Reading {
  const amount = yenOf(refund.amount);
  const bounced = refund.status === 'failed' || refund.status === 'canceled';
  if (!bounced && refund.status !== 'succeeded') return nothing;
  if (amount === null || amount < 1) return { outcome: 'unreadable' };
  const kind = bounced ? 'refund_failed' : 'partly_refunded';
  return event({ ...namesOf(refund), kind, occurredAt: at, amount: null, refund: { id: refund.id, amount } });
}

/** An inquiry (`warning_…`) takes no money and is answered at Stripe. */
function readDispute(dispute: StripeDispute, at: Date): Reading {
  if (dispute.status.startsWith('warning_')) return nothing;
  const kind = dispute.status === 'won' ? 'chargeback_won' : 'charged_back';
  return event({ ...namesOf(dispute), kind, occurredAt: at, amount: yenOf(dispute.amount), dispute: dispute.id });
}

function namesOf(object: StripeCharge | StripeRefund | StripeDispute) {
  return {
    orderNumber: object.metadata?.['payment_number'] ?? null,
    providerPaymentId: idOf(object.payment_intent),
    providerSessionId: null,
    currency: object.currency.toUpperCase(),
  };
}

type Told = Omit<MoneyEvent, 'refunded' | 'instructions' | 'expiresAt'> & Partial<MoneyEvent>;
const event = (told: Told): Reading => ({ outcome: 'event', event: { refunded: null, instructions: null, expiresAt: null, ...told } });

/** The numbers of the chain that the payer chose with us; without one, of the first that has some. */
function instructionsOf(intent: StripeIntent): ChargeInstructions | null {
  const details = intent.next_action?.konbini_display_details;
  if (!details) return null;
  const chosen = Store.safeParse(intent.metadata?.['store']);
  const names = (Object.keys(stripeStores) as StripeStore[]).filter((name) => details.stores?.[name] != null);
  const name = names.find((one) => chosen.success && stripeStores[one] === chosen.data) ?? names[0];
  const numbers = name && details.stores?.[name];
  if (!name || !numbers) return null;
  const store: KonbiniStore = stripeStores[name];
  return {
    kind: 'konbini',
    store,
    confirmationCode: numbers.confirmation_number ?? '',
    receiptNumber: numbers.payment_code ?? '',
    instructionsUrl: details.hosted_voucher_url ?? '',
  };
}
