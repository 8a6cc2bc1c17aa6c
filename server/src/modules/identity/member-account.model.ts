import type { accountStates } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { AccountId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

/** How a member signs in. Passwords and provisional pairs exist as hashes only. */
export interface MemberAccountDocument {
  _id: AccountId;
  orgId: OrgId;
  memberId: MemberId;
  state: (typeof accountStates)[number];
  /** As shown; compared by `loginIdKey`. */
  loginId: string;
  loginIdKey: string;
  loginEmail: string | null;
  passwordHash: string | null;
  provisionalIdHash: string | null;
  provisionalPasswordHash: string | null;
  provisionalExpiresAt: Date | null;
  /** A new address whose link was opened by somebody not signed in: the next log-in completes it (ACC-14). */
  openedEmail: { readonly address: string; readonly until: Date } | null;
  /** Agreed that a code to the contact address lets in whoever reads it. Absent in rows from before. */
  sharesMailbox?: boolean;
  lastLoginAt: Date | null;
  createdAt: Date;
}

export const MemberAccountModel = tenantModel(
  'MemberAccount',
  'member_accounts',
  new Schema<MemberAccountDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    memberId: { type: String, required: true, immutable: true },
    state: { type: String, required: true },
    loginId: { type: String, required: true },
    loginIdKey: { type: String, required: true },
    loginEmail: { type: String, default: null },
    passwordHash: { type: String, default: null },
    provisionalIdHash: { type: String, default: null },
    provisionalPasswordHash: { type: String, default: null },
    provisionalExpiresAt: { type: Date, default: null },
    openedEmail: { type: { address: String, until: Date }, default: null, _id: false },
    sharesMailbox: { type: Boolean, default: false },
    lastLoginAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  }),
);
