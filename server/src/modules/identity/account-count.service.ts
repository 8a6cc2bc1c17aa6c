import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { findAccountsOf } from './member-account.repository.ts';

/** How many of these members have a log-in of their own, or a provisional pair to make one. */
export async function countLogins(scope: OrgScope, memberIds: readonly MemberId[]): Promise<number> {
  const accounts = await findAccountsOf(scope, memberIds);
  return accounts.filter(({ state }) => state === 'verified' || state === 'provisional_issued').length;
}
