import { describe, expect, it } from 'vitest';
import { type MyBill, mostUrgent, slipStateOf } from './my-bill.ts';

const bill = (over: Partial<MyBill>): MyBill => ({
  billId: 'b1',
  status: 'unpaid',
  outstanding: 10_000,
  dueOn: '2026-06-01',
  overdue: false,
  provisional: false,
  pendingCharge: null,
  ...over,
});

describe('the bill a member sees first', () => {
  it('is the earliest that is still open, and the others are counted', () => {
    const bills = [
      bill({ billId: 'late', dueOn: '2026-07-01' }),
      bill({ billId: 'soon' }),
      bill({ billId: 'paid', status: 'paid', outstanding: 0 }),
    ];
    expect(mostUrgent(bills)).toMatchObject({ first: { billId: 'soon' }, more: 1 });
  });

  it('lets a bill whose card is accepted wait behind one that is not paid', () => {
    const held = bill({ billId: 'held', pendingCharge: { method: 'card', state: 'authorized' } });
    expect(mostUrgent([held, bill({ billId: 'open', dueOn: '2026-08-01' })]).first?.billId).toBe('open');
  });

  it('is none when nothing is owed', () => {
    expect(mostUrgent([bill({ status: 'not_required', outstanding: 0 })])).toEqual({ first: null, more: 0 });
  });

  it.each([
    [{}, 'to_pay'],
    [{ pendingCharge: { method: 'konbini', state: 'awaiting' } }, 'waiting'],
    [{ pendingCharge: { method: 'card', state: 'awaiting' } }, 'to_pay'],
    [{ pendingCharge: { method: 'card', state: 'authorized' } }, 'authorized'],
    [{ pendingCharge: { method: 'konbini', state: 'unknown' } }, 'checking'],
    [{ pendingCharge: { method: 'konbini', state: 'provisional' } }, 'provisional'],
    [{ status: 'paid', outstanding: 0 }, 'paid'],
    [{ status: 'paid', outstanding: 0, provisional: true }, 'provisional'],
    [{ status: 'overpaid', outstanding: 0 }, 'paid'],
    [{ status: 'cancelled' }, 'cancelled'],
    [{ status: 'not_required', outstanding: 0 }, 'not_required'],
  ] as const)('%o reads as %s', (over, state) => {
    expect(slipStateOf(bill(over as Partial<MyBill>))).toBe(state);
  });
});

describe('a bill that somebody else pays (case 62)', () => {
  const held = { payer: { name: '学校法人 青葉学園' } };

  it('asks nothing of the member, and comes behind what does', () => {
    expect(slipStateOf(bill(held))).toBe('by_payer');
    const own = bill({ billId: 'own', dueOn: '2030-12-31' });
    expect(mostUrgent([bill({ ...held, billId: 'held', dueOn: '2026-01-01' }), own]).first).toBe(own);
  });

  it('once paid it is paid like any other', () => {
    expect(slipStateOf(bill({ ...held, status: 'paid', outstanding: 0 }))).toBe('paid');
  });
});
