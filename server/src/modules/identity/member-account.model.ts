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
  /**
   * The contact address they agreed about: a code to it lets in whoever reads it, while it is their contact address. Agreed
   * to is a mailbox, not whatever the record says later.
   */
  sharedMailbox?: string | null;
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
    sharedMailbox: { type: String, default: null },
    lastLoginAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  }),
);
