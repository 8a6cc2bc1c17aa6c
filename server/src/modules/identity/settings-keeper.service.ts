import type { UserId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { isAllowed, permissionsOf } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { listUsers } from './org-user.repository.ts';
import { isTermOver } from './org-user.rules.ts';

export interface OfficePerson {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
}

/** Who of the office may do something and has an address that was proven; not those whose term is over. */
export async function peopleWhoMay(
  { clock }: Pick<Platform, 'clock'>,
  scope: OrgScope,
  permission: Parameters<typeof isAllowed>[1],
  session?: ClientSession,
): Promise<OfficePerson[]> {
  const today = clock.today();
  return (await listUsers(scope, session))
    .filter((user) => user.verifiedAt !== null && !isTermOver(user, today) && isAllowed({ permissions: permissionsOf(user) }, permission))
    .map((user) => ({ userId: user._id, email: user.email, name: fullName(user) }));
}

/** Whom the house writes to when a setting fails. */
export const settingsKeepers = (platform: Pick<Platform, 'clock'>, scope: OrgScope): Promise<OfficePerson[]> =>
  peopleWhoMay(platform, scope, 'settings');
