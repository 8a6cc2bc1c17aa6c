import { type Yen, addYen, subtractYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billStatus, creditYen, outstandingYen } from '../billing/billing.public.ts';
import { distribute } from './correction.rules.ts';
import { liveAllocations, splitReversal } from './posting.rules.ts';
import { endedWaivers } from './waiver.rules.ts';

/**
 * The ledger as the rules keep it, in memory, beside an arithmetic model that knows nothing of allocations: only how much
 * came in, how much went back, and what each command must do to the sums (security.md 4.3, G7).
 */
interface Row {
  readonly _id: string;
  readonly paymentId: string;
  readonly billId: string;
  readonly amount: Yen;
  readonly reverses: string | null;
  readonly closes: boolean;
}

class Books {
  readonly rows: Row[] = [];
  readonly bills = new Map<string, { amount: Yen; cancelled: boolean }>();
  readonly payments = new Map<string, { method: 'cash' | 'write_off'; received: Yen; unallocated: Yen; reversed: Yen }>();

  on(billId: string): Yen {
    return sumYen(this.rows.filter((row) => row.billId === billId).map(({ amount }) => amount));
  }
  facts(billId: string) {
    const { amount, cancelled } = this.bills.get(billId)!;
    return { amount, cancelled, confirmed: true, allocated: this.on(billId) };
  }
  live(paymentId: string) {
    return liveAllocations(this.rows.filter((row) => row.paymentId === paymentId));
  }
  put(paymentId: string, billId: string, amount: Yen): void {
    const payment = this.payments.get(paymentId)!;
    payment.unallocated = subtractYen(payment.unallocated, amount);
    this.rows.push({ _id: `r${this.rows.length}`, paymentId, billId, amount, reverses: null, closes: false });
  }
  #give(paymentId: string, from: readonly { key: Row; amount: Yen; closes: boolean }[]): Yen {
    for (const { key, amount, closes } of from)
      this.rows.push({ _id: `r${this.rows.length}`, paymentId, billId: key.billId, amount: yen(-amount), reverses: key._id, closes });
    return sumYen(from.map(({ amount }) => amount));
  }
  /** Back to the payer, or to the provider. */
  reverse(paymentId: string, amount: Yen): void {
    const payment = this.payments.get(paymentId)!;
    const live = this.live(paymentId).map(({ row, left }) => ({ key: row, billId: row.billId, amount: left }));
    const { fromUnallocated, fromAllocations } = splitReversal(amount, payment.unallocated, live, (id) => creditYen(this.facts(id)));
    this.#give(paymentId, fromAllocations);
    payment.unallocated = subtractYen(payment.unallocated, fromUnallocated);
    payment.reversed = addYen(payment.reversed, amount);
  }
  /** Off a bill, on none. */
  takeOff(paymentId: string, billId: string, amount: Yen): void {
    const payment = this.payments.get(paymentId)!;
    const live = this.live(paymentId).filter(({ row }) => row.billId === billId);
    const { fromAllocations } = splitReversal(
      amount,
      zeroYen,
      live.map(({ row, left }) => ({ key: row, billId, amount: left })),
      () => zeroYen,
    );
    payment.unallocated = addYen(payment.unallocated, this.#give(paymentId, fromAllocations));
  }
  /** What the bills that a payment lies on still ask for, and what of the payment none of them asks for. */
  around(paymentId: string): { readonly asked: () => number; readonly spare: number } {
    const held = new Map<string, number>();
    for (const { row, left } of this.live(paymentId)) held.set(row.billId, (held.get(row.billId) ?? 0) + left);
    const tooMuch = [...held].map(([billId, amount]) => Math.min(amount, creditYen(this.facts(billId))));
    return {
      asked: () => sumYen([...held.keys()].map((billId) => outstandingYen(this.facts(billId)))),
      spare: tooMuch.reduce((sum, amount) => sum + amount, this.payments.get(paymentId)!.unallocated),
    };
  }
  moneyOn(billId: string) {
    return [...this.payments]
      .map(([paymentId, payment]) => {
        const own = this.live(paymentId).filter(({ row }) => row.billId === billId);
        return { paymentId, payment, amount: sumYen(own.map(({ left }) => left)) };
      })
      .filter(({ amount }) => amount > 0);
  }
  /** What was waived ends where it is alone, as the ledger has it when it writes. Gives how much that was. */
  endWaivers(): number {
    const standing = [...this.payments].filter(([, { method, received, reversed }]) => method === 'write_off' && reversed < received);
    const waived = new Set(standing.flatMap(([paymentId]) => this.live(paymentId).map(({ row }) => row.billId)));
    const ended = [...waived].flatMap((billId) => endedWaivers(this.moneyOn(billId)));
    for (const { paymentId, amount } of ended) this.reverse(paymentId, amount);
    return ended.reduce((sum, { amount }) => sum + amount, 0);
  }
}

interface Model {
  in: number;
  back: number;
}

/** Invariants 1, 2, 4 and 6 of security.md 4.3. */
function check(books: Books, model: Readonly<Model>): void {
  for (const [paymentId, { received, unallocated, reversed }] of books.payments) {
    const live = books.live(paymentId).map(({ left }) => left);
    expect(Math.min(unallocated, reversed, ...live)).toBeGreaterThanOrEqual(0);
    expect(sumYen(live) + unallocated + reversed).toBe(received);
  }
  let onBills = 0;
  let credit = 0;
  for (const [billId, { amount, cancelled }] of books.bills) {
    const allocated = books.on(billId);
    onBills += allocated;
    credit += creditYen(books.facts(billId));
    // Case 58: a shortage is waived of money only.
    const held = books.moneyOn(billId);
    expect(held.length > 0 && held.every(({ payment }) => payment.method === 'write_off')).toBe(false);
    if (cancelled) expect(allocated).toBe(0);
    const status = cancelled
      ? 'cancelled'
      : allocated > amount
        ? 'overpaid'
        : amount === 0
          ? 'not_required'
          : allocated === 0
            ? 'unpaid'
            : allocated < amount
              ? 'partly_paid'
              : 'paid';
    expect(billStatus(books.facts(billId))).toBe(status);
    expect(outstandingYen(books.facts(billId))).toBe(cancelled ? 0 : Math.max(0, amount - allocated));
  }
  const apart = [...books.payments.values()].reduce((sum, { unallocated }) => sum + unallocated, 0);
  expect(onBills + apart).toBe(model.in - model.back);
  expect(credit).toBeLessThanOrEqual(onBills);
  for (const row of books.rows.filter(({ reverses }) => reverses === null)) {
    const own = books.rows.filter(({ reverses }) => reverses === row._id);
    const left = row.amount + sumYen(own.map(({ amount }) => amount));
    expect(left).toBeGreaterThanOrEqual(0);
    expect(own.filter(({ closes }) => closes)).toHaveLength(left === 0 ? 1 : 0);
  }
}

const command = fc.record({
  what: fc.constantFrom('bill', 'receive', 'receive', 'waive', 'reverse', 'replaced', 'surplus', 'misplaced', 'use', 'cancel'),
  one: fc.nat({ max: 7 }),
  two: fc.nat({ max: 7 }),
  amount: fc.integer({ min: 0, max: 20_000 }),
});
type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

/** Does one command, and says what it must have done to the money that came in and went back. */
function carry(books: Books, { what, one, two, amount }: Command): Model {
  const none = { in: 0, back: 0 };
  const living = [...books.bills].filter(([, { cancelled }]) => !cancelled).map(([billId]) => billId);
  const bill = living[one % Math.max(1, living.length)];
  const other = living[two % Math.max(1, living.length)];
  const paymentId = [...books.payments.keys()][one % Math.max(1, books.payments.size)];
  const add = (asks: number): string => {
    const billId = `b${books.bills.size}`;
    books.bills.set(billId, { amount: yen(asks), cancelled: false });
    return billId;
  };
  if (what === 'bill' || bill === undefined) {
    add(amount);
    return none;
  }
  switch (what) {
    case 'receive': {
      if (amount === 0) return none;
      const id = `p${books.payments.size}`;
      books.payments.set(id, { method: 'cash', received: yen(amount), unallocated: yen(amount), reversed: zeroYen });
      books.put(id, bill, yen(amount));
      return { in: amount, back: 0 };
    }
    case 'waive': {
      const short = outstandingYen(books.facts(bill));
      if (short === 0 || books.on(bill) === 0) return none;
      const id = `p${books.payments.size}`;
      books.payments.set(id, { method: 'write_off', received: short, unallocated: short, reversed: zeroYen });
      books.put(id, bill, short);
      return { in: short, back: 0 };
    }
    case 'reverse': {
      if (paymentId === undefined) return none;
      const { received, reversed } = books.payments.get(paymentId)!;
      const back = Math.min(amount, received - reversed);
      const { asked, spare } = books.around(paymentId);
      const before = asked();
      if (back > 0) books.reverse(paymentId, yen(back));
      // PAY-10: bills are opened by no more than what they all together could not spare.
      expect(asked() - before).toBe(Math.max(0, back - spare));
      return { in: 0, back };
    }
    case 'use': {
      if (paymentId === undefined) return none;
      const used = Math.min(books.payments.get(paymentId)!.unallocated, outstandingYen(books.facts(bill)));
      if (used > 0) books.put(paymentId, bill, yen(used));
      return none;
    }
    case 'cancel':
      if (books.on(bill) === 0) books.bills.get(bill)!.cancelled = true;
      return none;
    case 'replaced':
    case 'surplus':
    case 'misplaced': {
      // What was waived is no money to be moved: such a bill is not corrected.
      if (books.moneyOn(bill).some(({ payment }) => payment.method === 'write_off')) return none;
      const target = what === 'replaced' ? add(amount) : other!;
      if (target === bill) return none;
      const asks = outstandingYen(books.facts(target));
      const [before, taken] = [books.on(bill), books.on(target)];
      const { moves, stays } = distribute(what, books.bills.get(bill)!, books.moneyOn(bill), [{ key: target, asks }], null);
      for (const move of moves) {
        books.takeOff(move.paymentId, bill, move.amount);
        if (move.to !== null) books.put(move.paymentId, move.to, move.amount);
      }
      // The model: what a correction of each kind leaves, in three lines of arithmetic.
      const own = books.bills.get(bill)!.amount;
      const left = what === 'replaced' ? 0 : what === 'surplus' ? Math.min(before, own) : Math.min(own, before - Math.min(before, asks));
      expect(books.on(bill)).toBe(left);
      expect(stays).toBe(left);
      expect(books.on(target)).toBe(taken + Math.min(asks, before - left));
      if (what === 'replaced') books.bills.get(bill)!.cancelled = true;
      return none;
    }
  }
}

function follow(books: Books, model: Model, one: Command): void {
  const moved = carry(books, one);
  model.in += moved.in;
  model.back += moved.back + books.endWaivers();
}

describe('G7: sequences of commands on the rules of the ledger', () => {
  it('2,000 sequences of up to 80 commands keep every invariant of security.md 4.3', () => {
    let commands = 0;
    const seed = Number(process.env['TSUDOI_SEED'] ?? '1');
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 80, size: 'max' }), (list) => {
        const books = new Books();
        const model = { in: 0, back: 0 };
        for (const one of list) {
          follow(books, model, one);
          commands += 1;
        }
        check(books, model);
      }),
      { numRuns: 2000, seed },
    );
    expect(commands).toBeGreaterThan(40_000);
    // Three seconds of arithmetic, more where others work beside it.
  }, 60_000);

  it('after each single command, not only at the end', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), (list) => {
        const books = new Books();
        const model = { in: 0, back: 0 };
        for (const one of list) {
          follow(books, model, one);
          check(books, model);
        }
      }),
      { numRuns: 200, seed: Number(process.env['TSUDOI_SEED'] ?? '1') },
    );
  });
});
