import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { awaitNumbers, findMembers, looksLikeReception } from '../members/members.public.ts';

/** Of these bills, those that name by what stands in the place of a member number. */
export async function billsUnnumbered(
  platform: Platform,
  scope: OrgScope,
  bills: readonly BillDocument[],
  session: ClientSession,
): Promise<Set<BillDocument>> {
  const shaped = bills.filter(({ memberNumber }) => looksLikeReception(memberNumber));
  if (shaped.length === 0) return new Set();
  const ids = [...new Set(shaped.map(({ memberId }) => memberId))];
  const awaiting = await awaitNumbers(platform, scope, await findMembers(scope, ids, session), session);
  const numbers = new Set([...awaiting].map(({ memberNumber }) => memberNumber));
  return new Set(shaped.filter(({ memberNumber }) => numbers.has(memberNumber)));
}
