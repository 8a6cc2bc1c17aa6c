import type { MoneyTrace } from '../../lib/views.ts';

/** One line of the trace: something the provider said, or what the books made of it. */
export type TraceStep =
  | { readonly at: string; readonly kind: 'opened' }
  | { readonly at: string; readonly kind: 'event'; readonly event: MoneyTrace['charge']['events'][number] }
  | { readonly at: string; readonly kind: 'posting'; readonly posting: MoneyTrace['postings'][number] }
  | { readonly at: string; readonly kind: 'payment'; readonly payment: MoneyTrace['payments'][number] };

/** Everything in the order in which it came to us: what was said, then what was made of it. */
export function stepsOf({ charge, postings, payments }: MoneyTrace): TraceStep[] {
  const steps: TraceStep[] = [
    { at: charge.createdAt, kind: 'opened' },
    ...charge.events.map((event): TraceStep => ({ at: event.heardAt ?? event.occurredAt, kind: 'event', event })),
    ...postings.map((posting): TraceStep => ({ at: posting.at, kind: 'posting', posting })),
    ...payments.map((payment): TraceStep => ({ at: payment.recordedAt, kind: 'payment', payment })),
  ];
  const order = { opened: 0, event: 1, posting: 2, payment: 3 };
  return steps.toSorted((left, right) => left.at.localeCompare(right.at) || order[left.kind] - order[right.kind]);
}
