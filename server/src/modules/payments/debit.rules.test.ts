import type { BillId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DebitBill, debitLines } from './debit.rules.ts';

const bill = (name: string, dueOn: string, outstanding: number, isTaken = false): DebitBill => ({
  _id: name as BillId,
  dueOn: jstDate(dueOn),
  fiscalYear: 2026,
  billNumber: name,
  outstanding: yen(outstanding),
  isTaken,
});
const next = jstDate('2026-05-27');

describe('what a debit draws', () => {
  it('BIL-18: open bills that fall due before the next debit, the earliest first, each with what is asked', () => {
    const bills = [
      bill('late', '2026-05-26', 6000),
      bill('next', '2026-05-27', 6000),
      bill('old', '2025-06-01', 8000),
      bill('paid', '2026-04-01', 0),
      bill('link', '2026-04-01', 5000, true),
    ];
    expect(debitLines(bills, next)).toEqual([
      { payableId: 'old', amount: 8000 },
      { payableId: 'late', amount: 6000 },
    ]);
    expect(debitLines([], next)).toEqual([]);
  });

  it('BIL-18: fifty bills and 9,999,999 yen fit, one more of either waits with all that falls due behind it', () => {
    const many = Array.from({ length: 51 }, (_, at) => bill(`b${String(at).padStart(2, '0')}`, '2026-04-01', 100));
    expect(debitLines(many, next).map(({ payableId }) => payableId)).toEqual(many.slice(0, 50).map(({ _id }) => _id));
    const names = (...sums: number[]) =>
      debitLines(
        sums.map((sum, at) => bill(`b${at}`, `2026-04-0${at + 1}`, sum)),
        next,
      ).map(({ payableId }) => payableId);
    expect(names(9_000_000, 999_999)).toEqual(['b0', 'b1']);
    expect(names(9_000_000, 1_000_000)).toEqual(['b0']);
    expect(names(9_000_000, 1_000_000, 5)).toEqual(['b0']);
    // What is taken, paid, or due later is in nobody's way.
    const others = [bill('link', '2026-04-01', 9_999_999, true), bill('later', '2026-06-01', 9_999_999), bill('paid', '2026-04-01', 0)];
    expect(debitLines([...others, bill('own', '2026-04-02', 9_999_999)], next)).toEqual([{ payableId: 'own', amount: 9_999_999 }]);
  });

  it('never more than a charge may ask for, and no bill in part', () => {
    const anyBills = fc.array(fc.record({ day: fc.integer({ min: 1, max: 28 }), amount: fc.integer({ min: 0, max: 9_999_999 }) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(anyBills, (facts) => {
        const bills = facts.map(({ day, amount }, at) => bill(`b${at}`, `2026-04-${String(day).padStart(2, '0')}`, amount));
        const lines = debitLines(bills, next);
        expect(lines.length).toBeLessThanOrEqual(50);
        expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(9_999_999);
        for (const line of lines) expect(line.amount).toBe(bills.find(({ _id }) => _id === line.payableId)?.outstanding);
        if (bills.some(({ outstanding }) => outstanding > 0)) expect(lines.length).toBeGreaterThan(0);
      }),
    );
  });
});
