import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { awaitNumbers, findMembers, looksLikeReception } from '../members/members.public.ts';

/**
 * Of these bills or letters, those that name by what stands in the place of a member number. A paid bill says who its member was
 * (see decision 88), and a letter what was so when it was made, so that they may still do so when the member has a number.
 */
export async function unnumberedAmong<Row extends Pick<BillDocument, 'memberId' | 'memberNumber'>>(
  platform: Platform,
  scope: OrgScope,
  rows: readonly Row[],
  session?: ClientSession,
): Promise<Set<Row>> {
  const shaped = rows.filter(({ memberNumber }) => looksLikeReception(memberNumber));
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
