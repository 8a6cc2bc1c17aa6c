import { describe, expect, it } from 'vitest';
import type { MyBill } from '../../lib/my-bill.ts';
import { isCardPageLeft, outcomeOf, paidWithFee } from './result.rules.ts';

const open: MyBill = {
  billId: 'b',
  status: 'unpaid',
  outstanding: 10_000,
  dueOn: '2026-06-01',
  overdue: false,
  provisional: false,
  pendingCharge: null,
};

describe('what the result page may say', () => {
  it('is paid only by the bill itself, never by the charge or the return from the provider', () => {
    expect(outcomeOf({ ...open, status: 'paid', outstanding: 0 }, null)).toBe('paid');
    expect(outcomeOf(open, { state: 'final', method: 'card' })).toBe('checking');
    expect(outcomeOf({ ...open, pendingCharge: { method: 'card', state: 'awaiting' } }, null)).toBe('checking');
  });

  it.each([
    [{}, null, 'open'],
    [{ status: 'partly_paid', outstanding: 4000 }, null, 'part'],
    [{}, { state: 'failed', method: 'card' }, 'failed'],
    [{ pendingCharge: { method: 'card', state: 'authorized' } }, null, 'authorized'],
    [{ pendingCharge: { method: 'konbini', state: 'unknown' } }, null, 'checking'],
    [{ pendingCharge: { method: 'konbini', state: 'awaiting' } }, null, 'open'],
    [{ status: 'paid', outstanding: 0, provisional: true }, null, 'provisional'],
    [{ status: 'cancelled' }, null, 'cancelled'],
    [{ status: 'not_required', outstanding: 0 }, null, 'not_required'],
  ] as const)('%o with %o is %s', (over, charge, outcome) => {
    expect(outcomeOf({ ...open, ...(over as Partial<MyBill>) }, charge)).toBe(outcome);
  });

  it('leads on from a card page that may have been left, and never from money under way', () => {
    expect(isCardPageLeft({ state: 'requested', method: 'card' })).toBe(true);
    expect(isCardPageLeft({ state: 'authorized', method: 'card' })).toBe(false);
    expect(isCardPageLeft({ state: 'final', method: 'card' })).toBe(false);
    expect(isCardPageLeft({ state: 'requested', method: 'konbini' })).toBe(false);
    expect(isCardPageLeft({ state: 'requested', method: 'konbini', redirectUrl: 'https://provider.example/' })).toBe(true);
    expect(isCardPageLeft({ state: 'awaiting', method: 'konbini', redirectUrl: 'https://provider.example/' })).toBe(false);
    expect(isCardPageLeft(null)).toBe(false);
  });
});

describe('what was paid on top', () => {
  const charge = { paymentNumber: '2026000000017', amount: 5000, memberFee: 220 };

  it('TEN-06: a fee that the member bore stands on the result by itself, with the sum that left their hand', () => {
    expect(paidWithFee({ paymentNumber: charge.paymentNumber }, charge)).toEqual({ fee: 220, sum: 5220 });
  });

  it('TEN-06: there is no such line where the organisation bears it, or the money came another way', () => {
    expect(paidWithFee({ paymentNumber: charge.paymentNumber }, { ...charge, memberFee: 0 })).toBeNull();
    expect(paidWithFee({ paymentNumber: '' }, charge)).toBeNull();
    expect(paidWithFee(null, charge)).toBeNull();
    expect(paidWithFee({ paymentNumber: '' }, null)).toBeNull();
  });
});
