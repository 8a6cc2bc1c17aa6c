import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen, addYen, yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unfitSum } from '../charges/charge.rules.ts';
import { feeOfDeposit } from '../charges/deposit.rules.ts';
import { type FeeTable, bearerFor, feeOf, onTop, rateInForce, ratesTaken, tableInForce } from './fee.rules.ts';

const card = { basisPoints: 360, fixed: PriceYen.parse(0) };
const table = (from: string, basisPoints: number): FeeTable => ({
  from: jstDate(from),
  rates: [{ method: 'card', basisPoints, fixed: PriceYen.parse(0) }],
});

describe('the system fee (domain.md 5.5)', () => {
  it('oracle 30: 360 basis points, rounded down', () => {
    expect(feeOf(yen(10_000), card, 'org').sum).toBe(360);
    expect(feeOf(yen(9999), card, 'org').sum).toBe(359);
    expect(feeOf(yen(27), card, 'org').sum).toBe(0);
  });

  it('oracle 30, TEN-06: whoever bears it, the fee is on the sum itself and never on the fee', () => {
    expect(onTop(feeOf(yen(10_000), card, 'member'))).toBe(360);
    expect(onTop(feeOf(yen(10_000), card, 'org'))).toBe(0);
    expect(onTop(feeOf(yen(5000), { basisPoints: 0, fixed: PriceYen.parse(220) }, 'member'))).toBe(220);
  });

  it('oracle 54: the member’s part counts towards the limit of a store', () => {
    const unfit = (amount: number, memberFee: number) => unfitSum('konbini', addYen(yen(amount), yen(memberFee)), yen(299_999), {});
    expect([unfit(295_000, 5000), unfit(294_999, 5000)]).toEqual(['over_limit', null]);
  });

  it('a table is in force from its day on, until the next one begins; before the first the example rates are', () => {
    const tables = [table('2026-10-01', 340), table('2026-04-01', 350)];
    const rateOn = (day: string) => rateInForce(tables, 'card', jstDate(day)).basisPoints;
    expect(rateOn('2026-03-31')).toBe(360);
    expect(rateOn('2026-04-01')).toBe(350);
    expect(rateOn('2026-09-30')).toBe(350);
    expect(rateOn('2026-10-01')).toBe(340);
    expect(tableInForce(tables, jstDate('2026-03-31'))).toBeNull();
    // A method that a table does not name keeps its example rate.
    expect(rateInForce(tables, 'konbini', jstDate('2026-10-01'))).toEqual({ basisPoints: 0, fixed: 220 });
  });

  it('of several tables the newest that has begun is in force, in whatever order they are read', () => {
    const tables = ['2026-04-01', '2026-10-01', '2027-04-01'].map((from, place) => table(from, place));
    const orders = [tables, tables.toReversed(), [tables[1]!, tables[2]!, tables[0]!], [tables[2]!, tables[0]!, tables[1]!]];
    for (const order of orders)
      expect(['2026-03-31', '2026-04-01', '2026-12-31', '2027-04-01'].map((day) => tableInForce(order, jstDate(day)))).toEqual([
        null,
        tables[0],
        tables[1],
        tables[2],
      ]);
    // The example table is in force by nobody's word.
    expect(tableInForce([{ from: null, rates: [] }], jstDate('2027-04-01'))).toBeNull();
    expect(rateInForce([{ from: null, rates: [{ method: 'card', ...card }] }, tables[0]!], 'card', jstDate('2027-04-01')).basisPoints).toBe(
      0,
    );
  });

  it('TEN-06: what a fee is taken for is what passes through the operator, and a fee says how it was reckoned', () => {
    const rates = (['card', 'konbini', 'payeasy', 'virtual_account', 'direct_debit'] as const).map((method) => ({ method, ...card }));
    expect(ratesTaken(rates)).toEqual(rates.slice(0, 4));
    const fee = feeOf(yen(10_000), { basisPoints: 325, fixed: PriceYen.parse(20) }, 'member');
    expect(fee).toEqual({ bearer: 'member', basisPoints: 325, fixed: 20, sum: 345 });
    expect((['card', 'konbini', 'payeasy', 'virtual_account'] as const).map((method) => bearerFor(method, 'org'))).toEqual([
      'org',
      'org',
      'org',
      'org',
    ]);
    expect((['konbini', 'payeasy', 'direct_debit'] as const).map((method) => bearerFor(method, 'member'))).toEqual([
      'member',
      'member',
      'member',
    ]);
  });

  it('a debit has no system fee, whatever a table of before says', () => {
    const before = {
      from: jstDate('2026-04-01'),
      rates: [{ method: 'direct_debit', basisPoints: 0, fixed: PriceYen.parse(150) }],
    } as const;
    expect(rateInForce([], 'direct_debit', jstDate('2026-05-01'))).toEqual({ basisPoints: 0, fixed: 0 });
    expect(rateInForce([before], 'direct_debit', jstDate('2026-05-01'))).toEqual({ basisPoints: 0, fixed: 0 });
  });

  it('TEN-06: of a transfer the organisation bears it, and each costs what its own sum costs at the rate of the account', () => {
    expect(bearerFor('virtual_account', 'member')).toBe('org');
    expect(bearerFor('card', 'member')).toBe('member');
    const opened = feeOf(yen(10_000), { basisPoints: 100, fixed: PriceYen.parse(20) }, 'org');
    expect([4000, 6000, 500].map((sum) => feeOfDeposit({ fee: opened }, yen(sum)).fee?.sum)).toEqual([60, 80, 25]);
    expect(feeOfDeposit({}, yen(500))).toEqual({});
  });

  it('TEN-06: of a card that is charged by itself the organisation bears it: nobody stands at a page that shows a fee', () => {
    expect(bearerFor('card', 'member', true)).toBe('org');
    expect(bearerFor('card', 'member', false)).toBe('member');
  });

  it('no fee is ever below nothing, or more than its parts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 9999 }),
        (a, b, f) => {
          const { sum } = feeOf(yen(a), { basisPoints: b, fixed: PriceYen.parse(f) }, 'org');
          expect(sum).toBeGreaterThanOrEqual(f);
          expect((sum - f) * 10_000).toBeLessThanOrEqual(a * b);
          expect((sum - f + 1) * 10_000).toBeGreaterThan(a * b);
        },
      ),
    );
  });
});
