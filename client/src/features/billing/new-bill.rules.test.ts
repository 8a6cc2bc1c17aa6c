import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { proposalOf } from './new-bill.rules.ts';

const regular = 'mst_regular' as MembershipTypeId;
const student = 'mst_student' as MembershipTypeId;
const item = {
  perUnit: false,
  exemptTypeIds: [student],
  prices: [
    { membershipTypeId: regular, from: null, amount: yen(3000) },
    { membershipTypeId: regular, from: jstDate('2026-06-01'), amount: yen(4000) },
  ],
};

describe('what an ad-hoc item asks of one member', () => {
  it('is the price of the first day of the month, as in a run', () => {
    expect(proposalOf(item, { membershipTypeId: regular, units: 3 }, '2026-05-20')).toEqual({ kind: 'price', amount: 3000, units: 1 });
    expect(proposalOf(item, { membershipTypeId: regular, units: 3 }, '2026-06-02')).toEqual({ kind: 'price', amount: 4000, units: 1 });
  });

  it('counts once for each unit where the item is per unit', () => {
    const perUnit = { ...item, perUnit: true };
    expect(proposalOf(perUnit, { membershipTypeId: regular, units: 3 }, '2026-05-20')).toEqual({ kind: 'price', amount: 9000, units: 3 });
  });

  it('is nothing for a type that is exempt, or that the table has no price for', () => {
    expect(proposalOf(item, { membershipTypeId: student, units: 1 }, '2026-05-20')).toEqual({ kind: 'exempt' });
    expect(proposalOf(item, { membershipTypeId: 'mst_other' as MembershipTypeId, units: 1 }, '2026-05-20')).toEqual({ kind: 'no_price' });
  });
});
