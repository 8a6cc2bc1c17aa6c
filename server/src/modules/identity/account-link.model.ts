import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { platformModel } from '../../platform/tenancy.ts';

export interface LinkedEnd {
  orgId: OrgId;
  memberId: MemberId;
  /** Of the password it was proven with: another password ends the link. */
  mark: string;
}

/** One person's accounts in several organisations, each proven by its own password. Belongs to the person, not to one of them. */
export interface AccountLinkDocument {
  _id: string;
  ends: LinkedEnd[];
  createdAt: Date;
}

export const AccountLinkModel = platformModel(
  'AccountLink',
  'account_links',
  new Schema<AccountLinkDocument>({
    _id: { type: String, required: true },
    ends: [
      new Schema<LinkedEnd>(
        { orgId: { type: String, required: true }, memberId: { type: String, required: true }, mark: { type: String, required: true } },
        { _id: false },
      ),
    ],
    createdAt: { type: Date, required: true },
  }),
);
