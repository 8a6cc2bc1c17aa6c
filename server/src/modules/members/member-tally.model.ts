import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

export interface MemberTallyDocument {
  /** Organisation, status, type and kind: there is one row of each, and one of those who owe. */
  _id: string;
  orgId: OrgId;
  status: MemberStatus;
  membershipTypeId: MembershipTypeId;
  kind: MemberKind;
  /** A row of those who owe something, beside the one of all. */
  owing: boolean;
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
    kind: { type: String, required: true },
    owing: { type: Boolean, default: false },
    count: { type: Number, required: true },
  }),
);
