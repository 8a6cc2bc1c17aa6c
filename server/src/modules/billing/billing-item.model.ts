import type { DueRule, ItemCategory, ItemPrice, ProrationPolicy } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillingItemId, MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';

export interface BillingItemDocument {
  _id: BillingItemId;
  orgId: OrgId;
  name: string;
  category: ItemCategory;
  taxCategory: TaxCategory;
  /** This and what follows is absent from items of before there was a fee table; `feeTermsOf` knows what they mean. */
  taxByType?: { membershipTypeId: MembershipTypeId; taxCategory: TaxCategory }[];
  feesFrom?: 'membership_type' | 'table';
  prices?: ItemPrice[];
  proration?: ProrationPolicy;
  perUnit?: boolean;
  billsResting?: boolean;
  exemptTypeIds?: MembershipTypeId[];
  dueRule?: DueRule | null;
  proviso: string;
  version: number;
  /** Grows with every start of a run, so that two starts at the same moment meet on this row. */
  starts: number;
  createdAt: Date;
}

export const billingItemCollection = 'billing_items';
