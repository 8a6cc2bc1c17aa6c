import { billStatuses } from '@tsudoi/shared/contracts/billing/billing.contract';
import { chargeStates } from '@tsudoi/shared/contracts/payments/charge.contract';
import { payLinkStates } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, it } from 'vitest';
import {
  asksForNothing,
  isPayLinkDay,
  isPayable,
  isSameAsking,
  payLineState,
  payLinkObstacle,
  payLinkState,
  takesDeposit,
  takesTransfer,
  withHash,
} from './pay-link.rules.ts';

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

  it('case 62: what is asked for and what a bill is say together whether it can be put in a link', () => {
    const facts = (status: (typeof billStatuses)[number], more: object = {}) =>
      payLinkObstacle({ status, pending: null, held: false, ...more });
    expect(billStatuses.filter((status) => facts(status) === null)).toEqual(['unpaid', 'partly_paid']);
    expect(chargeStates.filter((pending) => facts('unpaid', { pending }) === null)).toEqual(['awaiting']);
    expect(facts('partly_paid', { pending: 'awaiting', held: true })).toBe('in_link');
  });

  it('case 62: a bill is what its state, its link and its money say', () => {
    const states = (named: boolean, paidHere: boolean) => billStatuses.map((status) => payLineState({ status, named, paidHere }));
    expect(billStatuses).toEqual(['draft', 'unpaid', 'partly_paid', 'paid', 'overpaid', 'not_required', 'cancelled']);
    const [here, elsewhere] = [
      ['paid_here', 'paid_here', 'cancelled', 'cancelled'],
      ['paid_elsewhere', 'paid_elsewhere', 'cancelled', 'cancelled'],
    ];
    expect(states(true, true)).toEqual(['cancelled', 'open', 'open', ...here]);
    expect(states(true, false)).toEqual(['cancelled', 'open', 'open', ...elsewhere]);
    expect(states(false, true)).toEqual(['cancelled', 'released', 'released', ...here]);
  });

  it('case 62: a link is paid once nothing of it is open and something was paid, wherever', () => {
    const state = (...lines: Parameters<typeof payLinkState>[0]['lines']) => payLinkState({ ...link, lines });
    expect([state('paid_elsewhere'), state('released', 'paid_here'), state('released'), state()]).toEqual([
      'paid',
      'paid',
      'empty',
      'empty',
    ]);
    expect(payLinkState({ ...link, lines: ['released'], pending: true, over: true })).toBe('empty');
  });

  it('case 62: it takes payments while it is open or being paid, and a transfer that was on its way after its last day', () => {
    expect(payLinkStates.filter(isPayable).toSorted()).toEqual(['open', 'paying']);
    expect(payLinkStates.filter(takesTransfer).toSorted()).toEqual(['expired', 'open', 'paying']);
    // At the desk also one that was paid twice.
    const takes = (...lines: Parameters<typeof payLinkState>[0]['lines']) =>
      payLinkStates.filter((state) => takesDeposit({ state, parts: lines.map((line) => ({ state: line })) })).toSorted();
    expect(takes('paid_here', 'paid_elsewhere', 'cancelled')).toEqual(['expired', 'open', 'paid', 'paying']);
    // A bill of it asks elsewhere now: what comes need not be sent twice.
    expect(takes('paid_here', 'released')).toEqual(['expired', 'open', 'paying']);
  });

  it('case 62: its invoice holds no more once nothing of it is asked for, unless something was paid by it', () => {
    const parts = (...states: Parameters<typeof payLinkState>[0]['lines']) => states.map((state) => ({ state }));
    const nothing = (state: (typeof payLinkStates)[number], ...lines: Parameters<typeof payLinkState>[0]['lines']) =>
      asksForNothing({ state, parts: parts(...lines) });
    expect(payLinkStates.filter((state) => !nothing(state, 'cancelled', 'paid_elsewhere')).toSorted()).toEqual(['open', 'paying']);
    expect(payLinkStates.filter((state) => nothing(state, 'paid_here', 'cancelled'))).toEqual([]);
    expect(nothing('withdrawn')).toBe(true);
  });
});
