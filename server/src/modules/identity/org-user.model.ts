import type { OrgRole } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

/** Someone of the office. */
export interface OrgUserDocument {
  _id: UserId;
  orgId: OrgId;
  email: string;
  familyName: string;
  givenName: string;
  familyNameKana: string;
  givenNameKana: string;
  role: OrgRole;
  /** Null after a forced reset, until the person has chosen a new one. */
  passwordHash: string | null;
  /** Null until the address is confirmed; no log-in before. */
  verifiedAt: Date | null;
  lastLoginAt: Date | null;
  createdAt: Date;
}

export const OrgUserModel = tenantModel(
  'OrgUser',
  'org_users',
  new Schema<OrgUserDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    email: { type: String, required: true },
    familyName: { type: String, required: true },
    givenName: { type: String, required: true },
    familyNameKana: { type: String, required: true },
    givenNameKana: { type: String, required: true },
    role: { type: String, required: true },
    passwordHash: { type: String, default: null },
    verifiedAt: { type: Date, default: null },
    lastLoginAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  }),
);
