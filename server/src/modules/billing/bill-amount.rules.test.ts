import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AppliedAdjustment, adjustedAmount, billAmount, repricedAmount, withBillAdjustment } from './bill-amount.rules.ts';

const permanent = (amount: number, reason = ''): AppliedAdjustment => ({ kind: 'permanent', amount: yen(amount), reason });
const oneTime = (amount: number, reason = ''): AppliedAdjustment => ({ kind: 'one_time', amount: yen(amount), reason });
const adjustment = fc.record({
  kind: fc.constantFrom('permanent' as const, 'one_time' as const),
  amount: fc.integer({ min: -9_999_999, max: 9_999_999 }).map(yen),
  reason: fc.string({ maxLength: 10 }),
});
const fee = fc.integer({ min: 0, max: 9_999_999 }).map(yen);

describe('the amount of a bill', () => {
  it('oracle 18: takes permanent and one-time adjustments off the fee', () => {
    expect(billAmount(yen(10_000), '年会費', [permanent(-2000), oneTime(-1000)]).amount).toBe(7000);
    expect(billAmount(yen(10_000), '年会費', [permanent(-2000)]).amount).toBe(8000);
  });

  it('oracle 19, case 9: is never below zero, and says what it dropped', () => {
    const { amount, parts } = billAmount(yen(3000), '年会費', [permanent(-5000, '名誉会員')]);
    expect(amount).toBe(0);
    expect(parts).toEqual([
      { kind: 'fee', label: '年会費', amount: 3000, note: '' },
      { kind: 'permanent_adjustment', label: '毎年の調整', amount: -5000, note: '名誉会員' },
      { kind: 'floor_at_zero', label: '0円を下回る分の切り捨て', amount: 2000, note: '' },
    ]);
    expect(billAmount(yen(3000), '年会費', [oneTime(-3000)])).toMatchObject({
      amount: 0,
      parts: [{ kind: 'fee' }, { kind: 'one_time_adjustment' }],
    });
  });

  it('has parts that add up to it, whatever the adjustments', () => {
    fc.assert(
      fc.property(fee, fc.array(adjustment, { maxLength: 8 }), (base, adjustments) => {
        const { amount, parts } = billAmount(base, '年会費', adjustments);
        expect(amount).toBeGreaterThanOrEqual(0);
        expect(sumYen(parts.map((part) => part.amount))).toBe(amount);
        expect(amount).toBe(Math.max(0, base + adjustments.reduce((sum, row) => sum + row.amount, 0)));
      }),
    );
  });

  it('domain.md 5.1: adjustments are taken off what proration leaves, whole', () => {
    const half = { kind: 'proration' as const, label: '', amount: yen(-5000), note: '1/2' };
    const { amount, parts } = adjustedAmount([...billAmount(yen(10_000), '年会費', []).parts, half], [permanent(-1000)]);
    expect(amount).toBe(4000);
    expect(repricedAmount(parts, []).amount).toBe(4000);
  });

  it('ADJ-02: a bill adjustment is a part with its reason, and lifts what was dropped below zero first', () => {
    const once = withBillAdjustment(billAmount(yen(3000), '年会費', [permanent(-5000)]).parts, yen(2500), '割増');
    expect(once.amount).toBe(500);
    expect(once.parts.at(-1)).toEqual({ kind: 'bill_adjustment', label: '請求の調整', amount: 2500, note: '割増' });
    expect(withBillAdjustment(once.parts, yen(-600), '値引き')).toMatchObject({ amount: 0 });
  });

  it('drops exactly the one-time adjustments that another bill has used up', () => {
    const { parts } = billAmount(yen(10_000), '年会費', [oneTime(-1000, '甲'), permanent(-500), oneTime(-3000, '乙')]);
    const later = repricedAmount(parts, [false, true]);
    expect(later.amount).toBe(6500);
    expect(later.parts.map((part) => part.note)).toEqual(['', '', '乙']);
  });

  it('what was dropped below zero comes back first when an adjustment no longer counts', () => {
    const { parts } = billAmount(yen(3000), '年会費', [oneTime(-5000, '甲'), permanent(-1000)]);
    expect(repricedAmount(parts, [false])).toMatchObject({ amount: 2000, parts: [{ amount: 3000 }, { amount: -1000 }] });
  });

  it('repriced with everything kept is the same bill', () => {
    fc.assert(
      fc.property(fee, fc.array(adjustment, { maxLength: 8 }), (base, adjustments) => {
        const bill = billAmount(base, '年会費', adjustments);
        const kept = adjustments.filter((row) => row.kind === 'one_time').map(() => true);
        expect(repricedAmount(bill.parts, kept)).toEqual(bill);
      }),
    );
  });
});
