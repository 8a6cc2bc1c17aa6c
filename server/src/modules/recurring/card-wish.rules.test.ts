import { type JstDate, jstDate } from '@tsudoi/shared/kernel/jst';
import { newBillingItemId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { chargeDayOf, isDues, wishesCard } from './card-wish.rules.ts';

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
});
