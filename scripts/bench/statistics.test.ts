import { describe, expect, it } from 'vitest';
import {
  bootstrapInterval,
  drawFrom,
  growthExponent,
  isConclusive,
  median,
  pairRatios,
  percentile,
  quartileRange,
  slicesInOrder,
} from './statistics.ts';

describe('the statistics of the benchmark', () => {
  it('takes the middle of an odd list and between the two middle ones of an even list', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('interpolates percentiles and leaves the list as it was', () => {
    const values = [40, 10, 30, 20];
    expect(percentile(values, 0)).toBe(10);
    expect(percentile(values, 1)).toBe(40);
    expect(percentile(values, 0.99)).toBeCloseTo(39.7);
    expect(values).toEqual([40, 10, 30, 20]);
    expect(quartileRange([1, 2, 3, 4, 5])).toBe(2);
  });

  it('has no percentile of nothing', () => {
    expect(() => median([])).toThrow('nothing');
  });

  it('gives a bootstrap interval that holds the median, is narrow for equal values and the same for the same seed', () => {
    const values = [0.9, 1, 1.1, 1.05, 0.95, 1.2, 0.8, 1];
    const interval = bootstrapInterval(values, drawFrom(7));
    expect(interval.low).toBeLessThanOrEqual(median(values));
    expect(interval.high).toBeGreaterThanOrEqual(median(values));
    expect(interval).toEqual(bootstrapInterval(values, drawFrom(7)));
    expect(bootstrapInterval([2, 2, 2], drawFrom(1))).toEqual({ low: 2, high: 2 });
  });

  it('draws whole numbers below the bound, all of them', () => {
    const draw = drawFrom(3);
    expect(new Set(Array.from({ length: 200 }, () => draw(5)))).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  it('finds the exponent of growth: linear is 1, square is 2, flat is 0', () => {
    const of = (time: (size: number) => number) => growthExponent([1000, 4000, 16_000].map((size) => ({ size, time: time(size) })));
    expect(of((size) => size * 3)).toBeCloseTo(1);
    expect(of((size) => size ** 2)).toBeCloseTo(2);
    expect(of(() => 5)).toBeCloseTo(0);
    expect(() => growthExponent([{ size: 10, time: 1 }])).toThrow('two sizes');
  });

  it('orders slices ABBA and takes the two in the middle as control', () => {
    expect(slicesInOrder(2)).toEqual(['ours', 'baseline', 'baseline', 'ours', 'ours', 'baseline', 'baseline', 'ours']);
    const { pairs, controls } = pairRatios([10, 5, 4, 8, 6, 3, 2, 4]);
    expect(pairs).toEqual([2, 2, 2, 2]);
    expect(controls).toEqual([5 / 4, 2 / 3]);
  });

  it('believes nothing that a restless machine shows', () => {
    expect(isConclusive([1, 1.02, 0.98, 1.01])).toBe(true);
    expect(isConclusive([1.2, 1.21, 1.19, 1.2])).toBe(false);
    expect(isConclusive([0.6, 1, 1.4, 1])).toBe(false);
  });
});
