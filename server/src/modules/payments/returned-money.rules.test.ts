import type { AllocationId, BillId } from '@tsudoi/shared/kernel/ids';
import { type Yen, negateYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { givenBack } from './returned-money.rules.ts';

type Row = Parameters<typeof givenBack>[1][number];

const at = (minute: number) => new Date(Date.UTC(2026, 4, 20, 3, minute));
let made = 0;
/** Money that is put on a bill, and a part of it that leaves it again. */
const on = (bill: string, minute: number, amount: number): Row => ({
  _id: `al${(made += 1)}` as AllocationId,
  billId: bill as BillId,
  amount: yen(amount),
  reverses: null,
  at: at(minute),
});
const off = (from: Row, minute: number, amount: number): Row => ({
  ...on(from.billId, minute, -amount),
  reverses: from._id,
});
const back = (minute: number, amount: number, causedBy = 'charge') => ({ at: at(minute), amount: yen(amount), causedBy });
const payment = (returns: ReturnType<typeof back>[], more: object = {}) => ({
  method: 'card' as const,
  state: 'partly_refunded' as const,
  returns,
  ...more,
});
function shown(...given: Parameters<typeof givenBack>) {
  const sums = new Map<string, Yen>();
  for (const { billId, amount } of givenBack(...given)) sums.set(billId, sumYen([sums.get(billId) ?? zeroYen, amount]));
  return Object.fromEntries(sums);
}

test('domain.md 4.2: of what left a bill only that counts which is gone of its payment', () => {
  const a = on('A', 1, 9000);
  expect(shown(payment([back(2, 3000), back(3, 2000)]), [a, off(a, 2, 3000), off(a, 3, 2000)])).toEqual({ A: 5000 });
  // 2,000 of them were taken off and kept, on no bill.
  expect(shown(payment([back(3, 3000)]), [a, off(a, 2, 2000), off(a, 3, 1000)])).toEqual({ A: 3000 });
  const b = on('B', 1, 4000);
  expect(shown(payment([back(2, 6000)]), [a, b, off(b, 2, 4000), off(a, 2, 2000)])).toEqual({ A: 2000, B: 4000 });
  // What lay on no bill, ever, is of none.
  expect(shown(payment([back(2, 6000)]), [a, off(a, 2, 1000)])).toEqual({ A: 1000 });
});

test('docs/decisions/0028: money that a correction moved and that went back from there is the other bill’s alone', () => {
  const a = on('A', 1, 11_000);
  const c = on('C', 2, 11_000);
  expect(shown(payment([back(3, 11_000)]), [a, c, off(a, 2, 11_000), off(c, 3, 11_000)])).toEqual({ C: 11_000 });
  const part = on('C', 2, 5000);
  const rows = [a, part, off(a, 2, 5000), off(part, 3, 5000), off(a, 3, 1000)];
  expect(shown(payment([back(3, 6000)]), rows)).toEqual({ C: 5000, A: 1000 });
  // And back again by an undone correction, before it went.
  const again = on('A', 3, 11_000);
  const undone = [a, c, off(a, 2, 11_000), off(c, 3, 11_000), again, off(again, 4, 11_000)];
  expect(shown(payment([back(4, 11_000)]), undone)).toEqual({ A: 11_000 });
});

test('docs/decisions/0028: what was taken off a bill and given back later is that bill’s, less what another got meanwhile', () => {
  const a = on('A', 1, 11_000);
  expect(shown(payment([back(5, 11_000)]), [a, off(a, 2, 11_000)])).toEqual({ A: 11_000 });
  expect(shown(payment([back(5, 7000)]), [a, off(a, 2, 11_000), on('C', 3, 4000)])).toEqual({ A: 7000 });
  // Put on another bill after it was given back, the rest changes nothing.
  expect(shown(payment([back(3, 7000)]), [a, off(a, 2, 11_000), on('C', 5, 4000)])).toEqual({ A: 7000 });
  // A bill's own money goes back on it before that of others.
  const b = on('B', 1, 3000);
  const rows = [a, b, off(a, 2, 5000), off(b, 3, 3000), on('A', 4, 5000)];
  expect(shown(payment([back(5, 3000)]), rows)).toEqual({ B: 3000 });
});

test('domain.md 4.2: what is here again was not given back, of the refund or charge that brought it', () => {
  const a = on('A', 1, 5000);
  const b = on('B', 1, 5000);
  const rows = [a, b, off(b, 2, 5000), off(a, 3, 5000)];
  expect(shown(payment([back(2, 5000, 'order'), back(3, 5000), back(4, -5000, 'order')]), rows)).toEqual({ A: 5000 });
  expect(shown(payment([back(2, 5000, 'charge'), back(3, 5000, 'order'), back(4, -2000, 'back:charge#4')]), rows)).toEqual({
    A: 5000,
    B: 3000,
  });
  // It lies on no bill and goes once more; or another bill gets it first.
  const twice = [back(2, 5000, 'order'), back(4, -5000, 'order'), back(6, 5000, 'next')];
  expect(shown(payment(twice), [b, off(b, 2, 5000)])).toEqual({ B: 5000 });
  const c = on('C', 5, 5000);
  expect(shown(payment(twice), [b, off(b, 2, 5000), c, off(c, 6, 5000)])).toEqual({ C: 5000 });
});

test('docs/decisions/0028: says since when it had lain on the bill and when it left it', () => {
  const a = on('A', 1, 11_000);
  expect(givenBack(payment([back(5, 11_000)]), [off(a, 2, 11_000), a])).toEqual([
    { billId: 'A', amount: 11_000, cameAt: at(1), leftAt: at(2) },
  ]);
});

test('domain.md 4.2: a waiver, a withdrawn report and money that was only moved give nothing back', () => {
  const a = on('A', 1, 900);
  const rows = [a, off(a, 2, 900)];
  expect(givenBack(payment([back(2, 900)], { method: 'write_off' }), rows)).toEqual([]);
  expect(givenBack(payment([back(2, 900)], { state: 'reversed' }), rows)).toEqual([]);
  expect(givenBack(payment([], { state: 'confirmed' }), rows)).toEqual([]);
  expect(givenBack({ method: 'card', state: 'confirmed' }, rows)).toEqual([]);
});

test('docs/decisions/0028: over all bills never more than went back of a payment, and of none more than left it', () => {
  const act = fc.record({
    what: fc.constantFrom('on', 'off', 'back', 'again'),
    bill: fc.constantFrom('A', 'B', 'C'),
    sum: fc.integer({ min: 1, max: 9000 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), fc.boolean(), (acts, atOnce) => {
      const rows: Row[] = [];
      const returns: ReturnType<typeof back>[] = [];
      let [apart, away] = [10_000, 0];
      for (const [index, { what, bill, sum }] of acts.entries()) {
        const minute = atOnce ? 1 : index;
        const put = rows.filter(({ billId, reverses }) => billId === bill && reverses === null).at(-1);
        const left = put ? put.amount + sumYen(rows.filter(({ reverses }) => reverses === put._id).map(({ amount }) => amount)) : 0;
        const amount = Math.min(sum, { on: apart, off: left, back: apart, again: away }[what]);
        if (amount === 0) continue;
        if (what === 'on') rows.push(on(bill, minute, amount));
        if (what === 'off') rows.push(off(put!, minute, amount));
        if (what === 'back') returns.push(back(minute, amount));
        if (what === 'again') returns.push(back(minute, -amount));
        if (what !== 'off') apart -= what === 'again' ? -amount : amount;
        else apart += amount;
        if (what === 'back' || what === 'again') away += what === 'back' ? amount : -amount;
      }
      const given = shown(payment(returns), rows);
      expect(Object.values(given).reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(away);
      for (const [billId, amount] of Object.entries(given)) {
        const gone = rows.filter((row) => row.billId === billId && row.amount < 0).map((row) => row.amount);
        expect(amount).toBeLessThanOrEqual(negateYen(sumYen(gone)));
      }
    }),
  );
});
