import { describe, expect, it } from 'vitest';
import { receivedYen } from './payment-list.rules.ts';

const row = (state: Parameters<typeof receivedYen>[0][number]['state'], refunded = 0, method: 'card' | 'write_off' = 'card') => ({
  method,
  state,
  amount: 10_000 as never,
  refunded: refunded as never,
});

describe('the sum over the list of payments', () => {
  it('PAY-23: counts what is still here: nothing that was given back, charged back, taken back or waived', () => {
    expect(receivedYen([row('confirmed'), row('provisional')])).toBe(20_000);
    expect(receivedYen([row('partly_refunded', 4000)])).toBe(6000);
    expect(receivedYen([row('refunded', 10_000), row('charged_back', 10_000), row('reversed'), row('confirmed', 0, 'write_off')])).toBe(0);
  });
});
