import * as z from 'zod';
import type { AccountCredentials, ChargeReference, RefundRequest, RefundResult } from '../connector.ts';
import { requestAmount } from './amounts.ts';
import type { StripeClient } from './client.ts';
import { StripeRefund, StripeSession, idOf } from './parse.ts';

/**
 * A refund of the payment intent. Its key goes as Idempotency-Key, so that it is never made twice within a day, and into its
 * metadata, by which it is found when the answer was lost. `succeeded` is the last word of a card; a konbini refund waits
 * for the payer's bank account, and its event tells.
 */
export async function refundAtStripe(
  client: StripeClient,
  credentials: AccountCredentials,
  charge: ChargeReference,
  request: RefundRequest,
): Promise<RefundResult> {
  const paymentId = await intentOf(client, credentials, charge);
  if (paymentId === null) return { outcome: 'unknown' };
  const answer = await client.post(
    credentials,
    '/refunds',
    {
      payment_intent: paymentId,
      amount: requestAmount(request.amount),
      reason: 'requested_by_customer',
      'metadata[payment_number]': charge.paymentNumber,
      'metadata[refund_key]': request.idempotencyKey,
    },
    `refund-${request.idempotencyKey}`,
  );
  if (answer.outcome === 'unknown') return answer;
  if (answer.outcome === 'failed') return { outcome: 'refused', code: answer.code };
  const refund = StripeRefund.safeParse(answer.json);
  return refund.success ? resultOf(refund.data) : { outcome: 'unknown' };
}

const List = z.looseObject({ data: z.array(z.unknown()) });

/** What became of a refund whose answer was lost. */
export async function findStripeRefund(
  client: StripeClient,
  credentials: AccountCredentials,
  charge: ChargeReference,
  request: RefundRequest,
): Promise<RefundResult | { readonly outcome: 'none' }> {
  const paymentId = await intentOf(client, credentials, charge);
  if (paymentId === null) return { outcome: 'unknown' };
  const answer = await client.get(credentials, '/refunds', { payment_intent: paymentId, limit: '100' });
  const list = answer.outcome === 'answered' ? List.safeParse(answer.json) : null;
  if (!list?.success) return { outcome: 'unknown' };
  const refunds = list.data.data.map((item) => StripeRefund.safeParse(item)).flatMap((item) => (item.success ? [item.data] : []));
  const found = refunds.find((refund) => refund.metadata?.['refund_key'] === request.idempotencyKey);
  return found ? resultOf(found) : { outcome: 'none' };
}

/** The first event names it; until then the session does. */
async function intentOf(client: StripeClient, credentials: AccountCredentials, charge: ChargeReference): Promise<string | null> {
  const { paymentId, sessionId } = charge.providerIds;
  if (paymentId?.startsWith('pi_')) return paymentId;
  if (!sessionId) return null;
  const answer = await client.get(credentials, `/checkout/sessions/${encodeURIComponent(sessionId)}`);
  const session = answer.outcome === 'answered' ? StripeSession.safeParse(answer.json) : null;
  return session?.success ? idOf(session.data.payment_intent) : null;
}

/** One that failed is the provider's word like its notice: a sum may have counted it by then, so that it is no mere refusal (case 28). */
function resultOf(refund: StripeRefund): RefundResult {
  const isOver = refund.status === 'succeeded' || refund.status === 'failed' || refund.status === 'canceled';
  const answers = isOver ? [{ eventId: `refund-${refund.id}-${refund.status}`, body: wordOf(refund) }] : [];
  return { outcome: 'accepted', refundId: refund.id, answers };
}

/** The refund as its events would tell it, without what is the payer's. */
function wordOf({ object, id, amount, currency, created, status, metadata, payment_intent: intent }: StripeRefund): Buffer {
  return Buffer.from(JSON.stringify({ object, id, amount, currency, created, status, metadata, payment_intent: intent }));
}
