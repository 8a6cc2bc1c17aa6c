import { newMemberId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, test } from 'vitest';
import { type BilledFor, type PlanSide, mergePlan } from './merge-plan.rules.ts';

const side = (changes: Partial<Omit<PlanSide, 'holdings'>> & { login?: PlanSide['holdings']['login'] } = {}): PlanSide => {
  const { login = 'none', ...rest } = changes;
  const none = { count: 0, amount: 0 };
  return {
    holdings: {
      memberId: newMemberId(),
      bills: none,
      openBills: none,
      payments: none,
      receipts: 0,
      adjustments: 0,
      applications: 0,
      statusEntries: 1,
      login,
      loginId: '',
    },
    birthDate: '',
    status: 'active',
    bills: [],
    ...rest,
  };
};
const bill = (changes: Partial<BilledFor> = {}): BilledFor => ({
  itemId: 'itm_1',
  fiscalYear: 2026,
  billName: '2026年度 年会費',
  live: true,
  ...changes,
});

describe('what stands in the way of one record', () => {
  test('nothing where only one of them has it', () => {
    expect(mergePlan(side({ bills: [bill()], login: 'verified' }), side({ login: 'provisional_issued' }))).toMatchObject({
      obstacles: [],
      doubleBills: [],
    });
  });

  test('a year billed to both is named; what is cancelled or without an item is not double', () => {
    const bills = [bill(), bill({ fiscalYear: 2025, live: false }), bill({ itemId: null })];
    expect(mergePlan(side({ bills }), side({ bills: [...bills, bill({ fiscalYear: 2024 })] }))).toMatchObject({
      obstacles: ['both_billed'],
      doubleBills: [{ billName: '2026年度 年会費', fiscalYear: 2026 }],
    });
  });

  test('two log-ins, two days of birth, an open application', () => {
    const left = side({ login: 'verified', birthDate: '1980-01-01', status: 'applied' });
    expect(mergePlan(left, side({ login: 'verified', birthDate: '1981-01-01' })).obstacles).toEqual([
      'both_log_in',
      'other_birth_date',
      'applied',
    ]);
    expect(mergePlan(left, side({ birthDate: '' })).obstacles).toEqual(['applied']);
  });
});
