import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, it } from 'vitest';
import { isPayLinkDay, isSameAsking, payLineState, payLinkObstacle, payLinkState, withHash } from './pay-link.rules.ts';

describe('what can be put in a link', () => {
  const bill = { status: 'unpaid', pending: null, held: false } as const;

  it('case 62: open bills can, also where a number is only waited for', () => {
    expect(payLinkObstacle(bill)).toBeNull();
    expect(payLinkObstacle({ ...bill, status: 'partly_paid', pending: 'awaiting' })).toBeNull();
  });

  it.each([
    [{ ...bill, status: 'draft' as const }, 'draft'],
    [{ ...bill, status: 'paid' as const }, 'settled'],
    [{ ...bill, status: 'overpaid' as const }, 'settled'],
    [{ ...bill, status: 'not_required' as const }, 'settled'],
    [{ ...bill, status: 'cancelled' as const }, 'cancelled'],
    [{ ...bill, held: true }, 'in_link'],
    [{ ...bill, pending: 'authorized' as const }, 'authorized'],
    [{ ...bill, pending: 'provisional' as const }, 'authorized'],
    [{ ...bill, pending: 'unknown' as const }, 'authorized'],
  ])('case 62: %o cannot: %s', (facts, obstacle) => {
    expect(payLinkObstacle(facts)).toBe(obstacle);
  });

  it('a link ends today at the earliest and in a year at the latest', () => {
    const today = jstDate('2026-05-20');
    expect(isPayLinkDay(today, today)).toBe(true);
    expect(isPayLinkDay(jstDate('2026-05-19'), today)).toBe(false);
    expect(isPayLinkDay(jstDate('2027-05-21'), today)).toBe(true);
    expect(isPayLinkDay(jstDate('2027-05-22'), today)).toBe(false);
  });
});

describe('what became of a link', () => {
  const line = (status: Parameters<typeof payLineState>[0]['status'], named = true, paidHere = false) =>
    payLineState({ status, named, paidHere });

  it('a bill is open as long as it names the link, paid here or elsewhere, or there is nothing to pay any more', () => {
    expect(line('unpaid')).toBe('open');
    expect(line('partly_paid')).toBe('open');
    expect(line('unpaid', false)).toBe('released');
    expect(line('paid', true, true)).toBe('paid_here');
    expect(line('overpaid', true, true)).toBe('paid_here');
    expect(line('paid')).toBe('paid_elsewhere');
    expect(line('cancelled', true, true)).toBe('cancelled');
    expect(line('not_required')).toBe('cancelled');
  });

  const link = { withdrawn: false, over: false, lines: ['open', 'paid_elsewhere'] as const, pending: false };

  it.each([
    [link, 'open'],
    [{ ...link, pending: true }, 'paying'],
    [{ ...link, over: true, pending: true }, 'expired'],
    [{ ...link, withdrawn: true, over: true }, 'withdrawn'],
    [{ ...link, lines: ['paid_here', 'cancelled'] as const }, 'paid'],
    // What was paid stays paid, also when its day is over.
    [{ ...link, lines: ['paid_here'] as const, over: true }, 'paid'],
    [{ ...link, lines: ['cancelled', 'released'] as const }, 'empty'],
  ])('%o is %s', (facts, state) => {
    expect(payLinkState(facts)).toBe(state);
  });

  it('what is asked for is what was shown: the same bills with the same sums, in any order', () => {
    const [a, b] = [
      { billId: 'a', amount: 8000 },
      { billId: 'b', amount: 9000 },
    ];
    expect(isSameAsking([a, b], [b, a])).toBe(true);
    expect(isSameAsking([a, b], [a])).toBe(false);
    expect(isSameAsking([a, b], [a, { ...b, amount: 9001 }])).toBe(false);
    expect(isSameAsking([a, b], [a, { ...b, billId: 'c' }])).toBe(false);
  });

  it('the sixth address puts out the first', () => {
    expect(withHash(['1', '2', '3', '4', '5'], '6')).toEqual(['2', '3', '4', '5', '6']);
    expect(withHash(['1'], '2')).toEqual(['1', '2']);
  });
});
