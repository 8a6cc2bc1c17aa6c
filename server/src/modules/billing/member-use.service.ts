import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { adjustmentsOfMembers } from './adjustment.repository.ts';
import { billsOf } from './bill.repository.ts';

/** Of the members given, those whom a bill or an adjustment names, whatever became of it. */
export async function membersWithDues(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<Set<MemberId>> {
  if (memberIds.length === 0) return new Set();
  const db = platform.databases.server;
  const bills = await billsOf(db, scope)
    .find({ memberId: { $in: [...memberIds] } }, { projection: { memberId: 1, orgId: 1 }, session })
    .toArray();
  const adjusted = await adjustmentsOfMembers(db, scope, memberIds, session);
  return new Set([...bills, ...adjusted].map(({ memberId }) => memberId));
}
