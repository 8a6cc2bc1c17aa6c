import { type Yen, yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
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

  it('takes of each payment what is promised of it, never another’s, and a bill holds what lies on it', () => {
    const sum = fc.integer({ min: 0, max: 5000 });
    const one = fc.record({
      loose: sum,
      promised: sum,
      parts: fc.array(fc.record({ bill: fc.nat({ max: 2 }), left: sum }), { maxLength: 4 }),
    });
    const given = fc.tuple(fc.array(one, { maxLength: 4 }), fc.array(sum, { minLength: 3, maxLength: 3 }));
    fc.assert(
      fc.property(given, ([payers, asked]) => {
        const payments = payers.map(({ loose, promised }, place) => payment(`p${place}`, loose, promised));
        const live = payers.flatMap(({ parts }, place) => parts.map(({ bill: at, left }) => on(`p${place}`, `b${at}`, left)));
        const lies = (rows: readonly (typeof live)[number][], of: (row: (typeof live)[number]['row']) => boolean) =>
          rows.filter(({ row }) => of(row)).reduce((total, { left }) => total + left, 0);
        const bills = asked.map((amount, at) =>
          bill(
            `b${at}`,
            amount,
            lies(live, ({ billId }) => billId === `b${at}`),
          ),
        );
        const surplus = ({ amount, allocated }: { amount: number; allocated: number }) => yen(Math.max(0, allocated - amount));
        const left = withoutPromised({ payments, live, bills }, ({ promised }) => promised, surplus);
        for (const [place, before] of payments.entries()) {
          const ofIt = ({ paymentId }: { paymentId: string }) => paymentId === before._id;
          const held = before.unallocated + lies(live, ofIt);
          const rest = left.payments[place]!.unallocated + lies(left.live, ofIt);
          expect(rest).toBe(held - Math.min(held, before.promised));
          // Loose money goes first.
          expect(left.payments[place]!.unallocated).toBe(Math.max(0, before.unallocated - before.promised));
        }
        expect(left.live.every(({ left: amount }) => amount >= 0)).toBe(true);
        for (const { _id, allocated } of left.bills) expect(allocated).toBe(lies(left.live, ({ billId }) => billId === _id));
        expect(left.live.map(({ row }) => row)).toEqual(live.map(({ row }) => row));
      }),
    );
  });
});
