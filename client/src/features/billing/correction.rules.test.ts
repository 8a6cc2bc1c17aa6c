import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import { CorrectionForm, askOf, kindsFor, yearsAround } from './correction.rules.ts';

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

describe('what the form holds', () => {
  const held = {
    wrong: 'amount',
    membershipTypeId: '',
    keepType: true,
    fiscalYear: '',
    amount: 8000 as unknown,
    toBillIds: [],
    dueOn: '',
    rest: 'keep',
    reason: '二重に請求したため',
    tellMember: true,
  };
  const refusals = (given: Partial<typeof held>) =>
    (CorrectionForm.safeParse({ ...held, ...given }).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);

  test('ADJ-05: a box that is not asked for holds nothing back, whatever was left in it', () => {
    for (const wrong of ['type', 'year', 'surplus', 'misplaced']) expect(refusals({ wrong, amount: '1万' })).toEqual([]);
    expect(refusals({ wrong: 'surplus', dueOn: '来月末' })).toEqual([]);
  });
  test('ADJ-05: one that is asked for is checked, and the others beside it', () => {
    expect(refusals({})).toEqual([]);
    expect(refusals({ amount: '1万' })).toEqual([['amount', 'not_integer_yen']]);
    expect(refusals({ amount: null })).toEqual([['amount', 'required']]);
    expect(refusals({ amount: -1 })).toEqual([['amount', 'too_small']]);
    expect(refusals({ amount: '1万', reason: '', dueOn: '来月末' }).map(([place]) => place)).toEqual(['reason', 'amount', 'dueOn']);
    expect(refusals({ dueOn: '2026-06-30' })).toEqual([]);
    expect(refusals({ wrong: 'year', dueOn: '2026-02-30' })).toEqual([['dueOn', 'not_a_date']]);
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
