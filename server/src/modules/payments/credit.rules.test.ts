import { type Yen, yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { withoutPromised } from './credit.rules.ts';

const bill = (_id: string, amount: number, allocated: number) => ({ _id, amount, allocated: yen(allocated) });
const on = (paymentId: string, billId: string, left: number) => ({ row: { paymentId, billId }, left: yen(left) });
const payment = (_id: string, unallocated: number, promised: number) => ({ _id, unallocated: yen(unallocated), promised: yen(promised) });
const free = (payments: ReturnType<typeof payment>[], live: ReturnType<typeof on>[], bills: ReturnType<typeof bill>[]) => {
  const left = withoutPromised(
    { payments, live, bills },
    ({ promised }) => promised,
    ({ amount, allocated }) => Math.max(0, allocated - amount) as Yen,
  );
  return {
    loose: left.payments.map(({ unallocated }) => unallocated as number),
    held: left.live.map((row) => row.left as number),
    bills: left.bills.map(({ allocated }) => allocated as number),
  };
};

describe('PAY-10: what refunds have promised away', () => {
  it('leaves money on no bill first, then what a bill has too much, then the bill', () => {
    const of = (promised: number) =>
      free([payment('p', 500, promised)], [on('p', 'a', 6000), on('p', 'b', 3000)], [bill('a', 4000, 6000), bill('b', 3000, 3000)]);
    expect(of(0)).toEqual({ loose: [500], held: [6000, 3000], bills: [6000, 3000] });
    expect(of(400)).toEqual({ loose: [100], held: [6000, 3000], bills: [6000, 3000] });
    expect(of(1500)).toEqual({ loose: [0], held: [5000, 3000], bills: [5000, 3000] });
    expect(of(3500)).toEqual({ loose: [0], held: [4000, 2000], bills: [4000, 2000] });
  });

  it('counts the surplus of a bill once, whichever payments the refunds are of', () => {
    const payments = [payment('p', 0, 3000), payment('q', 0, 4000)];
    expect(free(payments, [on('p', 'a', 5000), on('q', 'a', 5000)], [bill('a', 5000, 10_000)])).toEqual({
      loose: [0, 0],
      held: [2000, 1000],
      bills: [3000],
    });
  });

  it('asks no payment for more than it holds', () => {
    expect(free([payment('p', 100, 9999)], [on('p', 'a', 50)], [bill('a', 50, 50)])).toEqual({ loose: [0], held: [0], bills: [0] });
  });
});
