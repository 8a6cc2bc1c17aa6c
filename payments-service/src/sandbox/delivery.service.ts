import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '@tsudoi/shared/service/clock';
import type { EventType } from './stand-in.ts';
import { type StandInAccount, type StandInDelivery, type StandInPayment, type StandInStore, newStandInId } from './stand-in.repository.ts';
import { standInOf } from './stand-ins.ts';

/** Puts a notice of a real change into the queue of deliveries, with whatever misbehaviour the account has been given. */
export async function queueEvent(store: StandInStore, clock: Clock, payment: StandInPayment, type: EventType): Promise<string> {
  const account = await store.accounts.findOne({ _id: payment.accountId });
  const eventId = newStandInId();
  if (!account) return eventId;
  const amount = payment.amount + account.behaviour.lieAmount;
  const body = standInOf(account.provider).notice(account, payment, { type, eventId, at: clock.now(), amount, forge: false });
  if (body !== null) await queueNotice(store, clock, account, { subjectId: payment._id, type, eventId, body });
  return eventId;
}

/** The same for a notice that is written already. */
export async function queueNotice(
  store: StandInStore,
  clock: Clock,
  account: StandInAccount,
  notice: { readonly subjectId: string; readonly type: string; readonly eventId: string; readonly body: string },
): Promise<void> {
  const { behaviour } = account;
  const { subjectId, ...told } = notice;
  const lost = behaviour.silent || randomInt(0, 100) < behaviour.dropPercent;
  const alone = { accountId: account._id, state: 'held' as const, behind: { $exists: false } };
  const held = behaviour.reorder ? await store.deliveries.find(alone).toArray() : [];
  const state = lost ? 'dropped' : behaviour.reorder && held.length === 0 ? 'held' : 'waiting';
  const rows = Array.from({ length: 1 + behaviour.duplicate }, (): StandInDelivery => ({
    ...told,
    _id: randomUUID(),
    accountId: account._id,
    paymentId: subjectId,
    dueAt: new Date(clock.realNow().getTime() + behaviour.delayMs),
    attempts: 0,
    state,
  }));
  if (held.length > 0)
    await store.deliveries.updateMany(
      { _id: { $in: held.map((row) => row._id) } },
      // Before there is anything to arrive: whoever delivers it looks for what is behind it.
      { $set: lost ? { state: 'waiting', dueAt: rows[0]!.dueAt } : { behind: told.eventId } },
    );
  await store.deliveries.insertMany(rows);
}

interface PostAnswer {
  readonly status: number;
  readonly arrived: boolean;
}

async function post(account: StandInAccount, type: string, body: string, forge: boolean, realNow: Date): Promise<PostAnswer> {
  const standIn = standInOf(account.provider);
  const headers = standIn.headers(account, type, body, forge, realNow);
  const signal = AbortSignal.timeout(15_000);
  const response =
    standIn.noticeMethod === 'GET'
      ? await fetch(`${account.callbackUrl}?${body}`, { headers, signal })
      : await fetch(account.callbackUrl, { method: 'POST', headers, body, signal });
  return { status: response.status, arrived: standIn.arrived(response.status, await response.text(), response.headers) };
}

/** Sends what is due; without the answer that it wants it tries again, as providers do. */
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
  const answer = account ? await post(account, delivery.type, delivery.body, false, clock.realNow()).catch(() => null) : null;
  if (answer?.arrived) {
    await store.deliveries.updateOne({ _id: delivery._id }, { $set: { state: 'delivered' } });
    const { accountId, eventId } = delivery;
    await store.deliveries.updateMany(
      { accountId, state: 'held', behind: eventId },
      { $set: { state: 'waiting', dueAt: clock.realNow() } },
    );
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
  { at, realNow }: { readonly at: Date; readonly realNow: Date },
): Promise<{ eventId: string; statuses: number[] }> {
  const eventId = newStandInId();
  const { type, times, forge, amount } = request;
  const body = standInOf(account.provider).notice(account, payment, { type, eventId, at, amount: amount ?? payment.amount, forge }) ?? '';
  const statuses = await Promise.all(
    Array.from({ length: times }, () =>
      post(account, type, body, forge, realNow).then(
        ({ status }) => status,
        () => 0,
      ),
    ),
  );
  return { eventId, statuses };
}
