import type { AllocationId, BillId, ChargeId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKeyOf, groupsOfPayment, linesAt, sharesOfBill } from './money-group.rules.ts';

type Payment = Parameters<typeof groupsOfPayment>[0];
type Row = Parameters<typeof groupsOfPayment>[1][number];
type Bill = Parameters<typeof linesAt>[0];

const at = (day: number, ms = 0) => new Date(Date.UTC(2026, 4, day, 3, 0, 0, ms));
const payment: Payment = {
  _id: 'pay' as PaymentId,
  method: 'card',
  chargeId: 'chg' as ChargeId,
  sourceId: 'src',
  received: yen(9000),
  receivedAt: at(1),
};
let made = 0;
const row = (day: number, amount: number, causedBy: string, reverses: string | null = null): Row => ({
  _id: `al${(made += 1)}` as AllocationId,
  paymentId: payment._id,
  billId: 'bill' as BillId,
  amount: yen(amount),
  reverses: reverses as AllocationId | null,
  at: at(day),
  causedBy,
});
const back = (day: number, amount: number, causedBy: string, method: Payment['method'] = 'card') => ({
  at: at(day),
  on: jstDate(`2026-05-${String(day).padStart(2, '0')}`),
  amount: yen(amount),
  method,
  causedBy,
});
const group = (key: string, day: number, moneyIn = 0, moneyOut = 0, method: Payment['method'] = 'card') => ({
  key,
  on: `2026-05-${String(day).padStart(2, '0')}`,
  method,
  moneyIn,
  moneyOut,
});
const stamp = (day: number) => at(day).getTime();

describe('what happened to a payment, act by act', () => {
  it('it came, on the day of the money and not of its rows', () => {
    expect(groupsOfPayment(payment, [])).toEqual([group('pay:in', 1, 9000)]);
    expect(groupsOfPayment(payment, [row(4, 5000, 'chg'), row(4, 4000, 'chg')])).toEqual([group('pay:in', 1, 9000)]);
    // What a desk has entered came with its own key, and not with that of any charge.
    const byHand = { ...payment, chargeId: null };
    expect(groupKeyOf(byHand, row(4, 5000, 'src'))).toBe('pay:in');
    expect(groupKeyOf(payment, row(4, 5000, 'src'))).toBe(`pay:src@${stamp(4)}`);
    expect(groupKeyOf(byHand, row(4, 5000, 'chg'))).toBe(`pay:chg@${stamp(4)}`);
    // A row that takes money off is never its coming.
    expect(groupKeyOf(payment, row(4, -5000, 'chg', 'al1'))).toBe(`pay:chg@${stamp(4)}`);
  });

  it('acts of one moment and cause are one; a correction is one whenever its steps are written', () => {
    const rows = [
      row(3, -500, 'act', 'al1'),
      row(3, 500, 'act'),
      row(5, 500, 'act'),
      row(6, -5, 'correction:c', 'al1'),
      row(8, 5, 'correction:c'),
    ];
    expect(groupsOfPayment(payment, rows)).toEqual([
      group('pay:in', 1, 9000),
      group(`pay:act@${stamp(3)}`, 3),
      group(`pay:act@${stamp(5)}`, 5),
      // Of the last of its steps, in whichever order they are read.
      group('pay:correction:c', 8),
    ]);
    expect(groupsOfPayment(payment, rows.toReversed()).find(({ key }) => key === 'pay:correction:c')).toEqual(group('pay:correction:c', 8));
  });

  it('what went back is of its own day and way, with what it took off its bills', () => {
    const rows = [row(3, -500, 'refund', 'al1')];
    expect(groupsOfPayment({ ...payment, returns: [back(3, 500, 'refund', 'bank_transfer')] }, rows)).toEqual([
      group('pay:in', 1, 9000),
      group(`pay:refund@${stamp(3)}`, 3, 0, 500, 'bank_transfer'),
    ]);
    // Of the day that the money went, though it was written down on another.
    const late = { ...back(3, 500, 'refund'), on: jstDate('2026-05-02') };
    expect(groupsOfPayment({ ...payment, returns: [late] }, rows)[1]).toEqual({
      ...group(`pay:refund@${stamp(3)}`, 3, 0, 500),
      on: '2026-05-02',
    });
    const twice = groupsOfPayment({ ...payment, returns: [back(3, 500, 'refund'), back(3, 200, 'refund'), back(4, -200, 'again')] }, []);
    expect(twice.slice(1)).toEqual([group(`pay:refund@${stamp(3)}`, 3, 0, 700), group(`pay:again@${stamp(4)}`, 4, 0, -200)]);
  });
});

const line = (amount: number) => ({ label: '会費', amount: yen(amount), taxCategory: 'out_of_scope' as const });
const bill = (amount: number, ...amendments: readonly (readonly [day: number, amount: number])[]): Bill => ({
  amount: yen(amount + amendments.reduce((sum, [, more]) => sum + more, 0)),
  lines: [line(amount), ...amendments.map(([, more]) => line(more))],
  ...(amendments.length > 0 ? { amendments: amendments.map(([day, more]) => ({ at: at(day), lines: [line(more)] })) } : {}),
});
const asked = (...given: Parameters<typeof sharesOfBill>) =>
  Object.fromEntries([...sharesOfBill(...given)].map(([key, share]) => [key, share.asked]));
const on = (key: string, day: number, amount: number, reverses: string | null = null) => ({ key, row: row(day, amount, key, reverses) });

describe('what an act did to a bill', () => {
  it('a bill is at any moment what had been asked for by then', () => {
    const amended = bill(8000, [4, -1000], [9, 300]);
    const sums = (day: number, ms = 0) => linesAt(amended, at(day, ms)).map(({ amount }) => amount as number);
    expect([sums(3), sums(4, -1), sums(4), sums(8), sums(9), sums(20)]).toEqual([
      [8000],
      [8000],
      [8000, -1000],
      [8000, -1000],
      [8000, -1000, 300],
      [8000, -1000, 300],
    ]);
    expect(linesAt(bill(8000), at(3))).toHaveLength(1);
  });

  it('pays what the bill asks for then, up to that; what is above is not the bill’s', () => {
    expect(asked(bill(8000), [on('a', 1, 5000), on('b', 2, 5000), on('c', 3, 1)])).toEqual({ a: 5000, b: 3000, c: 0 });
    expect(asked(bill(8000), [on('a', 1, 10_000), on('b', 2, -3000, 'al1')])).toEqual({ a: 8000, b: -1000 });
    // By what it asks for at that moment.
    expect(asked(bill(8000, [2, -1000]), [on('b', 3, 7500)])).toEqual({ b: 7000 });
    expect(asked(bill(8000, [2, -1000], [5, 600]), [on('b', 3, 7500), on('c', 6, 9000)]).b).toBe(7000);
  });

  it('goes by the moment and not by the order in which rows are read; of one moment money comes before it is taken off', () => {
    const rows = [on('b', 2, 5000), on('a', 1, 5000), on('c', 3, 4000), on('d', 3, -6000, 'al1')];
    const expected = { a: 5000, b: 3000, c: 0, d: 0 };
    expect(asked(bill(8000), rows)).toEqual(expected);
    expect(asked(bill(8000), rows.toReversed())).toEqual(expected);
    // Alike in both: by their names.
    const same = [on('y', 1, 5000), on('x', 1, 5000)];
    expect([asked(bill(8000), same), asked(bill(8000), same.toReversed())]).toEqual([
      { x: 5000, y: 3000 },
      { x: 5000, y: 3000 },
    ]);
  });

  it('says each step of an act, and what they come to', () => {
    const [first, second] = [on('a', 1, 3000), on('a', 2, -1000, 'al1')];
    expect(sharesOfBill(bill(8000), [first, second]).get('a')).toEqual({
      asked: 2000,
      steps: [
        { at: at(1), before: 0, after: 3000 },
        { at: at(2), before: 3000, after: 2000 },
      ],
    });
  });

  it('what the same money pays first is taken off it first', () => {
    const rows = [on('a', 1, 6000), on('b', 2, 6000), on('c', 3, 5000)];
    expect(asked(bill(7000), rows, [bill(5000), bill(3000)])).toEqual({ a: 0, b: 4000, c: 3000 });
    // With what was asked for before any of it was paid.
    expect(asked(bill(7000, [1, 500]), [on('b', 2, 6000), on('c', 3, 9000)], [bill(5000, [1, 400])])).toEqual({ b: 600, c: 6900 });
  });

  it('all that is asked for is what is paid of the bill in the end', () => {
    const act = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      day: fc.integer({ min: 1, max: 28 }),
      amount: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.array(act, { maxLength: 8 }), (sum, acts) => {
        const shares = asked(
          bill(sum),
          acts.map(({ key, day, amount }) => on(key, day, amount)),
        );
        const paid = acts.reduce((total, { amount }) => total + amount, 0);
        expect(Object.values(shares).reduce<number>((total, amount) => total + amount, 0)).toBe(Math.min(sum, paid));
      }),
    );
  });
});
