import { newMandateId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mandateStates } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { newRecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import {
  amountIn,
  amountOfPlan,
  asksForMandate,
  billAfter,
  dueDayOf,
  firstBillFrom,
  firstBillOn,
  keyOfMonth,
  planOfKey,
  repriced,
  stateByMandate,
  turnOf,
} from './plan.rules.ts';

const month = (text: string) => text as Parameters<typeof amountIn>[1];

describe('the days and sums of a plan', () => {
  it('BIL-17, 0042: the first day of another sum is the day on which it is billed, also where the day changed with it', () => {
    expect(firstBillFrom(jstDate('2026-06-25'), 5, month('2026-07'))).toBe('2026-07-05');
    expect(firstBillFrom(jstDate('2026-06-25'), 25, month('2026-07'))).toBe('2026-07-25');
    expect(firstBillFrom(jstDate('2026-07-25'), 5, month('2026-07'))).toBe('2026-07-25');
    expect(firstBillFrom(jstDate('2026-06-25'), 5, null)).toBe('2026-06-25');
  });

  it('BIL-17: the first bill comes on the next charge day, today included, and then once a month', () => {
    expect(firstBillOn(27, jstDate('2026-05-20'))).toBe('2026-05-27');
    expect(firstBillOn(20, jstDate('2026-05-20'))).toBe('2026-05-20');
    expect(firstBillOn(5, jstDate('2026-12-20'))).toBe('2027-01-05');
    expect(billAfter(jstDate('2026-12-28'), 28)).toBe('2027-01-28');
    // The day was changed meanwhile: once a month all the same.
    expect(billAfter(jstDate('2026-05-27'), 5)).toBe('2026-06-05');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 40 }), (chargeDay, months) => {
        let on = firstBillOn(chargeDay, jstDate('2026-01-31'));
        const seen = new Set([on.slice(0, 7)]);
        for (let index = 0; index < months; index += 1) {
          on = billAfter(on, chargeDay);
          expect(seen.has(on.slice(0, 7))).toBe(false);
          seen.add(on.slice(0, 7));
          expect(Number(on.slice(8))).toBe(chargeDay);
        }
      }),
    );
  });

  it('a bank account is drawn with the next list, so the bill is due a month later', () => {
    expect(dueDayOf(jstDate('2026-05-27'), 'card')).toBe('2026-05-27');
    expect(dueDayOf(jstDate('2026-05-27'), 'direct_debit')).toBe('2026-06-27');
  });

  it('another amount counts from the next month, and can be taken back before', () => {
    const today = jstDate('2026-05-31');
    const raised = repriced({ amount: yen(3000), next: null }, yen(3500), today);
    expect(amountIn(raised, month('2026-05'))).toBe(3000);
    expect(amountIn(raised, month('2026-06'))).toBe(3500);
    expect(repriced(raised, yen(3000), today)).toEqual({ amount: 3000, next: null });
    // Once it counts it is the amount.
    expect(repriced(raised, yen(4000), jstDate('2026-07-01'))).toEqual({ amount: 3500, next: { amount: 4000, from: '2026-08' } });
  });

  it('BIL-17: who was not told of another amount pays no more than they were told, and less where it costs less', () => {
    const raised = repriced({ amount: yen(3000), next: null }, yen(3500), jstDate('2026-05-31'));
    const months = (toldAmount: number) => ['2026-05', '2026-06'].map((one) => amountOfPlan(raised, yen(toldAmount), month(one)));
    expect([months(3500), months(3000)]).toEqual([
      [3000, 3500],
      [3000, 3000],
    ]);
    const lowered = repriced({ amount: yen(3000), next: null }, yen(2000), jstDate('2026-05-31'));
    expect([amountOfPlan(lowered, yen(3000), month('2026-06')), amountOfPlan(lowered, yen(2000), month('2026-05'))]).toEqual([2000, 3000]);
  });

  it('case 94: while it is past due no month piles up; nor while somebody rests; who has left has no plan', () => {
    expect(turnOf({ state: 'active' }, 'active', 'open')).toBe('bill');
    expect(turnOf({ state: 'past_due' }, 'active', 'open')).toBe('skip');
    expect(turnOf({ state: 'active' }, 'suspended', 'open')).toBe('skip');
    expect(turnOf({ state: 'active' }, 'active', 'rests')).toBe('skip');
    for (const status of ['withdrawn', 'expelled', 'deceased']) expect(turnOf({ state: 'past_due' }, status, 'rests')).toBe('end');
  });

  it('BIL-14: by 口座振替 it stops with the end of the mandate, and goes on once one draws and nothing is overdue', () => {
    const after = (state: 'active' | 'past_due', isOwing: boolean) =>
      [null, ...mandateStates].map((one) => stateByMandate(state, one && { state: one }, isOwing));
    // None, asked for, waiting for its paper, drawing, stopped, invalid.
    for (const isOwing of [true, false])
      expect(after('active', isOwing)).toEqual(['past_due', 'active', 'active', 'active', 'past_due', 'past_due']);
    expect(after('past_due', true)).toEqual(Array(6).fill('past_due'));
    expect(after('past_due', false)).toEqual(['past_due', 'past_due', 'past_due', 'active', 'past_due', 'past_due']);
  });

  it('BIL-14: asks for the mandate where it draws no more or nothing was told of it, and never for a card', () => {
    const mandate = { mandateId: newMandateId(), state: 'active', version: 3 } as const;
    const debit = { method: 'direct_debit', state: 'active' } as const;
    expect([debit, { ...debit, mandate }, { ...debit, state: 'past_due', mandate } as const].map(asksForMandate)).toEqual([
      true,
      false,
      false,
    ]);
    expect(asksForMandate({ ...debit, state: 'past_due', mandate: null })).toBe(true);
    expect((['active', 'past_due'] as const).map((state) => asksForMandate({ method: 'card', state }))).toEqual([false, false]);
  });

  it('knows its bills by what asked for them', () => {
    const planId = newRecurringPlanId();
    expect(planOfKey(keyOfMonth(planId, month('2026-05')))).toBe(planId);
    for (const other of [null, '', `joining:${planId}`, 'plan:x:2026-05']) expect(planOfKey(other)).toBeNull();
  });

  it('domain.md 3.1: it ends with the organisation, and with a member whose data is gone', () => {
    expect(turnOf({ state: 'active' }, 'active', 'over')).toBe('end');
    expect(turnOf({ state: 'past_due' }, 'suspended', 'over')).toBe('end');
    expect(turnOf({ state: 'active' }, undefined, 'open')).toBe('end');
  });
});
