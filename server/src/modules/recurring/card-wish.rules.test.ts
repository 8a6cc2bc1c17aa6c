import { type JstDate, jstDate } from '@tsudoi/shared/kernel/jst';
import { newBillingItemId, newChargeId, newMemberId, newOrgId, newPayLinkId } from '@tsudoi/shared/kernel/ids';
import { newCardWishId } from '@tsudoi/shared/kernel/recurring-ids';
import { describe, expect, it } from 'vitest';
import { chargeDayOf, isDues, isHere, standingOf, wayOfDues, wishesCard } from './card-wish.rules.ts';

const day = (on: string): JstDate => jstDate(on);

describe('a card chosen for the dues', () => {
  it('BIL-18: counts until it is taken back or the member leaves; who comes back chooses again', () => {
    const wish = { isOn: true, from: day('2026-05-10') };
    const left = (on: string) => [
      { status: 'active', effectiveOn: day('2020-04-01') } as const,
      { status: 'withdrawn', effectiveOn: day(on) } as const,
    ];
    expect(wishesCard(undefined, [], day('2026-06-01'))).toBe(false);
    expect(wishesCard(wish, [], day('2026-06-01'))).toBe(true);
    expect(wishesCard({ ...wish, isOn: false }, [], day('2026-06-01'))).toBe(false);
    // They mean to leave at the end of the month, and have left.
    expect(wishesCard(wish, left('2026-06-30'), day('2026-06-29'))).toBe(true);
    expect(wishesCard(wish, left('2026-06-30'), day('2026-06-30'))).toBe(false);
    expect(wishesCard(wish, [...left('2026-06-30'), { status: 'active', effectiveOn: day('2026-09-01') }], day('2026-09-02'))).toBe(false);
    // What ended a membership before the one that they chose it for is no end of it.
    expect(wishesCard(wish, left('2026-05-09'), day('2026-06-01'))).toBe(true);
    expect(wishesCard(wish, [{ status: 'suspended', effectiveOn: day('2026-05-20') }], day('2026-06-01'))).toBe(true);
  });

  it('BIL-18: is charged for dues and 入会金, not for the month of a plan nor for what else is asked for', () => {
    const itemId = newBillingItemId();
    expect(isDues({ category: 'joining', itemId: null })).toBe(true);
    for (const category of ['annual', 'recurring'] as const) expect(isDues({ category, itemId })).toBe(true);
    for (const category of ['recurring', 'adhoc', 'event'] as const) expect(isDues({ category, itemId: null })).toBe(false);
  });

  it('BIL-18: is charged on the day the bill falls due, never on that on which it is told', () => {
    expect(chargeDayOf(day('2026-05-26'), day('2026-05-10'))).toBe('2026-05-26');
    expect(chargeDayOf(day('2026-05-26'), day('2026-05-26'))).toBe('2026-05-27');
    expect(chargeDayOf(day('2026-04-30'), day('2026-05-26'))).toBe('2026-05-27');
  });

  it('BIL-18: stands by whose word it was given and taken back, or has ended with the membership', () => {
    const row = (isOn: boolean, from: string) => {
      const [orgId, memberId] = [newOrgId(), newMemberId()];
      return { _id: newCardWishId(), orgId, memberId, isOn, from: day(from), by: `${from}`, at: new Date(from) };
    };
    const today = day('2026-06-30');
    expect(standingOf([], [], today)).toBeNull();
    expect(standingOf([row(false, '2026-05-01')], [], today)).toBeNull();
    const [first, stop, again] = [row(true, '2026-05-01'), row(false, '2026-05-10'), row(true, '2026-05-20')];
    expect(standingOf([first], [], today)).toEqual({ chosen: first, stopped: null, hasLeft: false });
    expect(standingOf([first, stop], [], today)).toEqual({ chosen: first, stopped: stop, hasLeft: false });
    expect(standingOf([first, stop, again], [], today)).toEqual({ chosen: again, stopped: null, hasLeft: false });
    const left = [{ status: 'withdrawn', effectiveOn: day('2026-06-01') } as const];
    expect(standingOf([first], left, today)).toEqual({ chosen: first, stopped: null, hasLeft: true });
    // Whoever stopped before they left had stopped.
    expect(standingOf([first, stop], left, today)).toEqual({ chosen: first, stopped: stop, hasLeft: false });
    for (const status of ['active', 'suspended'] as const) expect(isHere({ status })).toBe(true);
    for (const status of ['applied', 'withdrawn', 'expelled', 'deceased'] as const) expect(isHere({ status })).toBe(false);
  });

  it('BIL-18: pays what is open, but for what was collected before and what is being paid just now', () => {
    const now = new Date('2026-05-10T03:00:00Z');
    const bill = { status: 'unpaid', charges: [] } as const;
    const charge = (state: 'requested' | 'awaiting' | 'failed') =>
      ({ chargeId: newChargeId(), sequence: 1, method: 'konbini', state, expiresAt: null }) as const;
    const link = (until: string) => ({ payLinkId: newPayLinkId(), payerName: '学校法人 青葉学園', until: new Date(until) });
    const way = (given: object) => wayOfDues({ ...bill, ...given } as never, now);
    expect(way({})).toBe('card');
    expect(way({ collecting: false })).toBe('own');
    expect(way({ collecting: true })).toBe('under_way');
    for (const state of ['requested', 'awaiting'] as const) expect(way({ charges: [charge(state)] })).toBe('under_way');
    expect(way({ charges: [charge('failed')] })).toBe('card');
    expect(way({ payLink: link('2026-05-11') })).toBe('under_way');
    expect(way({ payLink: link('2026-05-10') })).toBe('card');
    expect(way({ collecting: false, charges: [charge('awaiting')] })).toBe('own');
  });
});
