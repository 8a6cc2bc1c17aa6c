import { describe, expect, it } from 'vitest';
import { linesOf, restOf } from './split.rules.ts';

describe('splitting a receipt at the desk', () => {
  it('PAY-14: leaves out the bills that get nothing', () => {
    expect(linesOf({ a: 10_000, b: 0, c: null, d: 1 })).toEqual([
      { billId: 'a', amount: 10_000 },
      { billId: 'd', amount: 1 },
    ]);
  });

  it('PAY-14: knows to the yen what is left, and what is too much', () => {
    expect(restOf(30_000, { a: 10_000, b: 10_000, c: 10_000 })).toBe(0);
    expect(restOf(30_000, { a: 10_000, b: null })).toBe(20_000);
    expect(restOf(10, { a: 11 })).toBe(-1);
    // What cannot be read is not counted, and not sent either: its box says so.
    expect(restOf(30_000, { a: 10_000, b: '1万', c: '' })).toBe(20_000);
  });
});
