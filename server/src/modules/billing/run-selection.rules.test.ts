import { type JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, type DatedStatus, exclusionOf, statusOn } from './run-selection.rules.ts';

const active: DatedStatus = { status: 'active', effectiveOn: jstDate('2020-04-01') };
const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  membershipTypeId: 'regular',
  statusEntries: [active],
  withdrawnOn: null,
  alreadyBilled: false,
  hasPrice: true,
  ...more,
});
const selection = {
  runDate: jstDate('2026-03-20'),
  allocationStartMonth: '2026-04' as JstMonth,
  excludedMembershipTypeIds: new Set(['honorary']),
  exemptTypeIds: new Set(['life']),
  billsResting: false,
};

describe('who a run bills', () => {
  it('BIL-06, cases 1 and 2, oracle 20: a withdrawal before the month of allocation leaves the member out', () => {
    expect(exclusionOf(candidate({ withdrawnOn: jstDate('2026-03-31') }), selection)).toEqual({
      reason: 'withdraws_before_start',
      date: '2026-03-31',
    });
    expect(exclusionOf(candidate({ withdrawnOn: jstDate('2026-04-01') }), selection)).toBeNull();
    expect(exclusionOf(candidate({ withdrawnOn: jstDate('2026-05-10') }), selection)).toBeNull();
    expect(exclusionOf(candidate(), selection)).toBeNull();
  });

  it('case 8: leaves out the types that are named', () => {
    expect(exclusionOf(candidate({ membershipTypeId: 'honorary' }), selection)).toEqual({ reason: 'excluded_type', date: null });
  });

  it('BIL-06: leaves out the types that the item exempts for good, and says so', () => {
    expect(exclusionOf(candidate({ membershipTypeId: 'life', hasTerms: true }), selection)).toEqual({ reason: 'exempt_type', date: null });
  });

  it('domain.md 1: bills who rests only where the item opts in, and nobody else who is not active', () => {
    const entry = (status: DatedStatus['status']) => [active, { status, effectiveOn: jstDate('2026-03-01') }];
    const opted = { ...selection, billsResting: true };
    const resting = candidate({ statusEntries: entry('suspended') });
    expect(exclusionOf(resting, selection)).toEqual({ reason: 'not_active', date: '2026-03-01' });
    expect(exclusionOf(resting, opted)).toBeNull();
    expect(exclusionOf({ ...resting, withdrawnOn: jstDate('2026-03-31') }, opted)?.reason).toBe('withdraws_before_start');
    for (const status of ['applied', 'withdrawn', 'expelled', 'deceased'] as const)
      expect(exclusionOf(candidate({ statusEntries: entry(status) }), opted)).toEqual({ reason: 'not_active', date: '2026-03-01' });
  });

  it('case 10: leaves out who has a bill already', () => {
    expect(exclusionOf(candidate({ alreadyBilled: true }), selection)).toEqual({ reason: 'already_billed', date: null });
  });

  it('leaves out a type that the fee table has no price for', () => {
    expect(exclusionOf(candidate({ hasPrice: false }), selection)).toEqual({ reason: 'no_price', date: null });
  });

  it('takes the status of the day of the run', () => {
    const suspended: DatedStatus = { status: 'suspended', effectiveOn: jstDate('2026-03-20') };
    const tomorrow: DatedStatus = { status: 'suspended', effectiveOn: jstDate('2026-03-21') };
    expect(exclusionOf(candidate({ statusEntries: [active, suspended] }), selection)).toEqual({ reason: 'not_active', date: '2026-03-20' });
    expect(exclusionOf(candidate({ statusEntries: [active, tomorrow] }), selection)).toBeNull();
    expect(exclusionOf(candidate({ statusEntries: [] }), selection)).toEqual({ reason: 'not_active', date: null });
  });

  it('finds the status of a day whatever the order of the entries', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 28 }), (numbers, today) => {
        const entries = numbers.map((number): DatedStatus => ({
          status: 'active',
          effectiveOn: jstDate(`2026-02-${String(number).padStart(2, '0')}`),
        }));
        const found = statusOn(entries, jstDate(`2026-02-${String(today).padStart(2, '0')}`));
        const newest = Math.max(0, ...numbers.filter((number) => number <= today));
        expect(found ? Number(found.effectiveOn.slice(8)) : 0).toBe(newest);
        expect(statusOn([...entries].reverse(), jstDate(`2026-02-${String(today).padStart(2, '0')}`))).toEqual(found);
      }),
    );
  });
});
