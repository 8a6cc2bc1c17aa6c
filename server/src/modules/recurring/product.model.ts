import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstMonth } from '@tsudoi/shared/kernel/jst';
import type { RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';

export interface ProductDocument {
  _id: RecurringProductId;
  orgId: OrgId;
  name: string;
  amount: Yen;
  /** Another amount from a month on: those who pay are told before. */
  next: { readonly amount: Yen; readonly from: JstMonth } | null;
  chargeDay: number;
  description: string;
  taxCategory: TaxCategory;
  isOpen: boolean;
  createdAt: Date;
  version: number;
  /** Raised by everybody who takes it, so that two presses of one member meet here. */
  joins: number;
}

export const productCollection = 'recurring_products';
