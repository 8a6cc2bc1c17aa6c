import { describe, expect, it } from 'vitest';
import { standingOf } from './my-plan.rules.ts';

const plan = (state: string, status: string | null, lacksMandate = false) =>
  ({ state, lacksMandate, lastBill: status === null ? null : { billId: 'bil_1', status } }) as Parameters<typeof standingOf>[0];

describe('how a monthly plan stands on My Page (0042)', () => {
  it('BIL-18: who owes nothing is told of no arrears, because direct debit ended or the bill asks for nothing', () => {
    expect(standingOf(plan('past_due', 'paid', true))).toEqual({ kind: 'waiting', payable: null });
    expect(standingOf(plan('past_due', null, true))).toEqual({ kind: 'waiting', payable: null });
    for (const status of ['draft', 'paid', 'overpaid', 'not_required', 'cancelled'])
      expect(standingOf(plan('past_due', status)).payable, status).toBeNull();
  });

  it('BIL-17: what is still owed can be paid, whatever stopped the plan', () => {
    expect(standingOf(plan('past_due', 'unpaid'))).toEqual({ kind: 'late', payable: 'bil_1' });
    expect(standingOf(plan('past_due', 'partly_paid', true))).toEqual({ kind: 'waiting', payable: 'bil_1' });
    expect(standingOf(plan('active', 'unpaid'))).toEqual({ kind: 'active', payable: null });
  });
});
