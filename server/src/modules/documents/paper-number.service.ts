import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { awaitNumbers, findMembers, looksLikeReception } from '../members/members.public.ts';

/**
 * Of these bills, those that name by what stands in the place of a member number. A paid bill says who its member was (see
 * decision 88), so that it may still do so when the member has a number.
 */
export async function billsUnnumbered(
  platform: Platform,
  scope: OrgScope,
  bills: readonly BillDocument[],
  session?: ClientSession,
): Promise<Set<BillDocument>> {
  const shaped = bills.filter(({ memberNumber }) => looksLikeReception(memberNumber));
  if (shaped.length === 0) return new Set();
  const ids = [...new Set(shaped.map(({ memberId }) => memberId))];
  const members = await findMembers(scope, ids, session);
  const awaiting = await awaitNumbers(platform, scope, members, session);
  const byId = new Map(members.map((member) => [member._id, member]));
  return new Set(
    shaped.filter(({ memberId, memberNumber }) => {
      const member = byId.get(memberId);
      return member !== undefined && (awaiting.has(member) || member.memberNumber !== memberNumber);
    }),
  );
}
