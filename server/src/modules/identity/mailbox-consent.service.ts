import { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { opensAccount } from './mailbox-sharing.rules.ts';
import { findAccountBy } from './member-account.repository.ts';

/** Whether a session that a shared mailbox opened goes on: no longer than that very mailbox would open another (0013). */
export async function isStillAgreed(platform: Platform, scope: OrgScope, subjectId: string, viaMailbox: string | true): Promise<boolean> {
  const memberId = MemberId.parse(subjectId);
  const account = await findAccountBy(scope, { memberId });
  const card = await platform.hooks.memberCard(scope, memberId);
  if (!account || !card) return false;
  // Of a session from before the address was kept, the one agreed to now is asked about.
  const mailbox = viaMailbox === true ? (account.sharedMailbox ?? '') : viaMailbox;
  return opensAccount(mailbox, account, card.contactEmail);
}
