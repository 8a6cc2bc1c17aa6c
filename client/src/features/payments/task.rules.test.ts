import { describe, expect, it } from 'vitest';
import { differenceOf, whatOf } from './task.rules.ts';

describe('what does not fit', () => {
  it('falls back to general words for a reason it does not know', () => {
    expect(whatOf({ reason: 'amount_mismatch' })).toBe('amount_mismatch');
    expect(whatOf({ reason: 'something_new' })).toBe('other');
  });

  it('counts a difference only between two known sums', () => {
    expect(differenceOf({ expected: 12_000, received: 11_120 } as never)).toBe(-880);
    expect(differenceOf({ expected: null, received: 500 })).toBeNull();
  });
});
