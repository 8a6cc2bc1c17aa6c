import type { Honorific } from '@tsudoi/shared/contracts/members/honorific.contract';
import type { DatedPrice } from '@tsudoi/shared/contracts/members/membership-price.contract';
import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

export interface MembershipTypeDocument {
  _id: MembershipTypeId;
  orgId: OrgId;
  name: string;
  /** The price from the beginning; `feeOn` knows the one in force. */
  annualFee: Yen;
  /** Later prices, each in force from a day (RNK-02). */
  prices?: DatedPrice[];
  /** 敬称 of labels and letters; the usual one where nothing was chosen. */
  honorific?: Honorific;
  order: number;
  archived: boolean;
  version: number;
}

export const MembershipTypeModel = tenantModel(
  'MembershipType',
  'membership_types',
  new Schema<MembershipTypeDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    name: { type: String, required: true },
    annualFee: { type: Number, required: true },
    prices: [
      new Schema<DatedPrice>({ from: { type: String, required: true }, annualFee: { type: Number, required: true } }, { _id: false }),
    ],
    honorific: { type: String },
    order: { type: Number, required: true },
    archived: { type: Boolean, default: false },
    version: { type: Number, required: true },
  }),
);
