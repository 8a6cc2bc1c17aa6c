import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '@tsudoi/shared/service/clock';
import {
  type StandInAccount,
  type StandInDelivery,
  type StandInPayment,
  type StandInStore,
  newStandInId,
  toWire,
} from './stand-in.repository.ts';

export type EventType =
  | 'payment.authorized'
  | 'payment.captured'
  | 'payment.expired'
  | 'payment.cancelled'
  | 'payment.failed'
  | 'payment.refunded'
  | 'payment.refund.created'
  | 'payment.updated'
  | 'ping';

/** Builds the notice's body; the stand-in may be told to lie about the sum. */
function eventBody(payment: StandInPayment, type: string, eventId: string, createdAt: Date, amount: number): string {
  const data = { ...toWire(payment), amount, total: amount + payment.tax };
  return JSON.stringify({ id: eventId, type, resource: 'event', data, created_at: createdAt.toISOString(), reason: null });
}

/** Puts a notice of a real change into the queue of deliveries, with whatever misbehaviour the account has been given. */
export async function queueEvent(store: StandInStore, clock: Clock, payment: StandInPayment, type: EventType): Promise<string> {
  const account = await store.accounts.findOne({ _id: payment.accountId });
  const eventId = newStandInId();
  if (!account) return eventId;
  const { behaviour } = account;
  const now = clock.now();
  const body = eventBody(payment, type, eventId, now, payment.amount + behaviour.lieAmount);
  const lost = behaviour.silent || randomInt(0, 100) < behaviour.dropPercent;
  const state = lost ? 'dropped' : behaviour.reorder ? 'held' : 'waiting';
  const held = behaviour.reorder ? await store.deliveries.find({ accountId: account._id, state: 'held' }).toArray() : [];
  const rows = Array.from({ length: 1 + behaviour.duplicate }, (): StandInDelivery => ({
    _id: randomUUID(),
    accountId: account._id,
    paymentId: payment._id,
    eventId,
    type,
    body,
    dueAt: new Date(clock.realNow().getTime() + behaviour.delayMs),
    attempts: 0,
    state: held.length > 0 ? 'waiting' : state,
  }));
  await store.deliveries.insertMany(rows);
  if (held.length > 0) {
    await store.deliveries.updateMany(
      { _id: { $in: held.map((row) => row._id) } },
      { $set: { state: 'waiting', dueAt: new Date(clock.realNow().getTime() + behaviour.delayMs + 200) } },
    );
  }
  return eventId;
}

/** Signs with the webhook's token as the provider does; own code, so that the connector is not tested against itself. */
function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest('hex');
}

async function post(account: StandInAccount, type: string, body: string, signature: string): Promise<number> {
  const response = await fetch(account.callbackUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Komoju-Webhook',
      'x-komoju-id': randomUUID(),
      'x-komoju-event': type,
      'x-komoju-signature': signature,
    },
    body,
    signal: AbortSignal.timeout(15_000),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Sends what is due; without a 2xx it tries again, as providers do. */
export async function deliverDue(store: StandInStore, clock: Clock): Promise<number> {
  const due = await store.deliveries
    .find({ state: 'waiting', dueAt: { $lte: clock.realNow() } })
    .sort({ dueAt: 1 })
    .limit(100)
    .toArray();
  await Promise.all(due.map((delivery) => deliver(store, clock, delivery)));
  return due.length;
}

async function deliver(store: StandInStore, clock: Clock, delivery: StandInDelivery): Promise<void> {
  const account = await store.accounts.findOne({ _id: delivery.accountId });
  const status = account ? await post(account, delivery.type, delivery.body, sign(delivery.body, account.webhookSecret)).catch(() => 0) : 0;
  if (status >= 200 && status < 300) {
    await store.deliveries.updateOne({ _id: delivery._id }, { $set: { state: 'delivered' } });
    return;
  }
  const attempts = delivery.attempts + 1;
  const wait = Math.min(60_000, 1000 * 2 ** Math.min(attempts, 6));
  await store.deliveries.updateOne(
    { _id: delivery._id },
    { $set: { attempts, state: attempts >= 20 ? 'failed' : 'waiting', dueAt: new Date(clock.realNow().getTime() + wait) } },
  );
}

export interface EmitRequest {
  readonly type: EventType;
  readonly times: number;
  readonly forge: boolean;
  readonly amount: number | null;
}

/** Sends a notice on demand, in parallel and as often as asked: the same event id and the same bytes each time. */
export async function emitNow(
  account: StandInAccount,
  payment: StandInPayment,
  request: EmitRequest,
  now: Date,
): Promise<{ eventId: string; statuses: number[] }> {
  const eventId = newStandInId();
  const body = eventBody(payment, request.type, eventId, now, request.amount ?? payment.amount);
  const signature = sign(body, request.forge ? `${account.webhookSecret}-forged` : account.webhookSecret);
  const statuses = await Promise.all(
    Array.from({ length: request.times }, () => post(account, request.type, body, signature).catch(() => 0)),
  );
  return { eventId, statuses };
}
