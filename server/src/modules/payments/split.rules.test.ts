import { type Yen, sumYen, yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrderOfUse, payingShares, splitFault, suggestSplit, surplusShares } from './split.rules.ts';

const bill = (billNumber: string, fiscalYear: number, dueOn: string, outstanding: number) => ({
  billNumber,
  fiscalYear,
  dueOn,
  outstanding: yen(outstanding),
});
const sums = (split: ReturnType<typeof suggestSplit>) => split.shares.map(({ amount }) => amount as number);

describe('where a receipt goes', () => {
  it('oracle 26, PAY-14: 18,000 over three years of 8,000 is paid, paid and 2,000, the oldest first however they are listed', () => {
    const years = [bill('B-3', 2025, '2025-06-01', 8000), bill('B-1', 2023, '2023-06-01', 8000), bill('B-2', 2024, '2024-06-01', 8000)];
    const split = suggestSplit(years, yen(18_000));
    expect(split.shares.map(({ bill: { fiscalYear } }) => fiscalYear)).toEqual([2023, 2024, 2025]);
    expect(sums(split)).toEqual([8000, 8000, 2000]);
    expect(split.advance).toBe(0);
  });

  it('one due day: the older year, then the smaller number', () => {
    const split = suggestSplit(
      [bill('B-2', 2025, '2026-06-01', 5), bill('B-9', 2024, '2026-06-01', 5), bill('B-1', 2025, '2026-06-01', 5)],
      yen(11),
    );
    expect(split.shares.map(({ bill: { billNumber } }) => billNumber)).toEqual(['B-9', 'B-1', 'B-2']);
    expect(sums(split)).toEqual([5, 5, 1]);
  });

  it('PAY-16: what no bill asks for stays in advance', () => {
    expect(suggestSplit([bill('B-1', 2026, '2026-06-01', 10_000)], yen(20_000)).advance).toBe(10_000);
    expect(suggestSplit([], yen(300)).advance).toBe(300);
  });

  it('PAY-14: any suggestion is the receipt to the last yen and gives no bill too much', () => {
    const bills = fc.array(
      fc.record({
        billNumber: fc.string(),
        fiscalYear: fc.integer({ min: 2020, max: 2030 }),
        dueOn: fc.constantFrom('2024-05-01', '2025-05-01', '2026-05-01'),
        outstanding: fc.integer({ min: 0, max: 9_999_999 }).map((value) => value as Yen),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(bills, fc.integer({ min: 1, max: 9_999_999 }), (asked, amount) => {
        const { shares, advance } = suggestSplit(asked, yen(amount));
        expect(sumYen([...shares.map((share) => share.amount), advance])).toBe(amount);
        expect(shares.every((share) => share.amount >= 0 && share.amount <= share.bill.outstanding)).toBe(true);
        // In advance only once every bill is full.
        if (advance > 0) expect(shares.every((share) => share.amount === share.bill.outstanding)).toBe(true);
      }),
    );
  });
});

describe('a split by hand', () => {
  const open = (billId: string) => yen(billId === 'a' ? 10_000 : 8000);
  const lines = (...given: [string, number][]) => given.map(([billId, amount]) => ({ billId, amount: yen(amount) }));

  it('PAY-14: must add up to the receipt to the last yen', () => {
    expect(splitFault(yen(18_000), lines(['a', 10_000], ['b', 8000]), yen(0), open)).toBeNull();
    expect(splitFault(yen(18_001), lines(['a', 10_000], ['b', 8000]), yen(0), open)).toBe('SPLIT_MISMATCH');
    expect(splitFault(yen(17_999), lines(['a', 10_000], ['b', 8000]), yen(0), open)).toBe('SPLIT_MISMATCH');
    expect(splitFault(yen(18_001), lines(['a', 10_000], ['b', 8000]), yen(1), open)).toBeNull();
  });

  it('gives no bill more than it asks for and names none twice', () => {
    expect(splitFault(yen(8001), lines(['b', 8001]), yen(0), open)).toBe('ALLOCATION_EXCEEDS_BILL');
    expect(splitFault(yen(9001), lines(['a', 1000], ['b', 8001]), yen(0), open)).toBe('ALLOCATION_EXCEEDS_BILL');
    expect(splitFault(yen(2000), lines(['a', 1000], ['a', 1000]), yen(0), open)).toBe('INVALID_INPUT');
  });
});

describe('what is taken back', () => {
  it('PAY-13: is found in the order of use, whatever the ids of one moment are', () => {
    const asked: Record<string, ReturnType<typeof bill>> = {
      old: bill('B-2', 2024, '2024-06-01', 0),
      young: bill('B-1', 2026, '2026-06-01', 0),
      carried: bill('B-0', 2020, '2020-06-01', 0),
    };
    const row = (billId: string, day: string) => ({ row: { billId, at: new Date(day) } });
    const live = [row('carried', '2026-05-02'), row('young', '2026-05-01'), row('old', '2026-05-01')];
    const order = (of: typeof live) => inOrderOfUse(of, (id) => asked[id] ?? null).map(({ row: { billId } }) => billId);
    expect(order(live)).toEqual(['old', 'young', 'carried']);
    expect(order(live.toReversed())).toEqual(['old', 'young', 'carried']);
    // A bill that is not known has no place among those of its moment: it stays where it was.
    const unknown = [row('young', '2026-05-01'), row('gone', '2026-05-01'), row('lost', '2026-05-01')];
    expect(order(unknown)).toEqual(['young', 'gone', 'lost']);
    expect(order(unknown.toReversed())).toEqual(['lost', 'gone', 'young']);
  });
});

describe('too much on a bill', () => {
  it('of one moment it is of the payment that was written last', () => {
    const held = (_id: string) => ({ payment: { _id, receivedAt: new Date('2026-05-01') }, held: yen(10) });
    const taken = (...ids: string[]) => surplusShares(yen(15), ids.map(held)).map(({ payment: { _id }, amount }) => [_id, amount]);
    for (const order of [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
      ['b', 'c', 'a'],
    ])
      expect(taken(...order)).toEqual([
        ['c', 10],
        ['b', 5],
      ]);
  });

  it('is of the money that came last', () => {
    const payment = (_id: string, day: string) => ({ _id, receivedAt: new Date(day) });
    const shares = surplusShares(yen(12_000), [
      { payment: payment('first', '2026-05-01'), held: yen(10_000) },
      { payment: payment('third', '2026-05-03'), held: yen(10_000) },
      { payment: payment('second', '2026-05-02'), held: yen(2000) },
    ]);
    expect(shares.map(({ payment: { _id }, amount }) => [_id, amount])).toEqual([
      ['third', 10_000],
      ['second', 2000],
    ]);
  });

  it('case 47: what pays the bill is the rest of it, oldest first', () => {
    const held = (_id: string, day: string, sum: number) => ({ payment: { _id, receivedAt: new Date(day) }, held: yen(sum) });
    const holdings = [held('c', '2026-05-02', 4000), held('b', '2026-05-02', 3000), held('z', '2026-05-01', 5000)];
    const named = (shares: ReturnType<typeof payingShares>) => shares.map(({ payment: { _id }, amount }) => [_id, amount]);
    expect(named(payingShares(yen(10_000), holdings))).toEqual([
      ['z', 5000],
      ['b', 3000],
      ['c', 2000],
    ]);
    expect(named(surplusShares(yen(2000), holdings))).toEqual([['c', 2000]]);
    expect(named(payingShares(yen(5000), holdings))).toEqual([['z', 5000]]);
    expect(named(payingShares(yen(20_000), holdings.slice(2)))).toEqual([['z', 5000]]);
  });
});
