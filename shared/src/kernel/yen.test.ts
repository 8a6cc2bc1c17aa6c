import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PositiveYen, basisPointsOfYen, formatYenFigure, fractionOfYen, sumYen, yen } from './yen.ts';

describe('yen', () => {
  it('refuses anything but safe integers (T25)', () => {
    for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21, 2 ** 53]) expect(() => yen(value)).toThrow(RangeError);
    for (const value of [0, -1, 10_000_000, 1.1, '100', null, 1e21]) expect(PositiveYen.safeParse(value).success).toBe(false);
    expect(PositiveYen.parse(9_999_999)).toBe(9_999_999);
  });

  it('oracle 30: 360 basis points of 10,000 are 360, of 9,999 are 359', () => {
    expect(basisPointsOfYen(yen(10_000), 360, 'floor')).toBe(360);
    expect(basisPointsOfYen(yen(9_999), 360, 'floor')).toBe(359);
  });

  it('oracle 6: the three roundings of tax in a gross 5,000', () => {
    expect(fractionOfYen(yen(5000), 10, 110, 'floor')).toBe(454);
    expect(fractionOfYen(yen(5000), 10, 110, 'half-up')).toBe(455);
    expect(fractionOfYen(yen(5000), 10, 110, 'ceil')).toBe(455);
  });

  it('rounds every fraction between floor and ceil, which differ by at most one yen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_999_999, max: 9_999_999 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (value, numerator, denominator) => {
          const floor = fractionOfYen(yen(value), numerator, denominator, 'floor');
          const half = fractionOfYen(yen(value), numerator, denominator, 'half-up');
          const ceil = fractionOfYen(yen(value), numerator, denominator, 'ceil');
          expect(ceil - floor).toBeLessThanOrEqual(1);
          expect(half).toBeGreaterThanOrEqual(floor);
          expect(half).toBeLessThanOrEqual(ceil);
          expect(BigInt(floor) * BigInt(denominator) <= BigInt(value) * BigInt(numerator)).toBe(true);
        },
      ),
    );
  });

  it('sums without losing a yen', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 50 }), (values) => {
        expect(BigInt(sumYen(values.map(yen)))).toBe(values.reduce((sum, value) => sum + BigInt(value), 0n));
      }),
    );
  });

  it('writes figures with commas and a true minus sign', () => {
    expect(formatYenFigure(yen(12_345_678))).toBe('12,345,678');
    expect(formatYenFigure(yen(-2000))).toBe('\u22122,000');
    expect(formatYenFigure(yen(0))).toBe('0');
  });
});
