import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

export interface MemberTallyDocument {
  /** Organisation, status and type: there is one row of each. */
  _id: string;
  orgId: OrgId;
  status: MemberStatus;
  membershipTypeId: MembershipTypeId;
  count: number;
}

export const MemberTallyModel = tenantModel(
  'MemberTally',
  'member_tallies',
  new Schema<MemberTallyDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    status: { type: String, required: true },
    membershipTypeId: { type: String, required: true },
    count: { type: Number, required: true },
  }),
);
