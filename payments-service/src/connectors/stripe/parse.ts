import * as z from 'zod';
import { JsonSum, parseJson, keptBody } from '../json-body.ts';

const Id = z.string().min(1).max(255);
const Metadata = z.record(z.string(), z.string()).nullish();
/** Unix seconds that a date can hold. */
const Seconds = z.number().int().min(0).max(8_000_000_000);
const Reference = z.union([Id, z.looseObject({ id: Id })]).nullish();

const Numbers = z.looseObject({ confirmation_number: z.string().nullish(), payment_code: z.string().nullish() }).nullish();
const NextAction = z.looseObject({
  type: z.string(),
  konbini_display_details: z
    .looseObject({
      expires_at: Seconds.nullish(),
      hosted_voucher_url: z.string().nullish(),
      stores: z.looseObject({ familymart: Numbers, lawson: Numbers, ministop: Numbers, seicomart: Numbers }).nullish(),
    })
    .nullish(),
});

export const StripeCharge = z.looseObject({
  object: z.literal('charge'),
  id: Id,
  amount: JsonSum,
  amount_refunded: z.number().nullish(),
  currency: z.string(),
  created: Seconds,
  disputed: z.boolean().nullish(),
  metadata: Metadata,
  payment_intent: Reference,
  payment_method_details: z.looseObject({ type: z.string() }).nullish(),
});
export type StripeCharge = z.output<typeof StripeCharge>;

export const StripeIntent = z.looseObject({
  object: z.literal('payment_intent'),
  id: Id,
  status: z.string(),
  amount: JsonSum,
  amount_received: z.union([z.null(), JsonSum]).optional(),
  currency: z.string(),
  created: Seconds,
  metadata: Metadata,
  payment_method_types: z.array(z.string()).nullish(),
  next_action: NextAction.nullish(),
  latest_charge: z.unknown().optional(),
  last_payment_error: z
    .looseObject({ code: z.string().max(100).nullish(), payment_method: z.looseObject({ type: z.string() }).nullish() })
    .nullish(),
});
export type StripeIntent = z.output<typeof StripeIntent>;

export const StripeSession = z.looseObject({
  object: z.literal('checkout.session'),
  id: Id,
  url: z.url().nullish(),
  status: z.enum(['open', 'complete', 'expired']).nullish(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: z.union([z.null(), JsonSum]).optional(),
  currency: z.string().nullish(),
  client_reference_id: z.string().nullish(),
  created: Seconds.nullish(),
  expires_at: Seconds.nullish(),
  metadata: Metadata,
  payment_intent: z.unknown().optional(),
  payment_method_types: z.array(z.string()).nullish(),
});
export type StripeSession = z.output<typeof StripeSession>;

export const StripeRefund = z.looseObject({
  object: z.literal('refund'),
  id: Id,
  amount: JsonSum,
  currency: z.string(),
  created: Seconds,
  status: z.string().nullish(),
  metadata: Metadata,
  payment_intent: Reference,
});
export type StripeRefund = z.output<typeof StripeRefund>;

export const StripeDispute = z.looseObject({
  object: z.literal('dispute'),
  id: Id,
  amount: JsonSum,
  currency: z.string(),
  created: Seconds,
  status: z.string(),
  metadata: Metadata,
  payment_intent: Reference,
});
export type StripeDispute = z.output<typeof StripeDispute>;

/** Whatever an event or an answer is about; fields that we do not use are ignored. */
export const StripeObject = z.union([StripeSession, StripeIntent, StripeCharge, StripeRefund, StripeDispute]);
export type StripeObject = z.output<typeof StripeObject>;

const Envelope = z.looseObject({
  id: Id,
  type: z.string().min(1).max(100),
  created: Seconds,
  livemode: z.boolean().nullish(),
  data: z.looseObject({ object: z.unknown() }),
});
export type StripeEvent = z.output<typeof Envelope>;

export function parseStripeEvent(body: Buffer): StripeEvent | null {
  const parsed = Envelope.safeParse(parseJson(body));
  return parsed.success ? parsed.data : null;
}

/** Names, addresses and cards of payers are not kept (providers.md 10, case 47). */
const unkept = new Set(['customer_details', 'customer_email', 'billing_details', 'card', 'shipping', 'receipt_email', 'evidence']);

export const withoutStripeSecrets = (body: Buffer): Buffer => keptBody(body, unkept);

/** The id of what is named either by its id or in full. */
export function idOf(reference: unknown): string | null {
  const parsed = Reference.safeParse(reference);
  if (!parsed.success || parsed.data === null || parsed.data === undefined) return null;
  return typeof parsed.data === 'string' ? parsed.data : parsed.data.id;
}

/** The charge inside a payment intent that was asked for in full. */
export function chargeInside(intent: StripeIntent): StripeCharge | null {
  const parsed = StripeCharge.safeParse(intent.latest_charge);
  return parsed.success ? parsed.data : null;
}

/** The payment intent inside a session that was asked for in full. */
export function intentInside(session: StripeSession): StripeIntent | null {
  const parsed = StripeIntent.safeParse(session.payment_intent);
  return parsed.success ? parsed.data : null;
}
