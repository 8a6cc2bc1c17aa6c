import type { ProrationPolicy } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';
import { FiscalYear, fiscalYearRange, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSince, proratedFee, shareOf } from './proration.rules.ts';

const yearOf = (fiscalYear: number) => fiscalYearRange(FiscalYear.parse(fiscalYear), 4);
const feeOf = (fee: number, policy: ProrationPolicy, joinedOn: string, fiscalYear: number) =>
  proratedFee(yen(fee), shareOf(policy, jstDate(joinedOn), yearOf(fiscalYear)));

describe('what a fee is for part of its period', () => {
  it('oracle 14: 10,000 joined on 2025-10-15', () => {
    const fees = (['monthly', 'daily', 'quarterly', 'half_second_half'] as const).map((policy) =>
      feeOf(10_000, policy, '2025-10-15', 2025),
    );
    expect(fees).toEqual([5000, 4602, 5000, 5000]);
  });

  it('oracle 15: 12,000 joined on 2025-07-31', () => {
    const fees = (['monthly', 'daily', 'quarterly', 'half_second_half'] as const).map((policy) =>
      feeOf(12_000, policy, '2025-07-31', 2025),
    );
    expect(fees).toEqual([9000, 8021, 9000, 12_000]);
  });

  it('oracle 16: 10,000 joined on the last day of the year', () => {
    const fees = (['monthly', 'daily', 'quarterly'] as const).map((policy) => feeOf(10_000, policy, '2026-03-31', 2025));
    expect(fees).toEqual([833, 27, 2500]);
  });

  it('oracle 17: 12,000 joined on 29 February of a year of 366 days', () => {
    expect(feeOf(12_000, 'daily', '2028-02-29', 2027)).toBe(1049);
  });

  it('domain.md 5.2: 10,000 joined on 2025-11-01 by each policy of the year', () => {
    const policies = ['none', 'half_second_half', 'quarterly', 'monthly', 'daily'] as const;
    expect(policies.map((policy) => feeOf(10_000, policy, '2025-11-01', 2025))).toEqual([10_000, 5000, 5000, 4166, 4136]);
  });

  it('BIL-19: daily_in_month, joined on the 16th of a month of 30 days at 6,000, is 3,000', () => {
    const month = { from: jstDate('2026-06-01'), to: jstDate('2026-06-30') };
    expect(proratedFee(yen(6000), shareOf('daily_in_month', jstDate('2026-06-16'), month))).toBe(3000);
    expect(proratedFee(yen(6000), shareOf('daily_in_month', jstDate('2026-06-01'), month))).toBe(6000);
  });

  it('is whole for whoever was there before, and never more than the fee nor less than nothing', () => {
    expect(feeOf(10_000, 'monthly', '2019-04-01', 2025)).toBe(10_000);
    const policies = fc.constantFrom('none', 'half_second_half', 'quarterly', 'monthly', 'daily', 'daily_in_month');
    fc.assert(
      fc.property(policies, fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: -400, max: 800 }), (policy, fee, days) => {
        const day = new Date(Date.UTC(2025, 3, 1) + days * 86_400_000).toISOString().slice(0, 10);
        const part = feeOf(fee, policy, day, 2025);
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(fee);
      }),
    );
  });

  it('never grows when somebody comes in later', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('half_second_half', 'quarterly', 'monthly', 'daily'),
        fc.integer({ min: 0, max: 364 }),
        fc.integer({ min: 0, max: 364 }),
        (policy, one, two) => {
          const on = (days: number) => new Date(Date.UTC(2025, 3, 1) + days * 86_400_000).toISOString().slice(0, 10);
          expect(feeOf(12_000, policy, on(Math.max(one, two)), 2025)).toBeLessThanOrEqual(
            feeOf(12_000, policy, on(Math.min(one, two)), 2025),
          );
        },
      ),
    );
  });
});

describe('since when somebody is in', () => {
  const of = (...entries: [MemberStatus, string][]) => ({
    joinedOn: jstDate('2015-04-01'),
    statusEntries: entries.map(([status, day]) => ({ status, effectiveOn: jstDate(day) })),
  });
  const fee = (member: ReturnType<typeof of>, fiscalYear: number) =>
    feeOf(10_000, 'monthly', inSince(member, yearOf(fiscalYear)), fiscalYear);

  it('domain.md 5.2: who had left and comes back within a year pays for the rest of that year, and whole before and after', () => {
    for (const left of ['withdrawn', 'expelled'] as const) {
      const back = of(['active', '2015-04-01'], [left, '2020-03-31'], ['active', '2026-10-01']);
      expect([2025, 2026, 2027].map((year) => fee(back, year))).toEqual([10_000, 5000, 10_000]);
      // However they are kept.
      expect(fee({ ...back, statusEntries: back.statusEntries.toReversed() }, 2026)).toBe(5000);
    }
  });

  it('domain.md 5.2: who was in on the first day owes the whole, also where they leave and come back within the year', () => {
    const resigned = of(['active', '2015-04-01'], ['withdrawn', '2026-09-30'], ['active', '2027-01-10']);
    expect([2025, 2026, 2027].map((year) => fee(resigned, year))).toEqual([10_000, 10_000, 10_000]);
    const rested = of(['active', '2015-04-01'], ['suspended', '2026-01-01'], ['withdrawn', '2026-09-30'], ['active', '2027-01-10']);
    expect(fee(rested, 2026)).toBe(10_000);
    const came = of(['active', '2026-07-01'], ['withdrawn', '2026-09-30'], ['active', '2027-01-10']);
    expect(fee({ ...came, joinedOn: jstDate('2026-07-01') }, 2026), 'from the first time in it').toBe(7500);
    const twice = of(
      ['active', '2015-04-01'],
      ['withdrawn', '2026-03-31'],
      ['applied', '2026-05-01'],
      ['active', '2026-06-01'],
      ['withdrawn', '2026-09-30'],
      ['active', '2027-01-10'],
    );
    expect(fee(twice, 2026), 'from the first time in it').toBe(8333);
  });

  it('domain.md 5.2: a rest is no break, and what comes after the year does not count in it', () => {
    const rested = of(['active', '2015-04-01'], ['suspended', '2026-04-01'], ['active', '2026-10-01']);
    expect(fee(rested, 2026)).toBe(10_000);
    const twice = of(
      ['active', '2015-04-01'],
      ['withdrawn', '2020-03-31'],
      ['active', '2026-10-01'],
      ['withdrawn', '2027-03-31'],
      ['active', '2028-01-01'],
    );
    expect([2026, 2027].map((year) => fee(twice, year))).toEqual([5000, 2500]);
    const admitted = of(['rejected', '2014-04-01'], ['applied', '2015-03-01'], ['active', '2015-04-01']);
    expect(inSince(admitted, yearOf(2015))).toBe('2015-04-01');
    // Decided on behind the day that the office took for it.
    expect(inSince(of(['applied', '2015-03-01'], ['active', '2015-05-20']), yearOf(2015))).toBe('2015-04-01');
  });
});
