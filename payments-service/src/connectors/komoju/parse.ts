import * as z from 'zod';
import type { InquiryAnswer } from '../connector.ts';

const Instant = z.iso.datetime({ offset: true });

const PaymentDetails = z.looseObject({
  type: z.string(),
  store: z.string().nullish(),
  confirmation_code: z.string().nullish(),
  receipt: z.string().nullish(),
  instructions_url: z.string().nullish(),
  bank_id: z.string().nullish(),
  customer_id: z.string().nullish(),
  confirmation_id: z.string().nullish(),
  payment_url: z.string().nullish(),
});

/** The payment object of events, payments and sessions; fields we do not use are ignored. */
export const KomojuPayment = z.looseObject({
  id: z.string().min(1).max(64),
  session: z.string().nullish(),
  status: z.enum(['pending', 'authorized', 'captured', 'cancelled', 'expired', 'refunded', 'failed']),
  amount: z.number(),
  tax: z.number().nullish(),
  currency: z.string(),
  external_order_num: z.string().nullish(),
  amount_refunded: z.number().nullish(),
  payment_deadline: Instant.nullish(),
  captured_at: Instant.nullish(),
  created_at: Instant.nullish(),
  refunds: z
    .array(z.looseObject({ created_at: Instant.nullish().catch(null) }))
    .nullish()
    .catch(null),
  payment_details: PaymentDetails.nullish(),
});
export type KomojuPayment = z.output<typeof KomojuPayment>;

const Envelope = z.looseObject({
  id: z.string().min(1).max(64),
  type: z.string().min(1).max(64),
  created_at: Instant.nullish(),
  /** Why a payment failed: `insufficient_funds`. */
  reason: z.string().nullish().catch(null),
  data: z.unknown(),
});
export type KomojuEvent = z.output<typeof Envelope>;

export function parseKomojuJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

export function parseKomojuEvent(body: Buffer): KomojuEvent | null {
  const parsed = Envelope.safeParse(parseKomojuJson(body));
  return parsed.success ? parsed.data : null;
}

/** The payment as it answered a call of ours, ready for the inbox: the same word of it once, whichever call it was. */
export function answerOfPayment(payment: KomojuPayment): InquiryAnswer {
  const { id, status, amount_refunded: refunded } = payment;
  return { eventId: `inquiry-${id}-${status}-${refunded ?? 0}`, body: Buffer.from(JSON.stringify(payment)) };
}
