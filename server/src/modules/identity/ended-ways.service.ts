import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { endMailTokens } from './mail-token.service.ts';
import { type MemberAccountDocument, changeAccount } from './member-account.repository.ts';
import { dropPasskeys } from './passkey.service.ts';

type Account = Pick<MemberAccountDocument, '_id' | 'memberId'>;

/**
 * A change of address that is under way ends: its link, and what the link has opened already. Whoever gets the account back
 * must not find at the next log-in that it belongs to the address of whoever they were saved from.
 */
export async function dropEmailChange(platform: Platform, scope: OrgScope, account: Account, session: ClientSession): Promise<void> {
  await changeAccount(scope, account._id, { openedEmail: null }, session);
  await endMailTokens(platform, scope, 'member_email', account.memberId, session);
}

/** A member's account begins anew, or is shut by the office: nothing from before opens it beside the password to come. */
export async function dropOtherWays(platform: Platform, scope: OrgScope, account: Account, session: ClientSession): Promise<void> {
  await dropPasskeys(platform, scope, account._id, session);
  // Agreed to by whoever had the account until now, and that may be the one it is saved from.
  await changeAccount(scope, account._id, { sharedMailbox: null }, session);
  await dropEmailChange(platform, scope, account, session);
}
