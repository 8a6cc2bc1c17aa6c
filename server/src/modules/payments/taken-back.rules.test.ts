import { type Yen, minYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldByBill, liveAllocations, splitReversal } from './posting.rules.ts';

describe('taking money back', () => {
  const none = () => zeroYen;
  const live = fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 6 });

  it('takes exactly the sum, never more than an allocation holds, loose money first', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50_000 }), live, fc.nat({ max: 1_000_000 }), fc.nat({ max: 60_000 }), (loose, amounts, seed, tooMuch) => {
        const total = loose + amounts.reduce((sum, amount) => sum + amount, 0);
        const asked = yen(total === 0 ? 0 : seed % (total + 1));
        const { fromUnallocated, fromAllocations } = splitReversal(
          asked,
          yen(loose),
          amounts.map((amount, key) => ({ key, billId: key % 2, amount: yen(amount) })),
          () => yen(tooMuch),
        );
        expect(fromUnallocated + sumYen(fromAllocations.map((row) => row.amount))).toBe(asked);
        expect(fromUnallocated).toBe(Math.min(asked, loose));
        for (const row of fromAllocations) {
          expect(row.amount).toBeGreaterThan(0);
          expect(row.amount).toBeLessThanOrEqual(amounts[row.key]!);
          expect(row.closes).toBe(row.amount === amounts[row.key]);
        }
        expect(new Set(fromAllocations.map((row) => row.key)).size).toBe(fromAllocations.length);
      }),
    );
  });

  it('refuses more than there is', () => {
    expect(() => splitReversal(yen(101), yen(100), [], none)).toThrow('more is taken back than the payment holds');
  });

  it('takes the newest first, and names no allocation that gives nothing', () => {
    const live = [10, 20, 0, 30].map((amount, key) => ({ key, billId: key, amount: yen(amount) }));
    expect(splitReversal(yen(45), yen(5), live, none)).toEqual({
      fromUnallocated: 5,
      fromAllocations: [
        { key: 3, amount: 30, closes: true },
        { key: 1, amount: 10, closes: false },
      ],
    });
  });

  it('PAY-10: takes what a bill has too much before it opens another, the newest first in each', () => {
    const put = (key: string, billId: string, amount: number) => ({ key, billId, amount: yen(amount) });
    const live = [put('a', 'A', 16_000), put('a2', 'A', 500), put('b', 'B', 4000)];
    const taken = (amount: number, surplus: Record<string, number>) =>
      splitReversal(yen(amount), zeroYen, live, (billId) => yen(surplus[billId] ?? 0)).fromAllocations.map(
        ({ key, amount: part, closes }) => [key, part as number, closes],
      );
    expect(taken(6500, { A: 6500 })).toEqual([
      ['a2', 500, true],
      ['a', 6000, false],
    ]);
    expect(taken(8000, { A: 6500 })).toEqual([
      ['b', 1500, false],
      ['a2', 500, true],
      ['a', 6000, false],
    ]);
    expect(taken(8000, { A: 300, B: 9000 })).toEqual([
      ['b', 4000, true],
      ['a2', 500, true],
      ['a', 3500, false],
    ]);
  });

  it('leaves of each allocation what its reversals did not take', () => {
    const row = (_id: string, amount: number, reverses: string | null = null) => ({ _id, amount: amount as Yen, reverses });
    const rows = [row('a', 4000), row('b', 6000), row('c', -6000, 'b'), row('d', -1000, 'a')];
    expect(liveAllocations(rows).map(({ row: { _id }, left }) => [_id, left])).toEqual([['a', 3000]]);
  });

  it('of a payment each bill holds the sum of what lies on it', () => {
    const live = [
      { row: { billId: 'A' }, left: yen(4000) },
      { row: { billId: 'B' }, left: yen(500) },
      { row: { billId: 'A' }, left: yen(2500) },
    ];
    expect([...heldByBill(live)]).toEqual([
      ['A', 6500],
      ['B', 500],
    ]);
  });

  it('whatever is appended, what lives is what was put minus what was taken', () => {
    const step = fc.record({ put: fc.integer({ min: 1, max: 9999 }), take: fc.nat({ max: 9999 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const rows: { _id: string; amount: Yen; reverses: string | null }[] = [];
        steps.forEach(({ put, take }, index) => {
          rows.push({ _id: `put${index}`, amount: yen(put), reverses: null });
          const taken = minYen(yen(take), yen(put));
          if (taken > zeroYen) rows.push({ _id: `take${index}`, amount: yen(-taken), reverses: `put${index}` });
        });
        const all = liveAllocations(rows);
        expect(sumYen(all.map(({ left }) => left))).toBe(rows.reduce((sum, row) => sum + row.amount, 0));
        expect(all.every(({ left }) => left > 0)).toBe(true);
      }),
    );
  });
});
