import { type RefundState, refundStates } from '@tsudoi/shared/contracts/payments/refund.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closedRefundStates,
  isSeenAtProvider,
  isUnanswered,
  needsApproval,
  nextRefundState,
  openRefundStates,
  promisedYen,
  refundableYen,
  refundedBefore,
} from './refund.rules.ts';

const order = (amount: number, state: RefundState, way: 'provider' | 'transfer' = 'provider') => ({ amount: yen(amount), state, way });
const money = (received: number, reversed = 0, refunded = 0) => ({
  received: yen(received),
  reversed: yen(reversed),
  refunded: yen(refunded),
});

describe('refunds', () => {
  test('only the provider’s word ends an unknown one, and nothing takes up one that was refused', () => {
    const events = ['approve', 'decline', 'transfer', 'return', 'repeat', 'sent', 'unknown', 'done', 'refused'] as const;
    const from = (state: RefundState, way: 'provider' | 'transfer' = 'provider') =>
      events.flatMap((event) => {
        const next = nextRefundState(order(1, state, way), event);
        return next === null ? [] : [`${event}>${next}`];
      });
    expect(from('requested')).toEqual(['approve>approved', 'decline>refused']);
    expect(from('approved')).toEqual(['sent>sent', 'unknown>unknown', 'done>done', 'refused>refused']);
    // What is to be transferred waits for people, who may still decline it.
    expect(from('requested', 'transfer')).toEqual(['approve>approved', 'decline>refused']);
    expect(from('approved', 'transfer').slice(0, 2)).toEqual(['decline>refused', 'transfer>done']);
    expect(from('returned')).toEqual(['decline>refused', 'repeat>approved']);
    expect(from('unknown')).toEqual(['sent>sent', 'unknown>unknown', 'done>done', 'refused>refused']);
    expect(from('sent')).toEqual(['sent>sent', 'done>done', 'refused>refused']);
    expect(from('done')).toEqual(['refused>refused']);
    // 組戻し: only a transfer comes back, and it is paid again or kept.
    expect(from('done', 'transfer')).toEqual(['return>returned', 'refused>refused']);
    expect(from('returned', 'transfer')).toEqual(['decline>refused', 'repeat>approved']);
    expect(from('refused')).toEqual([]);
  });

  test('PAY-10: a refund is open until it is through or refused, and holds its sum for so long', () => {
    expect([...openRefundStates, ...closedRefundStates].toSorted()).toEqual(refundStates.toSorted());
    expect([...closedRefundStates]).toEqual(['done', 'refused']);
    const left = (state: RefundState, way: 'provider' | 'transfer') => refundableYen(money(10_000), [order(4000, state, way)]);
    for (const way of ['provider', 'transfer'] as const) {
      for (const state of openRefundStates) expect(left(state, way), `${state} ${way}`).toBe(6000);
      expect(left('refused', way)).toBe(10_000);
    }
    // One that is through by transfer is in what went back by hand.
    expect([left('done', 'provider'), left('done', 'transfer')]).toEqual([6000, 10_000]);
    // More is gone than came: nothing is left, and never less.
    expect(refundableYen(money(10_000, 8000), [order(4000, 'sent')])).toBe(0);
  });

  test('PAY-10: what was asked to go back before is all that was not refused, and what went by hand beside transfers', () => {
    for (const state of refundStates)
      expect(refundedBefore(money(10_000), [order(4000, state), order(1000, 'sent')]), state).toBe(state === 'refused' ? 1000 : 5000);
    expect(refundedBefore({}, [])).toBe(0);
    expect(refundedBefore(money(10_000, 3000, 3000), [])).toBe(3000);
    expect(refundedBefore(money(10_000, 3000, 3000), [order(3000, 'done', 'transfer')])).toBe(3000);
    expect(refundedBefore(money(10_000, 2000, 2000), [order(3000, 'done', 'transfer')])).toBe(3000);
    expect(refundedBefore(money(10_000, 3000, 3000), [order(3000, 'approved', 'transfer'), order(500, 'done')])).toBe(6500);
  });

  test('provider case 28: what is on its way and what went back is never given again, whichever word comes first', () => {
    expect(refundableYen(money(10_000), [])).toBe(10_000);
    expect(refundableYen(money(10_000), [order(4000, 'requested'), order(1000, 'refused')])).toBe(6000);
    // The provider is done, and the ledger has not heard of it; then it has.
    expect(refundableYen(money(10_000), [order(4000, 'done')])).toBe(6000);
    expect(refundableYen(money(10_000, 4000), [order(4000, 'done')])).toBe(6000);
    expect(refundableYen(money(10_000, 7000, 3000), [order(4000, 'done'), order(3000, 'done', 'transfer')])).toBe(3000);
    expect(refundableYen(money(10_000, 10_000), [order(4000, 'sent')])).toBe(0);
  });

  test('0083, provider case 29: what a dispute took proves no refund, and is counted beside one that is through', () => {
    const disputed = { ...money(10_000, 3000), disputed: yen(3000) };
    expect(isSeenAtProvider(money(10_000, 3000), yen(3000), [])).toBe(true);
    expect(isSeenAtProvider(disputed, yen(3000), [])).toBe(false);
    expect(isSeenAtProvider({ ...money(10_000, 6000), disputed: yen(3000) }, yen(3000), [])).toBe(true);
    expect(isSeenAtProvider({ ...money(10_000, 6000), disputed: yen(3000) }, yen(3000), [order(3000, 'done')])).toBe(false);
    expect(refundableYen(disputed, [])).toBe(7000);
    expect(refundableYen(disputed, [order(3000, 'done')])).toBe(4000);
  });

  test('provider case 28: what went back by hand counts beside what a provider finished unheard of', () => {
    const orders = [order(4000, 'done'), order(3000, 'done', 'transfer')];
    expect(refundableYen(money(10_000, 3000, 3000), orders)).toBe(3000);
    expect(refundableYen({ received: yen(10_000), reversed: yen(0) }, orders.slice(0, 1))).toBe(6000);
  });

  test('provider case 28: for people is one that its provider never answered, and no other', () => {
    const asked = (way: 'provider' | 'transfer', code: string) => refundStates.filter((state) => isUnanswered({ state, way, code }));
    expect(asked('provider', 'no_answer').toSorted()).toEqual(['sent', 'unknown']);
    expect(asked('provider', '')).toEqual([]);
    expect(asked('transfer', 'no_answer')).toEqual([]);
  });

  test('provider case 28: money that is known to be gone explains one refund, and the same yen no second', () => {
    expect(isSeenAtProvider(money(10_000, 4000), yen(4000), [])).toBe(true);
    expect(isSeenAtProvider(money(10_000, 3999), yen(4000), [])).toBe(false);
    expect(isSeenAtProvider(money(10_000, 4000), yen(4000), [order(1, 'done')])).toBe(false);
    // What is still open, or went back by hand, took nothing at the provider.
    expect(isSeenAtProvider(money(10_000, 4000), yen(4000), [order(4000, 'sent'), order(4000, 'refused')])).toBe(true);
    expect(isSeenAtProvider(money(10_000, 7000, 3000), yen(4000), [order(3000, 'done', 'transfer')])).toBe(true);
    expect(isSeenAtProvider(money(10_000, 4000, 1), yen(4000), [])).toBe(false);
    expect(isSeenAtProvider({ received: yen(10_000), reversed: yen(4000) }, yen(4000), [])).toBe(true);
  });

  test('requests that fit one after the other never give back more than was received', () => {
    const asks = fc.array(fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.constantFrom(...refundStates)), { maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), asks, (received, wanted) => {
        const orders: ReturnType<typeof order>[] = [];
        for (const [amount, state] of wanted) if (amount <= refundableYen(money(received), orders)) orders.push(order(amount, state));
        const kept = orders.filter(({ state }) => state !== 'refused').reduce((sum, { amount }) => sum + amount, 0);
        expect(kept).toBeLessThanOrEqual(received);
      }),
    );
  });

  test('the limit is of all refunds of a payment together', () => {
    const limit = yen(100_000);
    expect(needsApproval(limit, yen(100_000), {}, [])).toBe(false);
    expect(needsApproval(limit, yen(100_001), {}, [])).toBe(true);
    expect(needsApproval(limit, yen(60_000), {}, [order(60_000, 'done')])).toBe(true);
    expect(needsApproval(limit, yen(60_000), {}, [order(60_000, 'refused')])).toBe(false);
    expect(needsApproval(yen(0), yen(1), {}, [])).toBe(true);
    // What was given back by hand counts too, and a transfer of an order once.
    expect(needsApproval(limit, yen(60_000), money(200_000, 60_000, 60_000), [])).toBe(true);
    expect(needsApproval(limit, yen(40_000), money(200_000, 60_000, 60_000), [order(60_000, 'done', 'transfer')])).toBe(false);
    expect(needsApproval(limit, yen(40_000), money(200_000, 60_001, 60_001), [order(60_000, 'done', 'transfer')])).toBe(true);
    // By hand beside an order that is not through, or that the provider did: each counts.
    for (const other of [order(30_000, 'approved', 'transfer'), order(30_000, 'done'), order(30_000, 'sent')])
      expect(needsApproval(limit, yen(40_001), money(200_000, 30_000, 30_000), [other])).toBe(true);
  });

  test('PAY-10: what is promised is what is here and cannot be given back any more', () => {
    expect(promisedYen(money(10_000), [order(4000, 'requested'), order(1000, 'refused')])).toBe(4000);
    expect(promisedYen(money(10_000), [order(4000, 'done')])).toBe(4000);
    expect(promisedYen(money(10_000, 4000), [order(4000, 'done')])).toBe(0);
    expect(promisedYen(money(10_000, 3000, 3000), [order(3000, 'done', 'transfer'), order(2000, 'returned', 'transfer')])).toBe(2000);
    expect(promisedYen(money(10_000, 10_000), [order(4000, 'sent')])).toBe(0);
  });
});
