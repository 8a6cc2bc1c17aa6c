import { type Yen, addYen, maxYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { MoneyEventDocument } from '../charges/charge.repository.ts';
import type { RefundDocument } from './refund.repository.ts';

type Told = Pick<MoneyEventDocument, '_id' | 'kind' | 'occurredAt' | 'refunded' | 'refund' | 'held'>;

/**
 * Refunds that were counted and have not come back, one by one, by the provider's id of each: the same told twice is one.
 * That one came back is people's word.
 */
export function countedRefunds(events: readonly Told[]): Map<string, Yen> {
  const counted = events.filter(({ held, kind }) => !held && (kind === 'partly_refunded' || kind === 'refunded'));
  const refunds = new Map(counted.flatMap(({ refund }) => (refund ? [[refund.id, refund.amount] as const] : [])));
  for (const { kind, refund } of events) if (kind === 'refund_returned' && refund) refunds.delete(refund.id);
  return refunds;
}

/** Those of which the provider has said (by then) that they came back, whether people have said what becomes of it or not. */
export function bouncedBy(events: readonly Told[], at?: Date): ReadonlySet<string> {
  const bounced = events.filter(({ kind, occurredAt }) => kind === 'refund_failed' && (at === undefined || occurredAt <= at));
  return new Set(bounced.flatMap(({ refund }) => (refund ? [refund.id] : [])));
}

type Asked = Pick<RefundDocument, '_id' | 'amount' | 'state' | 'providerRefundId' | 'nextAskAt'>;

/** Its answer never came, and nobody asks for it any more: it is for people (case 28). */
export const isUnanswered = ({ state, nextAskAt }: Pick<RefundDocument, 'state' | 'nextAskAt'>): boolean =>
  (state === 'unknown' || state === 'sent') && nextAskAt === null;

type Verdict = { readonly refundId: RefundDocument['_id']; readonly state: 'done' | 'refused'; readonly code: string };

/**
 * What the provider's word, as it stands in the events of one charge, makes of the refunds that were asked for, oldest
 * first. One that the provider has an id for goes by that id alone. The rest go by the sum told, those first that were
 * asked for first; a sum tells of no single one, so none of them can have come back. One whose answer is still out waits for it.
 */
export function refundVerdicts(asked: readonly Asked[], events: readonly Told[], whole: Yen): Verdict[] {
  const counted = countedRefunds(events);
  const failed = bouncedBy(events);
  let explained = asked
    .filter(({ state, providerRefundId }) => state === 'done' && providerRefundId === null)
    .reduce<Yen>((sum, { amount }) => addYen(sum, amount), zeroYen);
  const told = toldSum(events, whole);
  return asked.flatMap((refund): Verdict[] => {
    const { _id, amount, providerRefundId } = refund;
    const state = isUnanswered(refund) ? 'sent' : refund.state;
    if (providerRefundId !== null) {
      if (failed.has(providerRefundId)) return state === 'refused' ? [] : [{ refundId: _id, state: 'refused', code: 'bounced' }];
      return state === 'sent' && counted.has(providerRefundId) ? [{ refundId: _id, state: 'done', code: '' }] : [];
    }
    if (state !== 'sent' || addYen(explained, amount) > told) return [];
    explained = addYen(explained, amount);
    return [{ refundId: _id, state: 'done', code: '' }];
  });
}

function toldSum(events: readonly Told[], whole: Yen): Yen {
  const sums = events
    .filter(({ held, refund }) => !held && !refund)
    .map(({ kind, refunded }) => (kind === 'refunded' ? whole : kind === 'partly_refunded' ? (refunded ?? zeroYen) : zeroYen));
  return sums.reduce((most, sum) => maxYen(most, sum), zeroYen);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** T28: an answer that was lost is asked about soon, then ever more seldom; after the last look people are told. */
const afterSilence: readonly number[] = [minute, 5 * minute, 30 * minute, hour, 6 * hour, day, day, day];
/** One that was taken on may wait for the payer's bank account for 45 days; its notice may be lost. */
const whileSent: readonly number[] = [5 * minute, hour, 6 * hour];
const sentLooks = 60;

/** When the provider is asked next about a refund after `asks` looks in its state; null: never again. */
export function nextAskAt(state: RefundDocument['state'], asks: number, now: Date): Date | null {
  if (state === 'unknown') {
    const wait = afterSilence[asks];
    return wait === undefined ? null : new Date(now.getTime() + wait);
  }
  if (state !== 'sent' || asks >= sentLooks) return null;
  return new Date(now.getTime() + (whileSent[asks] ?? day));
}
