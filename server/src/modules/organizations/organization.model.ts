import type { OrganizationKind, OrganizationStatus, PasswordPolicy } from '@tsudoi/shared/contracts/organizations/organization.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { Schema } from 'mongoose';
import type * as z from 'zod';
import { platformModel } from '../../platform/tenancy.ts';

export interface OrganizationDocument {
  _id: OrgId;
  slug: string;
  name: string;
  kind: z.output<typeof OrganizationKind>;
  status: z.output<typeof OrganizationStatus>;
  fiscalYearStartMonth: number;
  postalAddress: string;
  phone: string;
  contactEmail: string;
  representative: string;
  /** Owners and admins must have a second step at the log-in. */
  secondStepRequired: boolean;
  /** What a new password may be made of; passwords chosen before stay. */
  passwordPolicy: PasswordPolicy;
  /** Told of incidents; empty: the contact owner is. Absent in rows from before. */
  emergencyContacts?: readonly { readonly name: string; readonly email: string; readonly phone: string }[];
  /** The end of the contract, once an owner has asked for it. */
  closing?: {
    readonly requestedOn: JstDate;
    readonly requestedBy: string;
    /** What it was before: a suspended one stays without writes, and goes back to being suspended. Absent in rows from before. */
    readonly from?: 'active' | 'suspended';
    readonly effectiveOn: JstDate;
    readonly purgedBy: JstDate;
    /** When the last personal data of members was taken away. */
    readonly purgedAt?: Date | null;
  } | null;
  /** Since when the operator lets it read and not write, and why, as its owners were told. Absent in rows from before. */
  suspension?: { readonly since: Date; readonly reason: string } | null;
  version: number;
  createdAt: Date;
}

export const OrganizationModel = platformModel(
  'Organization',
  'organizations',
  new Schema<OrganizationDocument>({
    _id: { type: String, required: true },
    slug: { type: String, required: true },
    name: { type: String, required: true },
    kind: { type: String, required: true },
    status: { type: String, required: true },
    fiscalYearStartMonth: { type: Number, required: true },
    postalAddress: { type: String, default: '' },
    phone: { type: String, default: '' },
    contactEmail: { type: String, default: '' },
    representative: { type: String, default: '' },
    secondStepRequired: { type: Boolean, default: false },
    passwordPolicy: { type: String, default: 'open' },
    emergencyContacts: { type: [{ _id: false, name: String, email: String, phone: String }], default: [] },
    closing: {
      type: { requestedOn: String, requestedBy: String, from: String, effectiveOn: String, purgedBy: String, purgedAt: Date },
      default: null,
      _id: false,
    },
    suspension: { type: { since: Date, reason: String }, default: null, _id: false },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  }),
);
