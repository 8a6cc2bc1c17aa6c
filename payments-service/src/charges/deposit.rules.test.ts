import { newBillId } from '@tsudoi/shared/kernel/ids';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookedTotal, isTooLarge, linesOfDeposit } from './deposit.rules.ts';

const [first, second] = [newBillId(), newBillId()];
const asked = [
  { payableId: first, amount: yen(8000) },
  { payableId: second, amount: yen(9000) },
];
const split = (before: number, deposit: number) =>
  linesOfDeposit(asked, yen(before), yen(deposit)).map(({ payableId, amount }) => [payableId === first ? 'first' : 'second', amount]);

describe('where a transfer goes', () => {
  it('PAY-10: to the bills in their order, and what is too much stays on the last', () => {
    expect(split(0, 5000)).toEqual([['first', 5000]]);
    expect(split(5000, 4000)).toEqual([
      ['first', 3000],
      ['second', 1000],
    ]);
    expect(split(9000, 9000)).toEqual([['second', 9000]]);
    expect(split(17_000, 500)).toEqual([['second', 500]]);
    expect(split(0, 20_000)).toEqual([
      ['first', 8000],
      ['second', 12_000],
    ]);
  });

  it('PAY-10: every yen of every transfer lies on some bill, and no bill gets more than it asked for while another waits', () => {
    const sum = fc.integer({ min: 1, max: 9_999_999 });
    fc.assert(
      fc.property(fc.array(sum, { minLength: 1, maxLength: 5 }), fc.array(sum, { minLength: 1, maxLength: 8 }), (bills, deposits) => {
        const lines = bills.map((amount) => ({ payableId: newBillId(), amount: yen(amount) }));
        const on = new Map<string, number>(lines.map(({ payableId }) => [payableId, 0]));
        let before = 0;
        for (const deposit of deposits) {
          const taken = linesOfDeposit(lines, yen(before), yen(deposit));
          expect(sumYen(taken.map(({ amount }) => amount))).toBe(deposit);
          for (const { payableId, amount } of taken) on.set(payableId, on.get(payableId)! + amount);
          before += deposit;
          const isOver = lines.some(({ payableId, amount }) => on.get(payableId)! > amount);
          if (isOver) expect(lines.every(({ payableId, amount }) => on.get(payableId)! >= amount)).toBe(true);
        }
      }),
    );
  });

  it('provider case 19: what is booked is the highest total, whichever came first; held ones do not count', () => {
    const told = [4000, 10_000, 4000].map((total) => ({ kind: 'final' as const, held: false, deposited: yen(total) }));
    expect(bookedTotal(told)).toBe(10_000);
    expect(bookedTotal(told.toReversed())).toBe(10_000);
    expect(
      bookedTotal([...told, { ...told[0]!, held: true, deposited: yen(99_000) }, { ...told[0]!, kind: 'expired', deposited: yen(11_000) }]),
    ).toBe(10_000);
    expect([9_999_999, 10_000_000].map((sum) => isTooLarge(yen(sum)))).toEqual([false, true]);
  });
});
