import type { BillingItemView } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillingItemId, OrgId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';

type View = z.output<typeof BillingItemView>;

export interface BillingItemDocument {
  _id: BillingItemId;
  orgId: OrgId;
  name: string;
  category: View['category'];
  taxCategory: View['taxCategory'];
  proviso: string;
  version: number;
  /** Grows with every start of a run, so that two starts at the same moment meet on this row. */
  starts: number;
  createdAt: Date;
}

export const billingItemCollection = 'billing_items';
