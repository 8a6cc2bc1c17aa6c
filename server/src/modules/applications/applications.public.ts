import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { applicantsAmong, findOpenOf } from './application.repository.ts';
import { applicationCounts } from './application.service.ts';

export { applicationRows } from './member-rows.service.ts';

/** How many wait for the office. */
export async function countWaitingApplications(platform: Platform, scope: OrgScope): Promise<number> {
  return (await applicationCounts(platform, scope)).waiting;
}

/** Whether somebody waits for a decision: who left and applies again is 承認待ち too, whatever their record says (ACC-03). */
export async function waitsForDecision(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<boolean> {
  return (await findOpenOf(platform.databases.server, scope, memberId)) !== null;
}

/** Of the members given, those whom an application names. */
export function membersWithApplication(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<Set<MemberId>> {
  return applicantsAmong(platform.databases.server, scope, memberIds, session);
}
