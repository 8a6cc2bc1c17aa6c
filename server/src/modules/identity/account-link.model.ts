import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { platformModel } from '../../platform/tenancy.ts';

export interface LinkedEnd {
  orgId: OrgId;
  memberId: MemberId;
  /** Of the password it was proven with: another password ends the link. */
  mark: string;
}

/**
 * Two of one person's accounts, proven together, each by its own password; in rows from before, more of them. It holds while all
 * of its ends stand. Belongs to the person, not to one organisation.
 */
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
