import { describe, expect, it } from 'vitest';
import { defaultEnd, withBill, withoutBill } from './pay-link.rules.ts';

describe('bills chosen for a payer', () => {
  it('are in the link once each, in the order they were chosen', () => {
    expect(withBill(withBill(withBill([], 'a'), 'b'), 'a')).toEqual(['a', 'b']);
    expect(withoutBill(['a', 'b'], 'a')).toEqual(['b']);
    expect(withoutBill(['a'], 'c')).toEqual(['a']);
  });

  it('a link is open for a month unless the office says otherwise', () => {
    expect(defaultEnd('2026-01-31')).toBe('2026-03-02');
  });
});
