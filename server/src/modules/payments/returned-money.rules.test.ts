import type { AllocationId, BillId } from '@tsudoi/shared/kernel/ids';
import { type Yen, negateYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { givenBack, surplusOf } from './returned-money.rules.ts';

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
  causedBy: '',
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

test('case 47, docs/decisions/0028: what came above the sum of a bill was never the bill’s: no note is due for it', () => {
  // Paid twice; the second goes back, then half of the first, then all of it.
  const [first, second] = [on('A', 1, 11_000), on('A', 2, 11_000)];
  const away = off(second, 3, 11_000);
  const [half, rest] = [off(first, 4, 5500), off(first, 5, 5500)];
  const rows = [first, second, away, half, rest];
  const surplus = surplusOf(yen(11_000), rows);
  expect([away, half, rest].map(({ _id }) => surplus.get(_id))).toEqual([11_000, 0, 0]);
  expect(shown(payment([back(3, 11_000)]), [second, away], surplus)).toEqual({});
  expect(shown(payment([back(4, 5500)]), [first, half], surplus)).toEqual({ A: 5500 });
  expect(shown(payment([back(4, 5500), back(5, 5500)]), [first, half, rest], surplus)).toEqual({ A: 11_000 });
  // The first goes back and the second stays: the bill is paid by that.
  const gone = off(first, 3, 11_000);
  expect(shown(payment([back(3, 11_000)]), [first, gone], surplusOf(yen(11_000), [first, second, gone]))).toEqual({});
  // Taken off at once and given back one after the other: it is the newer one that was too much.
  const both = [off(first, 3, 11_000), off(second, 3, 11_000)];
  const atOnce = surplusOf(yen(11_000), [first, second, ...both]);
  expect(both.map(({ _id }) => atOnce.get(_id))).toEqual([0, 11_000]);
  // One payment of too much: what goes first is the surplus.
  const much = on('B', 1, 15_000);
  const some = [off(much, 2, 6000)];
  expect(shown(payment([back(2, 6000)]), [much, ...some], surplusOf(yen(10_000), [much, ...some]))).toEqual({ B: 1000 });
  expect(shown(payment([back(5, 3000)]), [much, ...some], surplusOf(yen(10_000), [much, ...some]))).toEqual({});
});

test('docs/decisions/0028: what lies on a bill again since a dispute was won is not free for what goes back next', () => {
  const [a, b] = [on('A', 1, 11_000), on('B', 1, 9000)];
  const again = { ...on('B', 3, 9000), causedBy: 'back:charge#3' };
  // Of 25,000 another 5,000 lay on no bill; 14,000 were disputed and won, then the 5,000 went back.
  const rows = [a, b, off(b, 2, 9000), again];
  expect(shown(payment([back(2, 14_000), back(3, -14_000, 'back:charge#3'), back(4, 5000, 'order')]), rows)).toEqual({});
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
