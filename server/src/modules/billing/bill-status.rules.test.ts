import { billStatuses } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BillFacts,
  acceptsMoney,
  assertCancellable,
  billStatus,
  creditYen,
  isOverdue,
  isPayable,
  isStillAsked,
  outstandingYen,
} from './bill-status.rules.ts';

const facts = (amount: number, allocated: number, more: Partial<BillFacts> = {}): BillFacts => ({
  amount: yen(amount),
  allocated: yen(allocated),
  confirmed: true,
  cancelled: false,
  ...more,
});
const sums = fc.integer({ min: 0, max: 9_999_999 });

describe('the status of a bill', () => {
  it('PAY-23: is exactly one, and follows from amount and money', () => {
    expect(billStatus(facts(10_000, 0))).toBe('unpaid');
    expect(billStatus(facts(10_000, 1))).toBe('partly_paid');
    expect(billStatus(facts(10_000, 9999))).toBe('partly_paid');
    expect(billStatus(facts(10_000, 10_000))).toBe('paid');
    expect(billStatus(facts(10_000, 10_001))).toBe('overpaid');
    expect(billStatus(facts(0, 0))).toBe('not_required');
    expect(billStatus(facts(10_000, 0, { confirmed: false }))).toBe('draft');
    expect(billStatus(facts(10_000, 0, { cancelled: true }))).toBe('cancelled');
  });

  it('PAY-23: a bill that went out is still asked for until it is taken back, whatever was paid', () => {
    expect(billStatuses.filter((status) => !isStillAsked(status)).toSorted()).toEqual(['cancelled', 'draft']);
  });

  it('PAY-23: agrees with what is owed and what is too much, for any sums', () => {
    fc.assert(
      fc.property(sums, sums, (amount, allocated) => {
        const bill = facts(amount, allocated);
        const status = billStatus(bill);
        expect(outstandingYen(bill) > 0).toBe(isPayable(status));
        expect(creditYen(bill) > 0).toBe(status === 'overpaid');
        expect(bill.amount - bill.allocated).toBe(outstandingYen(bill) - creditYen(bill));
      }),
    );
  });

  it('PAY-23: the order of payments and reversals does not matter', () => {
    fc.assert(
      fc.property(
        sums,
        fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        (amount, moves, coin) => {
          const signed = moves.flatMap((move) => (coin.next().value === true ? [move, -move] : [move]));
          const end = (order: number[]) =>
            billStatus(
              facts(
                amount,
                order.reduce((sum, move) => sum + move, 0),
              ),
            );
          expect(end(signed)).toBe(end([...signed].reverse()));
        },
      ),
    );
  });

  it('oracle 25: 4,000 of 10,000, then 6,000, then 500 too many, then back', () => {
    expect(billStatus(facts(10_000, 4000))).toBe('partly_paid');
    expect(outstandingYen(facts(10_000, 4000))).toBe(6000);
    expect(billStatus(facts(10_000, 10_000))).toBe('paid');
    expect(creditYen(facts(10_000, 10_500))).toBe(500);
  });

  it('a cancelled bill owes nothing and owns nothing, whatever was put on it', () => {
    expect(outstandingYen(facts(10_000, 3000, { cancelled: true }))).toBe(0);
    expect(creditYen(facts(10_000, 10_500, { cancelled: true }))).toBe(0);
    expect(outstandingYen(facts(10_000, 0, { confirmed: false }))).toBe(0);
  });

  it('case 7: a bill over nothing asks for nothing', () => {
    expect(isPayable(billStatus(facts(0, 0)))).toBe(false);
    expect(isOverdue('not_required', jstDate('2026-01-01'), jstDate('2026-06-01'))).toBe(false);
  });

  it('is overdue from the day after its due day', () => {
    expect(isOverdue('unpaid', jstDate('2026-06-01'), jstDate('2026-06-01'))).toBe(false);
    for (const status of ['unpaid', 'partly_paid'] as const)
      expect(isOverdue(status, jstDate('2026-06-01'), jstDate('2026-06-02'))).toBe(true);
    expect(isOverdue('paid', jstDate('2026-06-01'), jstDate('2026-06-02'))).toBe(false);
  });
});

describe('cancelling', () => {
  const refusalOf = (work: () => void) => {
    try {
      work();
      return null;
    } catch (error) {
      return error as DomainError;
    }
  };
  const codeOf = (work: () => void) => refusalOf(work)?.code ?? null;

  it('cases 4, 5 and 6: is refused with money on the bill, with an authorised card, and twice', () => {
    expect(codeOf(() => assertCancellable(facts(10_000, 1), null))).toBe('BILL_HAS_PAYMENT');
    expect(codeOf(() => assertCancellable(facts(10_000, 0), 'authorized'))).toBe('BILL_HAS_AUTHORIZED_CHARGE');
    expect(codeOf(() => assertCancellable(facts(10_000, 0, { cancelled: true }), null))).toBe('BILL_CANCELLED');
    expect(codeOf(() => assertCancellable(facts(10_000, 0), 'awaiting'))).toBeNull();
  });

  it('keeps later money off the bill', () => {
    expect(acceptsMoney(facts(10_000, 0, { cancelled: true }))).toBe(false);
    expect(acceptsMoney(facts(10_000, 0, { confirmed: false }))).toBe(false);
    expect(acceptsMoney(facts(10_000, 10_000))).toBe(true);
  });
});
