import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import { askOf, kindsFor, yearsAround } from './correction.rules.ts';

const billId = 'bill_01JZZZZZZZZZZZZZZZZZZZZZZZ';
const bill = (category: 'annual' | 'adhoc' | 'joining', allocated: number) => ({
  category,
  amount: yen(10_000),
  allocated: yen(allocated),
});

describe('what can be wrong', () => {
  test('of dues everything, of money only where there is some', () => {
    expect(kindsFor(bill('annual', 0), 3)).toEqual(['type', 'year', 'amount']);
    expect(kindsFor(bill('annual', 20_000), 1)).toEqual(['type', 'year', 'amount', 'surplus', 'misplaced']);
    expect(kindsFor(bill('adhoc', 4000), 1)).toEqual(['amount', 'misplaced']);
    expect(kindsFor(bill('joining', 10_000), 0)).toEqual([]);
  });
  test('a year is one near the bill’s own, never that', () => {
    expect(yearsAround(2026)).toEqual([2028, 2027, 2025, 2024, 2023]);
  });
});

describe('the question to the server', () => {
  test('is asked once everything is there', () => {
    const form = { wrong: 'year', rest: 'keep', dueOn: '', fiscalYear: '2026', membershipTypeId: '', amount: null, toBillIds: [] };
    expect(askOf(billId, form)).toEqual({ billId, wrong: 'year', rest: 'keep', dueOn: null, fiscalYear: 2026 });
    expect(askOf(billId, { ...form, wrong: 'type' })).toBeNull();
    const membershipTypeId = 'mty_01JZZZZZZZZZZZZZZZZZZZZZZZ';
    expect(askOf(billId, { ...form, wrong: 'type', membershipTypeId, keepType: false })).toMatchObject({
      membershipTypeId,
      keepType: false,
    });
    expect(askOf(billId, { ...form, wrong: 'amount', amount: 0, dueOn: '2026-06-30' })).toMatchObject({ amount: 0, dueOn: '2026-06-30' });
    expect(askOf(billId, { ...form, wrong: 'surplus' })).toEqual({ billId, wrong: 'surplus', rest: 'keep', toBillIds: [] });
    expect(askOf(billId, { ...form, wrong: 'misplaced' })).toBeNull();
    expect(askOf(billId, { ...form, wrong: '' })).toBeNull();
  });
});
