import { type ItemPrice, itemPriceOn } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newBillingItemId, newMembershipTypeId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear, JstMonth, fiscalYearRange, jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen, sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { BillingItemDocument } from './billing-item.repository.ts';
import {
  adjustsMembers,
  checkTerms,
  feeParts,
  feeTermsOf,
  itemOfBill,
  periodOf,
  taxOf,
  termLabel,
  withItemPrice,
  withoutItemPrice,
} from './fee-table.rules.ts';

const regular = newMembershipTypeId();
const student = newMembershipTypeId();
const price = (amount: number, from: string | null, membershipTypeId = regular): ItemPrice => ({
  membershipTypeId,
  from: from === null ? null : jstDate(from),
  amount: PriceYen.parse(amount),
});
const item = (more: Partial<BillingItemDocument> = {}): BillingItemDocument => ({
  _id: newBillingItemId(),
  orgId: newOrgId(),
  name: '年会費',
  category: 'annual',
  taxCategory: 'out_of_scope',
  proviso: '年会費として',
  version: 0,
  starts: 0,
  createdAt: new Date(0),
  ...more,
});
const year = fiscalYearRange(FiscalYear.parse(2025), 4);
const asked = (more: Partial<Parameters<typeof feeParts>[1]> = {}) => ({
  unitPrice: yen(10_000),
  units: 1,
  since: jstDate('2020-04-01'),
  allocationStartMonth: JstMonth.parse('2025-04'),
  period: year,
  label: '年会費',
  ...more,
});
/** What of the input is refused; null where nothing is. */
function refusalOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_INPUT' });
    return (error as DomainError).issues;
  }
}
const sum = (parts: ReturnType<typeof feeParts>) => sumYen(parts.map((part) => part.amount));

describe('the fee table', () => {
  it('knows the price in force on a day, type by type', () => {
    const prices = [price(10_000, null), price(12_000, '2026-04-01'), price(3000, '2026-04-01', student)];
    expect(itemPriceOn(prices, regular, jstDate('2026-03-31'))).toBe(10_000);
    expect(itemPriceOn(prices, regular, jstDate('2026-04-01'))).toBe(12_000);
    expect(itemPriceOn(prices, student, jstDate('2026-03-31'))).toBeNull();
  });

  it('has one price per type and day, and gives one back', () => {
    const table = withItemPrice(withItemPrice([price(10_000, null)], price(12_000, '2026-04-01')), price(13_000, '2026-04-01'));
    expect(table.map((row) => [row.from, row.amount])).toEqual([
      [null, 10_000],
      ['2026-04-01', 13_000],
    ]);
    expect(withoutItemPrice(table, price(0, '2026-04-01'))).toEqual([price(10_000, null)]);
    expect(() => withoutItemPrice(table, price(0, '2027-04-01'))).toThrow(new DomainError('NOT_FOUND'));
    // Another type's price of the same day is another price.
    const both = withItemPrice(table, price(3000, '2026-04-01', student));
    expect(withoutItemPrice(both, price(0, '2026-04-01', student))).toEqual(table);
  });

  it('stands in the order of days, the price that always held first', () => {
    const days = ['2027-04-01', null, '2025-04-01', '2026-04-01'];
    const table = days.reduce<ItemPrice[]>((prices, day, index) => withItemPrice(prices, price(index, day)), []);
    expect(table.map(({ from }) => from)).toEqual([null, '2025-04-01', '2026-04-01', '2027-04-01']);
  });

  it('takes up to fifty prices of a type', () => {
    const many = Array.from({ length: 50 }, (_, index) => price(index, `${1960 + index}-04-01`));
    expect(refusalOf(() => withItemPrice(many, price(1, null)))).toEqual([{ path: ['from'], code: 'too_big' }]);
    expect(withItemPrice(many, price(1, null, student))).toHaveLength(51);
  });

  it('taxes a type otherwise than the item where the table says so', () => {
    const terms = feeTermsOf(item({ taxCategory: 'standard_10', taxByType: [{ membershipTypeId: regular, taxCategory: 'out_of_scope' }] }));
    expect(taxOf(terms, regular)).toBe('out_of_scope');
    expect(taxOf(terms, student)).toBe('standard_10');
    const taxed = item({ taxCategory: 'standard_10', taxByType: [{ membershipTypeId: regular, taxCategory: 'out_of_scope' }] });
    expect(itemOfBill(taxed, regular)).toEqual({ itemId: taxed._id, proviso: '年会費として', taxCategory: 'out_of_scope' });
  });

  it('refuses what a category cannot have', () => {
    const refused = (more: Partial<BillingItemDocument>) => refusalOf(() => checkTerms(feeTermsOf(item(more))));
    const fields = (field: string) => [{ path: [field], code: 'not_an_option' }];
    expect(refused({ proration: 'daily_in_month' })).toEqual(fields('proration'));
    expect(refused({ category: 'adhoc', proration: 'monthly' })).toEqual(fields('proration'));
    expect(refused({ category: 'recurring', feesFrom: 'membership_type' })).toEqual(fields('feesFrom'));
    const tax = (membershipTypeId: typeof regular) => ({ membershipTypeId, taxCategory: 'exempt' as const });
    expect(refused({ taxByType: [tax(regular), tax(student), tax(regular)] })).toEqual(fields('taxByType'));
    for (const more of [
      { category: 'recurring', proration: 'daily_in_month' },
      { category: 'annual', feesFrom: 'membership_type' },
      { taxByType: [tax(regular), tax(student)] },
    ] as const)
      expect(refused(more as Partial<BillingItemDocument>)).toBeNull();
  });

  it('domain.md 1: who rests is asked for annual dues alone, and only where the item says so', () => {
    const refused = (more: Partial<BillingItemDocument>) => refusalOf(() => checkTerms(feeTermsOf(item(more))));
    for (const category of ['recurring', 'adhoc', 'joining'] as const) {
      expect(refused({ category, billsResting: true })).toEqual([{ path: ['billsResting'], code: 'not_an_option' }]);
      expect(refused({ category, billsResting: false })).toBeNull();
    }
    expect(refused({ billsResting: true })).toBeNull();
    expect(feeTermsOf(item()).billsResting).toBe(false);
  });

  it('an item exempts each type once, and a joining fee nobody', () => {
    const refused = (more: Partial<BillingItemDocument>) => refusalOf(() => checkTerms(feeTermsOf(item(more))));
    const notAnOption = [{ path: ['exemptTypeIds'], code: 'not_an_option' }];
    expect(refused({ exemptTypeIds: [regular, student] })).toBeNull();
    expect(refused({ exemptTypeIds: [regular, student, regular] })).toEqual(notAnOption);
    expect(refused({ category: 'joining', exemptTypeIds: [regular] })).toEqual(notAnOption);
    expect(refused({ category: 'joining', exemptTypeIds: [] })).toBeNull();
    expect(feeTermsOf(item()).exemptTypeIds).toEqual([]);
  });

  it('BIL-15: the fee of a term says of how many months and of which type it is', () => {
    expect(termLabel(24, '正会員', '年会費')).toBe('24か月分 正会員 年会費');
  });

  it('an item of before the table asks for the fee of the membership type, whole', () => {
    expect(feeTermsOf(item())).toMatchObject({ feesFrom: 'membership_type', proration: 'none', perUnit: false, prices: [], taxByType: [] });
    expect(feeTermsOf(item({ category: 'adhoc' })).feesFrom).toBe('table');
  });

  it('domain.md 5.1: what belongs to members is taken off dues alone', () => {
    expect((['annual', 'recurring', 'adhoc', 'joining'] as const).filter(adjustsMembers)).toEqual(['annual']);
  });
});

describe('the parts of a fee', () => {
  it('domain.md 5.14: corporate dues are the unit price times the units, and proration takes the product', () => {
    const parts = feeParts({ proration: 'quarterly', perUnit: true }, asked({ units: 3, since: jstDate('2025-10-15') }));
    expect(parts).toEqual([
      { kind: 'fee', label: '年会費', amount: 30_000, note: '10,000 × 3' },
      { kind: 'proration', label: '入会時期による減額', amount: -15_000, note: '2/4' },
    ]);
    expect(feeParts({ proration: 'none', perUnit: false }, asked({ units: 3 }))).toEqual([
      { kind: 'fee', label: '年会費', amount: 10_000, note: '' },
    ]);
  });

  it('begins with the month that the bill pays for when the member was there before', () => {
    const from = (month: string, joinedOn = '2020-04-01') =>
      sum(
        feeParts(
          { proration: 'monthly', perUnit: false },
          asked({ unitPrice: yen(12_000), allocationStartMonth: JstMonth.parse(month), since: jstDate(joinedOn) }),
        ),
      );
    expect(from('2025-04')).toBe(12_000);
    expect(from('2025-10')).toBe(6000);
    expect(from('2025-10', '2025-12-24')).toBe(4000);
  });

  it('BIL-19: of recurring dues the month is shared out, not the year', () => {
    const period = periodOf('recurring', FiscalYear.parse(2026), JstMonth.parse('2026-06'), 4);
    expect(period).toEqual({ from: '2026-06-01', to: '2026-06-30' });
    expect(periodOf('annual', FiscalYear.parse(2026), JstMonth.parse('2026-06'), 4)).toEqual({ from: '2026-04-01', to: '2027-03-31' });
    const month = { unitPrice: yen(6000), allocationStartMonth: JstMonth.parse('2026-06'), period };
    const parts = (joinedOn: string) =>
      feeParts({ proration: 'daily_in_month', perUnit: false }, asked({ ...month, since: jstDate(joinedOn) }));
    expect(sum(parts('2026-06-16'))).toBe(3000);
    expect(parts('2026-06-16')[1]).toMatchObject({ kind: 'proration', note: '15/30' });
    expect(sum(parts('2026-05-16'))).toBe(6000);
  });
});
