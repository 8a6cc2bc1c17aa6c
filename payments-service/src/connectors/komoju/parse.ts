import * as z from 'zod';
import type { InquiryAnswer } from '../connector.ts';
import { JsonSum, parseJson, keptBody } from '../json-body.ts';

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
  amount: JsonSum,
  tax: z.union([z.null(), JsonSum]).optional(),
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

export function parseKomojuEvent(body: Buffer): KomojuEvent | null {
  const parsed = Envelope.safeParse(parseJson(body));
  return parsed.success ? parsed.data : null;
}

/** The payment as it answered a call of ours, ready for the inbox: the same word of it once, whichever call it was. */
export function answerOfPayment(payment: KomojuPayment): InquiryAnswer {
  const { id, status, amount_refunded: refunded } = payment;
  return { eventId: `inquiry-${id}-${status}-${refunded ?? 0}`, body: withoutKomojuSecrets(Buffer.from(JSON.stringify(payment))) };
}

/** Only the last state is told: what was given back had been taken, and the notice of that may be the one that was lost. */
export function answersOfPayment(payment: KomojuPayment): readonly [InquiryAnswer, ...InquiryAnswer[]] {
  const { status, amount_refunded: refunded } = payment;
  const wentBack = (status === 'captured' && (refunded ?? 0) > 0) || status === 'refunded';
  const before = { ...payment, status: 'captured' as const, amount_refunded: 0, refunds: [] };
  return wentBack && payment.captured_at ? [answerOfPayment(before), answerOfPayment(payment)] : [answerOfPayment(payment)];
}

/** Names, addresses, cards and bank accounts of payers: nothing of it is read of a payment (providers.md 10, case 47). */
const unkept = new Set([
  'email',
  'phone',
  'name',
  'name_kana',
  'customer_name',
  'brand',
  'last_four_digits',
  'month',
  'year',
  'account_number',
  'account_name',
  'refund_requests',
]);

export const withoutKomojuSecrets = (body: Buffer): Buffer => keptBody(body, unkept);
