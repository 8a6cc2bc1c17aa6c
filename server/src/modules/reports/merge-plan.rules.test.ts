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
  category: 'annual',
  itemId: 'itm_1' as BilledFor['itemId'],
  fiscalYear: 2026 as BilledFor['fiscalYear'],
  allocationStartMonth: '2026-04' as BilledFor['allocationStartMonth'],
  requestKey: null,
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
    const bills = [bill(), bill({ fiscalYear: 2025 as BilledFor['fiscalYear'], live: false }), bill({ itemId: null })];
    expect(mergePlan(side({ bills }), side({ bills: [...bills, bill({ fiscalYear: 2024 as BilledFor['fiscalYear'] })] }))).toMatchObject({
      obstacles: ['both_billed'],
      doubleBills: [{ billName: '2026年度 年会費', fiscalYear: 2026 }],
    });
  });

  test('docs/decisions/0024: months of one item and occasions of another are no double bills, the same month is', () => {
    const april = bill({ category: 'recurring' });
    const may = bill({ category: 'recurring', allocationStartMonth: '2026-05' as BilledFor['allocationStartMonth'] });
    const seminar = bill({ category: 'adhoc', requestKey: 'one' });
    const plan = (left: BilledFor[], right: BilledFor[]) => mergePlan(side({ bills: left }), side({ bills: right })).obstacles;
    expect(plan([april, seminar], [may, bill({ category: 'adhoc', requestKey: 'two' })])).toEqual([]);
    expect(plan([april], [april])).toEqual(['both_billed']);
    expect(plan([bill({ category: 'recurring', requestKey: 'plan' })], [april])).toEqual([]);
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
