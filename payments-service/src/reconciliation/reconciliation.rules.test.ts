import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { MoneyEvent, MoneyEventKind } from '../connectors/connector.ts';
import { reconcile } from './reconciliation.rules.ts';

type Charge = Parameters<typeof reconcile>[1];
const charge = (more: Partial<Charge> = {}): Charge => ({
  amount: yen(9800),
  memberFee: yen(200),
  paymentNumber: '1234567890128',
  state: 'awaiting',
  settledBy: null,
  ...more,
});
const event = (kind: MoneyEventKind, more: Partial<MoneyEvent> = {}): MoneyEvent => ({
  kind,
  occurredAt: new Date('2026-05-12T03:00:00Z'),
  orderNumber: '1234567890128',
  providerPaymentId: 'pay_1',
  providerSessionId: null,
  amount: yen(10_000),
  currency: 'JPY',
  refunded: null,
  instructions: null,
  expiresAt: null,
  ...more,
});
const money = ['authorized', 'provisional', 'final'] as const;
const reason = (one: MoneyEvent, of = charge()) => {
  const verdict = reconcile(one, of);
  return verdict.outcome === 'hold' ? verdict.reason : verdict.outcome;
};

describe('whether a notice may move its charge (domain.md 3.8)', () => {
  it('money fits that is ours, in yen and exactly what was asked, the member’s part of the fee with it', () => {
    for (const kind of money) {
      expect(reason(event(kind))).toBe('fits');
      expect(reason(event(kind, { orderNumber: null, currency: null }))).toBe('fits');
      expect(reason(event(kind, { currency: 'JPN' }))).toBe('fits');
    }
  });

  it('money of another order, in another currency or of another sum is held, never guessed at', () => {
    for (const kind of money) {
      expect(reason(event(kind, { orderNumber: '1234567890136' }))).toBe('order_mismatch');
      expect(reason(event(kind, { currency: 'USD' }))).toBe('currency_mismatch');
      for (const amount of [yen(9800), yen(9999), yen(10_001), null]) expect(reason(event(kind, { amount }))).toBe('amount_mismatch');
    }
  });

  it('what brings no money is not measured by it', () => {
    const odd = { orderNumber: '1', currency: 'USD', amount: null, refunded: null };
    for (const kind of ['instructions_issued', 'try_failed', 'expired', 'voided', 'charged_back', 'chargeback_won', 'refunded'] as const)
      expect(reason(event(kind, odd))).toBe('fits');
  });

  it('a second payment for a charge that is paid is other money; the same told again, and its authorisation, are not', () => {
    const settled = charge({ state: 'final', settledBy: 'pay_1' });
    expect(reason(event('final', { providerPaymentId: 'pay_2' }), settled)).toBe('second_payment');
    expect(reason(event('provisional', { providerPaymentId: 'pay_2' }), settled)).toBe('second_payment');
    expect(reason(event('final'), settled)).toBe('fits');
    expect(reason(event('authorized', { providerPaymentId: 'pay_2' }), settled)).toBe('fits');
    expect(reason(event('final', { providerPaymentId: 'pay_2' }))).toBe('fits');
  });

  it('provider case 12: a second prompt report is no second payment; a final one of another payment is', () => {
    const reported = charge({ state: 'provisional', settledBy: 'pay_1' });
    expect(reason(event('provisional', { providerPaymentId: 'pay_2' }), reported)).toBe('fits');
    expect(reason(event('final', { providerPaymentId: 'pay_2' }), reported)).toBe('second_payment');
    expect(reason(event('final'), reported)).toBe('fits');
  });

  it('a 速報取消 of money that is final is for people to look at', () => {
    for (const state of ['final', 'partly_refunded', 'refunded', 'charged_back'] as const)
      expect(reason(event('provisional_withdrawn'), charge({ state }))).toBe('withdrawn_after_final');
    expect(reason(event('provisional_withdrawn'), charge({ state: 'provisional' }))).toBe('fits');
    expect(reason(event('refunded'), charge({ state: 'final' }))).toBe('fits');
  });

  it('a refund goes up to the whole sum; a part that names none is held', () => {
    for (const kind of ['refunded', 'partly_refunded'] as const) {
      expect(reason(event(kind, { refunded: yen(10_000) }))).toBe('fits');
      expect(reason(event(kind, { refunded: yen(10_001) }))).toBe('refund_exceeds_payment');
    }
    expect(reason(event('partly_refunded', { refunded: yen(1) }))).toBe('fits');
    for (const refunded of [null, yen(0)]) expect(reason(event('partly_refunded', { refunded }))).toBe('amount_mismatch');
    expect(reason(event('charged_back', { refunded: yen(99_999) }))).toBe('fits');
  });

  it('hard case 29: a dispute is about all of it, or about all that had not gone back in parts; any other sum is held', () => {
    const disputed = (amount: number, state: Charge['state'], refunded = 0) => {
      const verdict = reconcile(event('charged_back', { amount: yen(amount) }), charge({ state }), yen(refunded));
      return verdict.outcome === 'hold' ? verdict.reason : verdict.outcome;
    };
    const whole = [10_000, 9999, 10_001].map((amount) => disputed(amount, 'final'));
    expect(whole).toEqual(['fits', 'chargeback_of_part', 'refund_exceeds_payment']);
    const ofRest = [10_000, 7000, 6999, 10_001].map((amount) => disputed(amount, 'partly_refunded', 3000));
    expect(ofRest).toEqual(['fits', 'fits', 'chargeback_of_part', 'refund_exceeds_payment']);
  });
});
