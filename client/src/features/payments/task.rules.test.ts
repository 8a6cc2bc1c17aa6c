import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { depositSearch, differenceOf, isAskable, isUnreadable, whatOf } from './task.rules.ts';

describe('what does not fit', () => {
  it('falls back to general words for a reason it does not know', () => {
    expect(whatOf({ reason: 'amount_mismatch' })).toBe('amount_mismatch');
    expect(whatOf({ reason: 'something_new' })).toBe('other');
  });

  it('says so when the provider told a sum that is no whole yen', () => {
    expect(isUnreadable({ reason: 'amount_mismatch', received: null })).toBe(true);
    expect(isUnreadable({ reason: 'unreadable_body', received: null })).toBe(false);
    expect(isUnreadable({ reason: 'amount_mismatch', received: yen(500) })).toBe(false);
  });

  it('PAY-08: its provider can be asked about where it had not answered, or settles what our books do not have', () => {
    const chargeId = 'chg_1' as ChargeId;
    const reasons = ['charge_unanswered', 'settlement_not_paid', 'settlement_not_refunded', 'amount_mismatch', 'settlement_total'];
    expect(reasons.filter((reason) => isAskable({ reason, chargeId }))).toEqual(reasons.slice(0, 3));
    expect(isAskable({ reason: 'settlement_not_paid', chargeId: null })).toBe(false);
  });

  it('leads to a deposit where the desk shows it first, whatever came since', () => {
    const place = '2026-05-11/bkf_1/0000002';
    const { view, cursor, deposit } = depositSearch({ depositId: 'dep_1' as DepositId, place });
    expect([view, deposit]).toEqual(['settled', 'dep_1']);
    // The desk goes down from there, that one included.
    expect(cursor > place && cursor < '2026-05-11/bkf_1/0000003').toBe(true);
  });

  it('counts a difference only between two known sums', () => {
    expect(differenceOf({ expected: yen(12_000), received: yen(11_120) })).toBe(-880);
    expect(differenceOf({ expected: null, received: yen(500) })).toBeNull();
  });
});
