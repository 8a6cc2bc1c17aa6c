import { describe, expect, it } from 'vitest';
import type { MoneyTrace } from '../../lib/views.ts';
import { stepsOf } from './trace.rules.ts';

/** Of what a view tells, what its place in the order is read from. */
const part = <View extends object>(told: NoInfer<Partial<View>>): View => told as View;

describe('the trace of a payment', () => {
  it('stands in the order in which things came to us, not in which they are said to have happened', () => {
    const event = (occurredAt: string, heardAt: string | null) =>
      part<MoneyTrace['charge']['events'][number]>({ occurredAt, heardAt, kind: 'final' });
    const steps = stepsOf({
      charge: part({
        createdAt: '2026-05-01T00:00:00.000Z',
        events: [event('2026-05-02T00:00:00.000Z', '2026-05-04T00:00:00.000Z'), event('2026-05-01T00:00:01.000Z', null)],
      }),
      memberName: '',
      memberNumber: '',
      bills: [],
      postings: [part({ at: '2026-05-04T00:00:00.000Z', name: 'payments.money.settled' })],
      payments: [part({ recordedAt: '2026-05-04T00:00:00.000Z' })],
      payouts: [part({ at: '2026-06-29T15:00:00.000Z' }), part({ at: '2026-05-04T00:00:00.000Z' })],
      settlements: [part({ at: '2026-05-15T00:00:00.000Z' })],
    });
    expect(steps.map(({ kind, at }) => `${kind} ${at.slice(0, 10)}`)).toEqual([
      'opened 2026-05-01',
      'event 2026-05-01',
      'event 2026-05-04',
      'posting 2026-05-04',
      'payment 2026-05-04',
      'payout 2026-05-04',
      'settlement 2026-05-15',
      'payout 2026-06-29',
    ]);
  });
});
