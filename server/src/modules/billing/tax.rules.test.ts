import { type Yen, sumYen, yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TaxedLine, groupsOf, sharesOf, taxGroups, totalOf } from './tax.rules.ts';

const line = (amount: number, taxCategory: TaxedLine['taxCategory'] = 'standard_10'): TaxedLine => ({ amount: yen(amount), taxCategory });
const taxOf = (amount: number, mode: 'gross' | 'net', rounding: 'floor' | 'half-up' | 'ceil' = 'floor', category = line(0).taxCategory) =>
  taxGroups([line(amount, category)], mode, rounding)[0]!.tax;

describe('consumption tax', () => {
  it('acceptance 27, oracle 5: is rounded once per rate, not per line', () => {
    const groups = taxGroups([line(105), line(105), line(105)], 'net', 'floor');
    expect(groups).toEqual([{ taxCategory: 'standard_10', amount: 315, tax: 31 }]);
    expect(totalOf(groups, 'net')).toBe(346);
  });

  it('oracle 6: gross 5,000 at 10 %, by each rounding', () => {
    expect((['floor', 'half-up', 'ceil'] as const).map((rounding) => taxOf(5000, 'gross', rounding))).toEqual([454, 455, 455]);
  });

  it('oracle 7: gross 3,240 at 8 %', () => {
    expect(taxOf(3240, 'gross', 'floor', 'reduced_8')).toBe(240);
  });

  it('oracle 8: net 4,545 at 10 %, by each rounding', () => {
    expect((['floor', 'half-up', 'ceil'] as const).map((rounding) => taxOf(4545, 'net', rounding))).toEqual([454, 455, 455]);
  });

  it('oracle 9: gross 9,999 at 10 %', () => {
    expect(taxOf(9999, 'gross')).toBe(909);
  });

  it('oracle 10: dues, a seminar and a lunch on one document', () => {
    const groups = taxGroups([line(8000, 'out_of_scope'), line(5500), line(1080, 'reduced_8')], 'gross', 'floor');
    expect(groups).toEqual([
      { taxCategory: 'out_of_scope', amount: 8000, tax: 0 },
      { taxCategory: 'standard_10', amount: 5500, tax: 500 },
      { taxCategory: 'reduced_8', amount: 1080, tax: 80 },
    ]);
    expect(totalOf(groups, 'gross')).toBe(14_580);
  });

  it('oracle 11: a discount on the whole document is shared first and taxed then', () => {
    const groups = groupsOf([line(11_000), line(3240, 'reduced_8')]);
    const shares = sharesOf(yen(-1000), groups);
    expect(shares).toEqual([-773, -227]);
    const taxed = taxGroups(
      groups.map((group, index) => line(group.amount + shares[index]!, group.taxCategory)),
      'gross',
      'floor',
    );
    expect(taxed.map(({ amount, tax }) => [amount, tax])).toEqual([
      [10_227, 929],
      [3013, 223],
    ]);
    expect(totalOf(taxed, 'gross')).toBe(13_240);
  });

  it('a discount is shared to the last yen, whatever the sums', () => {
    const amount = fc.integer({ min: 0, max: 9_999_999 });
    fc.assert(
      fc.property(fc.tuple(amount, amount, amount), fc.integer({ min: -9_999_999, max: 9_999_999 }), ([one, two, three], change) => {
        const groups = [line(one, 'out_of_scope'), line(two), line(three, 'reduced_8')];
        const shares: Yen[] = sharesOf(yen(change), groups);
        expect(sumYen(shares)).toBe(change);
      }),
    );
  });
});
