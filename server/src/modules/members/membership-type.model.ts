import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

export interface MembershipTypeDocument {
  _id: MembershipTypeId;
  orgId: OrgId;
  name: string;
  annualFee: Yen;
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
    order: { type: Number, required: true },
    archived: { type: Boolean, default: false },
    version: { type: Number, required: true },
  }),
);
