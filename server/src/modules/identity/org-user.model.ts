import type { OrgRole, Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
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
  /** Chosen for somebody of the staff; null: what staff usually may. */
  permissions: Permission[] | null;
  /** The first owner or a successor: incidents are told to this one, and the place is never empty. */
  isContact: boolean;
  /** The last day of their rights, or none; the contact's rights never end by it. Absent in rows from before. */
  termEndsOn?: JstDate | null;
  /** Of role, rights and term. Absent in rows from before. */
  version?: number;
  /** Moves with every change among owners: what two such changes meet on. */
  ownerChanges: number;
  /** Null after a forced reset, until the person has chosen a new one. */
  passwordHash: string | null;
  /** Null until the address is confirmed or the invitation accepted; no log-in before. */
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
    familyNameKana: { type: String, default: '' },
    givenNameKana: { type: String, default: '' },
    role: { type: String, required: true },
    permissions: { type: [String], default: null },
    isContact: { type: Boolean, default: false },
    termEndsOn: { type: String, default: null },
    version: { type: Number, default: 0 },
    ownerChanges: { type: Number, default: 0 },
    passwordHash: { type: String, default: null },
    verifiedAt: { type: Date, default: null },
    lastLoginAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  }),
);
