import type { MemberRank } from '@tsudoi/shared/contracts/members/member-settings.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

export interface MemberSettingsDocument {
  _id: OrgId;
  orgId: OrgId;
  corporateMyPage: boolean;
  ranks: MemberRank[];
  version: number;
}

export const MemberSettingsModel = tenantModel(
  'MemberSettings',
  'member_settings',
  new Schema<MemberSettingsDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    corporateMyPage: { type: Boolean, required: true },
    ranks: [
      new Schema<MemberRank>(
        { rankId: { type: String, required: true }, name: { type: String, required: true }, archived: { type: Boolean, required: true } },
        { _id: false },
      ),
    ],
    version: { type: Number, required: true },
  }),
);
