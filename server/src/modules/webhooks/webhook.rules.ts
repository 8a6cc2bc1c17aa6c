import type { WebhookType } from '@tsudoi/shared/contracts/webhooks/webhook.contract';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Real milliseconds before each try after the first: ten tries over three days (Standard Webhooks 1.0). */
const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour] as const;

/** When a message that has failed `tries` times is tried again; null when it is given up. */
export function nextTry(tries: number, realNow: Date): Date | null {
  const pause = pauses[tries - 1];
  return pause === undefined ? null : new Date(realNow.getTime() + pause);
}

/** Without one success for that long, nothing is sent there any more until somebody of the office switches it on. */
const patienceMs = 5 * 24 * hour;
export const isGivenUp = (failingSince: Date, realNow: Date): boolean => realNow.getTime() - failingSince.getTime() >= patienceMs;

/** A little longer than the longest pause between two tries of one message. */
const quietMs = 25 * hour;

/**
 * Since when an endpoint has failed, at one more failure: after a time in which nothing was tried it begins anew, because nobody
 * knows whether it would have been received.
 */
export function failingFrom({ failingSince, failedAt }: { failingSince: Date | null; failedAt?: Date | null }, realNow: Date): Date {
  const isGoingOn = failingSince !== null && failedAt != null && realNow.getTime() - failedAt.getTime() <= quietMs;
  return isGoingOn ? failingSince : realNow;
}

/** Whether an answer counts as received. A redirection does not: it would lead a signed message elsewhere. */
export const isReceived = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** 410 Gone: the receiver wants no more of it, ever. */
export const isGone = (status: number | null): boolean => status === 410;

interface BillMoney {
  readonly status: string;
  readonly provisionalAllocated: number;
}
const isPaid = ({ status, provisionalAllocated }: BillMoney): boolean =>
  (status === 'paid' || status === 'overpaid') && provisionalAllocated === 0;

/** Money that may still be withdrawn (速報) is told of once it is final. */
export const becamePaid = (before: BillMoney, after: BillMoney): boolean => !isPaid(before) && isPaid(after);

/** The bytes of a message, in the form of Standard Webhooks. */
export function messageBody(type: WebhookType, occurredAt: Date, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, timestamp: occurredAt.toISOString(), data });
}
