import { describe, expect, it } from 'vitest';
import { stepsOf } from './trace.rules.ts';

describe('the trace of a payment', () => {
  it('stands in the order in which things came to us, not in which they are said to have happened', () => {
    const event = (occurredAt: string, heardAt: string | null) => ({ occurredAt, heardAt, kind: 'final' }) as never;
    const steps = stepsOf({
      charge: {
        createdAt: '2026-05-01T00:00:00.000Z',
        events: [event('2026-05-02T00:00:00.000Z', '2026-05-04T00:00:00.000Z'), event('2026-05-01T00:00:01.000Z', null)],
      } as never,
      memberName: '',
      memberNumber: '',
      bills: [],
      postings: [{ at: '2026-05-04T00:00:00.000Z', name: 'payments.money.settled' } as never],
      payments: [{ recordedAt: '2026-05-04T00:00:00.000Z' } as never],
      payouts: [{ at: '2026-06-29T15:00:00.000Z' } as never, { at: '2026-05-04T00:00:00.000Z' } as never],
      settlements: [{ at: '2026-05-15T00:00:00.000Z' } as never],
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
