import type { MoneyTrace } from '../../lib/views.ts';

/** One line of the trace: something the provider said, what the books made of it, or where the money went. */
export type TraceStep =
  | { readonly at: string; readonly kind: 'opened' }
  | { readonly at: string; readonly kind: 'event'; readonly event: MoneyTrace['charge']['events'][number] }
  | { readonly at: string; readonly kind: 'posting'; readonly posting: MoneyTrace['postings'][number] }
  | { readonly at: string; readonly kind: 'payment'; readonly payment: MoneyTrace['payments'][number] }
  | { readonly at: string; readonly kind: 'settlement'; readonly settlement: MoneyTrace['settlements'][number] }
  | { readonly at: string; readonly kind: 'payout'; readonly payout: MoneyTrace['payouts'][number] };

/** Everything in the order in which it came to us: what was said, what was made of it, and then where the money went. */
export function stepsOf({ charge, postings, payments, settlements, payouts }: MoneyTrace): TraceStep[] {
  const steps: TraceStep[] = [
    { at: charge.createdAt, kind: 'opened' },
    ...charge.events.map((event): TraceStep => ({ at: event.heardAt ?? event.occurredAt, kind: 'event', event })),
    ...postings.map((posting): TraceStep => ({ at: posting.at, kind: 'posting', posting })),
    ...payments.map((payment): TraceStep => ({ at: payment.recordedAt, kind: 'payment', payment })),
    ...settlements.map((settlement): TraceStep => ({ at: settlement.at, kind: 'settlement', settlement })),
    ...payouts.map((payout): TraceStep => ({ at: payout.at, kind: 'payout', payout })),
  ];
  const order = { opened: 0, event: 1, posting: 2, payment: 3, settlement: 4, payout: 5 };
  return steps.toSorted((left, right) => left.at.localeCompare(right.at) || order[left.kind] - order[right.kind]);
}
