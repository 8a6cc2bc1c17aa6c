import { createHmac, randomUUID } from 'node:crypto';
import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';

/** As the provider posts it: JSON, its own headers, raw bytes. */
export function post(url: string, body: string, headers: Record<string, string>) {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

/** A genuine notice about a charge, as far as nothing is changed. */
export function notice(
  charge: ChargeView,
  type: string,
  changes: Record<string, unknown> = {},
  envelope: Record<string, unknown> = {},
): string {
  const data = {
    id: charge.providerIds['paymentId'] ?? 'p'.repeat(25),
    resource: 'payment',
    status: 'captured',
    amount: charge.amount,
    tax: 0,
    payment_method_fee: 0,
    total: charge.amount,
    currency: 'JPY',
    external_order_num: charge.paymentNumber,
    captured_at: new Date().toISOString(),
    created_at: charge.createdAt,
    ...changes,
  };
  return JSON.stringify({
    id: randomUUID().replaceAll('-', '').slice(0, 25),
    type,
    resource: 'event',
    data,
    created_at: new Date().toISOString(),
    reason: null,
    ...envelope,
  });
}

export const signed = (body: string, secret: string) => ({ 'x-komoju-signature': createHmac('sha256', secret).update(body).digest('hex') });
