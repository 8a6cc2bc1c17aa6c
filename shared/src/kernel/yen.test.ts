import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  PositiveYen,
  PriceYen,
  type Rounding,
  TotalYen,
  Yen,
  addYen,
  basisPointsOfYen,
  formatYenFigure,
  fractionOfYen,
  maxYen,
  minYen,
  multiplyYen,
  negateYen,
  subtractYen,
  sumYen,
  yen,
} from './yen.ts';

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

  it('rounds to the nearest, halves away from zero, whatever the sign', () => {
    const half = (value: number, of: number) => fractionOfYen(yen(value), 1, of, 'half-up') as number;
    expect([half(1, 2), half(3, 2), half(-1, 2), half(-3, 2), half(1, 3), half(2, 3), half(-1, 3), half(-2, 3)]).toEqual([
      1, 2, -1, -2, 0, 1, 0, -1,
    ]);
    const all = (value: number, of: number) =>
      (['floor', 'ceil', 'half-up'] as const).map((rounding) => fractionOfYen(yen(value), 1, of, rounding) as number);
    expect(all(7, 3)).toEqual([2, 3, 2]);
    expect(all(-7, 3)).toEqual([-3, -2, -2]);
    expect(all(6, 3)).toEqual([2, 2, 2]);
    expect(all(-6, 3)).toEqual([-2, -2, -2]);
  });

  it('keeps a fraction of more than a binary fraction can tell apart', () => {
    // 2^53 - 1 times 7 thirds is beyond what a number holds exactly.
    expect(fractionOfYen(yen(Number.MAX_SAFE_INTEGER), 7, 21, 'floor')).toBe(3_002_399_751_580_330);
  });

  it('refuses a fraction that is none', () => {
    for (const [numerator, denominator] of [
      [0.5, 2],
      [1, 2.5],
      [1, 0],
      [1, -2],
      [Number.NaN, 1],
    ] as const)
      expect(() => fractionOfYen(yen(100), numerator, denominator, 'floor' satisfies Rounding)).toThrow(/integer numerator/);
    expect(fractionOfYen(yen(100), -1, 3, 'floor')).toBe(-34);
  });

  it('adds, takes off, multiplies and compares', () => {
    expect(addYen(yen(1), yen(2), yen(-4))).toBe(-1);
    expect(addYen()).toBe(0);
    expect(subtractYen(yen(1), yen(3))).toBe(-2);
    expect(multiplyYen(yen(300), 3)).toBe(900);
    expect(() => multiplyYen(yen(300), 0.1)).toThrow('integers only');
    expect(() => multiplyYen(yen(Number.MAX_SAFE_INTEGER), 2)).toThrow('safe integer');
    expect([minYen(yen(1), yen(2)), minYen(yen(2), yen(1)), maxYen(yen(1), yen(2)), maxYen(yen(2), yen(1))]).toEqual([1, 1, 2, 2]);
    // Nothing has no sign: -0 would be another value to whoever compares.
    expect(Object.is(negateYen(yen(0)), 0)).toBe(true);
    expect(negateYen(yen(5))).toBe(-5);
  });

  it('knows what may be asked for, what a price may be, and what sums may become', () => {
    const bounds = (schema: typeof PositiveYen | typeof PriceYen | typeof TotalYen | typeof Yen) =>
      [-1, 0, 1, 9_999_999, 10_000_000, 0.5].filter((value) => schema.safeParse(value).success);
    expect(bounds(PositiveYen)).toEqual([1, 9_999_999]);
    expect(bounds(PriceYen)).toEqual([0, 1, 9_999_999]);
    expect(bounds(TotalYen)).toEqual([0, 1, 9_999_999, 10_000_000]);
    expect(bounds(Yen)).toEqual([-1, 0, 1, 9_999_999, 10_000_000]);
    expect(Yen.safeParse(1.5).error?.issues[0]?.message).toBe('not_integer_yen');
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
