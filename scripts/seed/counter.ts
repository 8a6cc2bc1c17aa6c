import { randomUUID } from 'node:crypto';
import type { DemoCaller } from '../demo/demo-session.ts';
import { until } from './until.ts';

type Row = Record<string, unknown>;

export interface AtCounter {
  readonly billId: unknown;
  /** The notice tells of another sum than was asked for. */
  readonly lies?: boolean;
  /** When the cash was taken; now, unless told. */
  readonly at?: string;
}

/** A member takes a payment number for a convenience store and pays there. */
export async function payAtCounter(sandbox: string, member: DemoCaller, { billId, lies = false, at }: AtCounter): Promise<void> {
  const idempotencyKey = randomUUID();
  const charge = await until('the number to pay with', async () => {
    try {
      const ask = { billId, method: 'konbini', store: 'lawson', idempotencyKey };
      const started = (await member.call('payments.startCharge', ask)) as { charge?: Row };
      return started.charge ?? null;
    } catch {
      // The bill has not reached the payments-service yet.
      return null;
    }
  });
  const listed = await fetch(`${sandbox}/control/payments?paymentNumber=${String(charge['paymentNumber'])}`);
  const { payments } = (await listed.json()) as { payments: { _id: string }[] };
  const post = (path: string, body: unknown) =>
    fetch(`${sandbox}/control/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const paymentId = payments[0]!._id;
  if (lies) await post('emit', { paymentId, type: 'payment.captured', amount: Number(charge['amount']) - 500 });
  else if (at !== undefined) await post('emit', { paymentId, type: 'payment.captured', at });
  else await post('take-cash', { paymentId });
}
