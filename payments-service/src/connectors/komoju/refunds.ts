import * as z from 'zod';
import type { AccountCredentials, ChargeReference, RefundRequest, RefundResult } from '../connector.ts';
import { type KomojuClient, refusalCode } from './client.ts';
import { KomojuPayment, answerOfPayment } from './parse.ts';

/** A list whose entries say which of our refunds they are; one that does not say cannot be told from another. */
const Refunds = z.looseObject({ refunds: z.array(z.looseObject({ description: z.string().nullish() })) });

/**
 * Gives a card payment back, whole or in part. Numbers go back by bank transfer: KOMOJU asks the payer's account for that and
 * decides later (refund request), so that the office transfers it itself. The answer is the payment as it stands then.
 */
export async function refundAtKomoju(
  client: KomojuClient,
  credentials: AccountCredentials,
  charge: ChargeReference,
  { amount, idempotencyKey }: RefundRequest,
): Promise<RefundResult> {
  const path = pathOf(charge);
  if (path === null) return { outcome: 'refused', code: 'unknown_payment' };
  const answer = await client.post(credentials, `${path}/refund`, { amount, description: idempotencyKey }, `refund-${idempotencyKey}`);
  // 409: the first try of this very refund is still under way.
  if (answer.outcome === 'unknown' || answer.status === 409) return { outcome: 'unknown' };
  if (answer.status >= 300) return { outcome: 'refused', code: refusalCode(answer.json) };
  return accepted(answer.json);
}

/** What became of a refund whose answer was lost: it carries our key as its description. */
export async function findKomojuRefund(
  client: KomojuClient,
  credentials: AccountCredentials,
  charge: ChargeReference,
  { idempotencyKey }: RefundRequest,
): Promise<RefundResult | { readonly outcome: 'none' }> {
  const path = pathOf(charge);
  if (path === null) return { outcome: 'none' };
  const answer = await client.get(credentials, path);
  if (answer.outcome === 'unknown' || answer.status >= 300) return { outcome: 'unknown' };
  const list = Refunds.safeParse(answer.json);
  if (!list.success) return { outcome: 'unknown' };
  const { refunds } = list.data;
  if (refunds.some(({ description }) => description === idempotencyKey)) return accepted(answer.json);
  return { outcome: refunds.some(({ description }) => description == null) ? 'unknown' : 'none' };
}

function pathOf({ providerIds: { paymentId } }: ChargeReference): string | null {
  return paymentId ? `/payments/${encodeURIComponent(paymentId)}` : null;
}

function accepted(json: unknown): RefundResult {
  const payment = KomojuPayment.safeParse(json);
  if (!payment.success) return { outcome: 'unknown' };
  return {
    outcome: 'accepted',
    refundId: null,
    answers: [answerOfPayment(payment.data)],
  };
}
