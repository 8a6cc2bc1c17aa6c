import { createHmac, randomUUID } from 'node:crypto';
import type { StandIn } from '../stand-in.ts';
import { toWire } from '../stand-in.repository.ts';
import { settle, settlementToWire } from './komoju-settlements.ts';
import { komojuApi } from './komoju-api.routes.ts';

/** Signs with the webhook's token as the provider does; own code, so that the connector is not tested against itself. */
function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest('hex');
}

export const komojuStandIn: StandIn = {
  provider: 'komoju',
  routes: komojuApi,
  notice(_account, payment, { type, eventId, at, amount }) {
    const created_at = at.toISOString();
    if (type === 'contract.stopped') {
      const data = { id: payment.details['customer'], resource: 'customer' };
      return JSON.stringify({ id: eventId, type: 'customer.deleted', resource: 'event', data, created_at, reason: null });
    }
    const data = { ...toWire(payment), amount, total: amount + payment.tax };
    return JSON.stringify({ id: eventId, type, resource: 'event', data, created_at, reason: null });
  },
  headers: (account, type, body, forge) => ({
    'content-type': 'application/json',
    'user-agent': 'Komoju-Webhook',
    'x-komoju-id': randomUUID(),
    'x-komoju-event': type,
    'x-komoju-signature': sign(body, forge ? `${account.webhookSecret}-forged` : account.webhookSecret),
  }),
  async settle({ store, clock, publicUrl }, account, cutoffAt, twist) {
    const now = clock.now();
    const made = await settle(store, account._id, cutoffAt, now, twist);
    if (!made) return null;
    const type = 'settlement.created';
    const facts = { type, resource: 'event', data: settlementToWire(made, publicUrl), created_at: now.toISOString(), reason: null };
    return { id: made._id, type, notice: (eventId) => JSON.stringify({ id: eventId, ...facts }) };
  },
  arrived: (status) => status >= 200 && status < 300,
};
